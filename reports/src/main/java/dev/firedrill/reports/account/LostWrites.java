package dev.firedrill.reports.account;

import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Counts the acknowledged writes to strings that the reading at the end shows to be lost: those
/// that were begun after the write whose value survived had ended. The age of a lost write is the
/// time from its acknowledgement until the state of its master was given up, see [MasterEnds];
/// until it was missed, if the journal does not show that. Keeps the value, the node and two times
/// of each write. A key of a dataset that was stored beforehand was acknowledged when it was
/// stored.
public final class LostWrites {
    private static final int EXAMPLES_MAX = 20;

    /// @param acknowledged writes to the keys that were read
    /// @param lost of them
    /// @param acknowledgedAtNanos of the lost one that was the oldest when it was lost
    /// @param lostAtNanos when the state of its master was given up
    /// @param unplaced keys of which nothing can be said: not read, or holding what no write stored
    /// @param examples of `lost`, in sentences
    /// @param doubts examples of `unplaced`, in sentences
    public record Loss(
            long acknowledged,
            long lost,
            long acknowledgedAtNanos,
            long lostAtNanos,
            long unplaced,
            List<String> examples,
            List<String> doubts) {
        /// The age of the oldest write that is lost, the data-loss window.
        public long windowNanos() {
            return lostAtNanos - acknowledgedAtNanos;
        }
    }

    /// @param value null when the key was removed
    private record Write(
            String node,
            @Nullable String value,
            long invokedAtNanos,
            long endedAtNanos,
            boolean acknowledged) {
        boolean stored(@Nullable String other) {
            return value == null ? other == null : value.equals(other);
        }
    }

    private static final class Key {
        final List<Write> writes = new ArrayList<>();
        Event.@Nullable KeyRead read;
        @Nullable String doubt;
    }

    private final MasterEnds ends = new MasterEnds();
    private final Map<String, Key> keys = new TreeMap<>();
    private final Map<String, Event.DatasetStored> stored = new TreeMap<>();
    private final Map<String, Event.DatasetRead> datasets = new TreeMap<>();

    public void hear(Event event) {
        ends.hear(event);
        if (event instanceof Event.Operation operation && operation.outcome() != Outcome.FAILED) {
            Effects.of(operation).forEach(effect -> wrote(effect, operation));
        } else if (event instanceof Event.KeyRead read && read.moment() == Moment.FINAL) {
            key(read.key()).read = read;
        } else if (event instanceof Event.DatasetStored dataset) {
            stored.put(dataset.dataset(), dataset);
        } else if (event instanceof Event.DatasetRead read && read.moment() == Moment.FINAL) {
            datasets.put(read.dataset(), read);
        }
    }

    private Key key(String name) {
        return keys.computeIfAbsent(name, _ -> new Key());
    }

    private void wrote(Effect effect, Event.Operation operation) {
        switch (effect) {
            case Effect.Put(var key, var kind, _, var value, boolean mayVanish) -> {
                add(key, value, operation);
                if (kind != Effect.Kind.STRING) doubt(key, "is no string");
                if (mayVanish) doubt(key, "has a time to live");
            }
            case Effect.RemoveKey(var key) -> add(key, null, operation);
            case Effect.RemoveAll _ ->
                    List.copyOf(keys.keySet()).forEach(key -> add(key, null, operation));
            case Effect.Expire(var key) -> doubt(key, "has a time to live");
            case Effect.Remove remove -> doubt(remove.key(), "is no string");
            case Effect.Push push -> doubt(push.key(), "is no string");
            case Effect.Add add -> doubt(add.key(), "is a counter");
            case Effect.Unknown(var key, var command) -> doubt(key, "was written by " + command);
        }
    }

    private void add(String key, @Nullable String value, Event.Operation operation) {
        boolean acknowledged = operation.outcome() == Outcome.OK;
        key(key).writes
                .add(
                        new Write(
                                operation.node(),
                                value,
                                operation.invokedAtNanos(),
                                operation.atNanos(),
                                acknowledged));
    }

