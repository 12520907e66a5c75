package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Plain SETs at a rate. Each key has one writer and one write under way at a time; its values
/// begin with a sequence number and a colon.
///
/// @param keyCount at most as many writes are under way
public record Writes(int keyCount, int perSecond, int valueBytes) implements Workload {
    private static final int CLIENTS = 16;

    public Writes {
        check(keyCount > 0 && perSecond > 0 && valueBytes >= 0, "a load that writes nothing");
    }

    /// 200 values of 100 bytes per second.
    public Writes() {
        this(1_000, 200, 100);
    }

    @Override
    public String name() {
        return "writes";
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d SETs per second of %d bytes to %d keys",
                perSecond,
                valueBytes,
                keyCount);
    }

    @Override
    public Running begin(Clients clients) {
        return new Job(this, clients);
    }

    private static final class Key {
        final String name;
        final RecordingClient client;
        long sequence;

        Key(String name, RecordingClient client) {
            this.name = name;
            this.client = client;
        }
    }

    private static final class Job implements Running {
        private final String padding;
        private final OpenLoop loop;
        private final List<Key> keys = new ArrayList<>();
        private final ArrayDeque<Key> free = new ArrayDeque<>();

        Job(Writes figures, Clients clients) {
            padding = Filler.text(figures.valueBytes);
            List<RecordingClient> writers = clients.open(CLIENTS);
            for (int i = 0; i < figures.keyCount; i++) {
                keys.add(
                        new Key(
                                String.format(Locale.ROOT, "key:%06d", i),
                                writers.get(i % CLIENTS)));
            }
            free.addAll(keys);
            loop = clients.openLoop(figures.perSecond, this::next);
        }

        private void next() {
            Key key = free.poll();
            if (key == null) {
                loop.skipped();
                return;
            }
            key.sequence++;
            key.client.send(
                    List.of("SET", key.name, key.sequence + ":" + padding), _ -> free.add(key));
        }

        @Override
        public void finish() {
            loop.end();
        }

        @Override
        public boolean idle() {
            return free.size() == keys.size();
        }

        @Override
        public List<String> keys() {
            return keys.stream().map(key -> key.name).toList();
        }
    }
}
