package dev.firedrill.engine.keyspace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The collections of one table, by their entries.
///
/// ```
///                 put                       another one is looked at
///   (no entry) ---------> open, changed ------------------------------> packed   (small)
///                              ^        \------------------------------> numbered (large, for good)
///                     changed  |
///   packed -----------------> open
///          of (looked at)
/// ```
///
/// A small one lies packed in its entry's block and is unpacked to be worked on, one at a time. A
/// large one stays unpacked in the store, and the block holds its number.
final class EntryElements {
    private static final int NOBODY = -1;

    private final Blocks blocks;
    private final KeyHash hash;
    private final EntryBlocks entries;
    private final EncodingLimits limits;
    private final CollectionStore large = new CollectionStore();

    private int openEntry = NOBODY;
    private @Nullable Elements open;
    private boolean openChanged;

    EntryElements(Blocks blocks, KeyHash hash, EntryBlocks entries, EncodingLimits limits) {
        this.limits = limits;
        this.blocks = blocks;
        this.hash = hash;
        this.entries = entries;
    }

    /// An empty one, which no entry has yet.
    Elements empty(ValueType type) {
        return switch (type) {
            case STRING -> throw new IllegalArgumentException("a string has no elements");
            case LIST -> new BytesList(blocks);
            case SET -> new Elements.OfSet(table());
            case HASH -> new Elements.OfHash(table());
            case RANKING -> new BytesRanking(table(), limits);
        };
    }

    /// An empty one in the same memory.
    BytesTable table() {
        return new BytesTable(blocks, hash);
    }

    /// Of a value on its way in, which no entry has yet.
    Elements from(Value value) {
        return from(value, limits.expands(value));
    }

    /// The same in a form that is known, as that of a copy is.
    Elements from(Value value, boolean expanded) {
        Elements elements = filled(value, expanded);
        elements.expanded(expanded);
        return elements;
    }

    private Elements filled(Value value, boolean expanded) {
        return switch (value) {
            case Value.Text _ -> throw new IllegalArgumentException("a string has no elements");
            case Value.Sequence(List<byte[]> elements) -> {
                var list = new BytesList(blocks);
                list.replaceAll(elements);
                yield list;
            }
            case Value.Members(List<byte[]> elements) -> {
                BytesTable members = table();
                elements.forEach(members::put);
                yield new Elements.OfSet(members);
            }
            case Value.Fields(List<byte[]> pairs) -> {
                BytesTable fields = table();
                for (int i = 0; i + 1 < pairs.size(); i += 2) {
                    fields.put(pairs.get(i), pairs.get(i + 1));
                }
                yield new Elements.OfHash(fields);
            }
            case Value.Ranking(List<Value.Ranking.Scored> members) -> {
                var ranking = new BytesRanking(table(), limits);
                ranking.expanded(expanded);
                ranking.addAll(members);
                yield ranking;
            }
        };
    }

    Elements of(int entry) {
        Elements present = open;
        if (entry == openEntry && present != null) {
            return present;
        }
        if (entries.isNumber(entry)) {
            return large.get(entries.number(entry));
        }
        close();
        Elements unpacked = empty(entries.type(entry));
        SmallElements.unpack(entries.value(entry), unpacked);
        open(entry, unpacked, false);
        return unpacked;
    }

    /// Must be called after a collection has changed.
    void changed(int entry) {
        openChanged |= entry == openEntry;
    }

    /// A collection in place of whatever was there.
    void put(int entry, Elements elements) {
        forget(entry);
        close();
        entries.reshape(entry, elements.type(), 0, entries.expires(entry), false);
        open(entry, elements, true);
    }

    /// Takes a collection out of its entry, which is then to be removed.
    Elements take(int entry) {
        Elements taken = of(entry);
        if (entry == openEntry) {
            nobodyIsOpen();
        } else {
            large.remove(entries.number(entry));
        }
        entries.reshape(entry, ValueType.STRING, 0, entries.expires(entry), false);
        return taken;
    }

    /// Gives the elements' memory back; of an entry that is about to be removed or to hold another
    /// value.
    void forget(int entry) {
        Elements present = open;
        if (entry == openEntry && present != null) {
            present.drop();
            nobodyIsOpen();
        } else if (entries.isNumber(entry)) {
            large.remove(entries.number(entry)).drop();
        }
    }

    private void open(int entry, Elements elements, boolean changed) {
        openEntry = entry;
        open = elements;
        openChanged = changed;
    }

    private void nobodyIsOpen() {
        openEntry = NOBODY;
        open = null;
    }

    private void close() {
        int entry = openEntry;
        Elements closed = open;
        if (closed == null) {
            return;
        }
        nobodyIsOpen();
        if (!openChanged) {
            closed.drop();
            return;
        }
        ValueType type = closed.type();
        boolean expires = entries.expires(entry);
        byte[] packed = SmallElements.pack(closed);
        if (packed == null) {
            entries.reshape(entry, type, Integer.BYTES, expires, false);
            entries.number(entry, large.add(closed));
        } else {
            entries.reshape(entry, type, packed.length, expires, false);
            entries.write(entry, 0, packed, 0, packed.length);
            closed.drop();
        }
    }

    /// What the elements take beside the entry's block.
    long usedBytes(int entry) {
        if (entry != openEntry && !entries.isNumber(entry)) {
            return 0;
        }
        Elements elements = of(entry);
        return elements.size() * Elements.ELEMENT_BYTES + elements.bytes();
    }

    long heapBytes() {
        return large.heapBytes();
    }
}
