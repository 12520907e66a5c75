package dev.firedrill.engine.keyspace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The large collections of one table, by number: what an entry's block holds in place of a value.
final class CollectionStore {
    /// What one costs on the heap, about.
    private static final long OBJECT_BYTES = 256;

    private final List<@Nullable Elements> all = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    int add(Elements elements) {
        if (free.isEmpty()) {
            all.add(elements);
            return all.size() - 1;
        }
        int number = free.removeLast();
        all.set(number, elements);
        return number;
    }

    Elements get(int number) {
        return Objects.requireNonNull(all.get(number));
    }

    /// It stays as it is, but has no number any more.
    Elements remove(int number) {
        Elements removed = get(number);
        all.set(number, null);
        free.add(number);
        if (free.size() == all.size()) {
            all.clear();
            free.clear();
        }
        return removed;
    }

    /// Beside the elements themselves.
    long heapBytes() {
        return (all.size() - free.size()) * OBJECT_BYTES;
    }
}