    private void doubt(String key, String why) {
        Key one = key(key);
        if (one.doubt == null) one.doubt = why;
    }

    public Loss settle() {
        var sum = new Sum(ends);
        keys.forEach(sum::add);
        stored.forEach((name, dataset) -> sum.add(dataset, datasets.get(name)));
        return new Loss(
                sum.acknowledged,
                sum.lost,
                sum.acknowledgedAtNanos,
                sum.lostAtNanos,
                sum.unplaced,
                List.copyOf(sum.examples),
                List.copyOf(sum.doubts));
    }

    private static final class Sum {
        final MasterEnds ends;
        final List<String> examples = new ArrayList<>();
        final List<String> doubts = new ArrayList<>();
        long acknowledged;
        long lost;
        long acknowledgedAtNanos;
        long lostAtNanos;
        long unplaced;

        Sum(MasterEnds ends) {
            this.ends = ends;
        }

        void add(String name, Key key) {
            if (key.writes.stream().noneMatch(Write::acknowledged) && key.doubt == null) return;
            Event.KeyRead read = key.read;
            if (key.doubt != null) {
                unplaced(name + " " + key.doubt);
            } else if (read == null) {
                unplaced(name + " was not read");
            } else if (read.dataType() != DataType.STRING && read.dataType() != DataType.NONE) {
                unplaced(name + " holds a " + read.dataType());
            } else {
                String value =
                        read.dataType() == DataType.STRING ? read.elements().getFirst() : null;
                compare(name, key.writes, value, read.atNanos());
            }
        }

        /// Keys that were stored before the load began, and no client writes.
        void add(Event.DatasetStored dataset, Event.@Nullable DatasetRead read) {
            if (read == null) {
                unplaced("the dataset " + dataset.dataset() + " was not read");
                return;
            }
            long missing = read.absent() + read.different();
            long unread = dataset.keys() - read.intact() - missing;
            acknowledged += read.intact() + missing;
            if (unread > 0) unplaced(unread + " keys of " + dataset.dataset() + " were not read");
            if (missing == 0) return;
            lost += missing;
            age(dataset.node(), dataset.atNanos(), read.atNanos());
            if (examples.size() < EXAMPLES_MAX) {
                examples.add(missing + " keys of " + dataset.dataset() + " are gone or changed");
            }
        }

        private void unplaced(String why) {
            unplaced++;
            if (doubts.size() < EXAMPLES_MAX) doubts.add(why);
        }

        private void compare(
                String name, List<Write> writes, @Nullable String value, long readAtNanos) {
            long survivedAtNanos = value == null ? Long.MIN_VALUE : Long.MAX_VALUE;
            for (Write write : writes) {
                if (write.stored(value)) survivedAtNanos = write.endedAtNanos();
            }
            if (survivedAtNanos == Long.MAX_VALUE) {
                unplaced(name + " holds '" + value + "', which no recorded write stored");
                return;
            }
            for (Write write : writes) {
                if (!write.acknowledged()) continue;
                acknowledged++;
                if (write.invokedAtNanos() > survivedAtNanos) lose(name, write, readAtNanos);
            }
        }

        private void lose(String name, Write write, long readAtNanos) {
            lost++;
            age(write.node(), write.endedAtNanos(), readAtNanos);
            if (examples.size() < EXAMPLES_MAX) {
                examples.add(
                        String.format(
                                Locale.ROOT,
                                "%.3f s: %s = %s was acknowledged",
                                write.endedAtNanos() / 1e9,
                                name,
                                write.value() == null ? "nothing" : "'" + write.value() + "'"));
            }
        }

        private void age(String node, long acknowledged, long missed) {
            long until = ends.after(node, acknowledged).orElse(Math.max(acknowledged, missed));
            if (until - acknowledged >= lostAtNanos - acknowledgedAtNanos) {
                acknowledgedAtNanos = acknowledged;
                lostAtNanos = until;
            }
        }
    }
}
