package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// SETs of new keys at a rate, as orders or log entries are stored: nothing is overwritten, so that
/// every acknowledged write that is lost shows at the end. The clients take turns.
public record Inserts(int perSecond, int valueBytes) implements Workload {
    private static final int CLIENTS = 16;

    public Inserts {
        check(perSecond > 0 && valueBytes >= 0, "a load that writes nothing");
    }

    /// 200 values of 100 bytes per second.
    public Inserts() {
        this(200, 100);
    }

    @Override
    public String name() {
        return "inserts";
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT, "%d new keys per second of %d bytes", perSecond, valueBytes);
    }

    @Override
    public Running begin(Clients clients) {
        return new Job(this, clients);
    }

    private static final class Job implements Running {
        private final String value;
        private final List<RecordingClient> writers;
        private final OpenLoop loop;
        private final List<String> keys = new ArrayList<>();
        private int underWay;

        Job(Inserts figures, Clients clients) {
            value = Filler.text(figures.valueBytes);
            writers = clients.open(CLIENTS);
            loop = clients.openLoop(figures.perSecond, this::next);
        }

        private void next() {
            int number = keys.size();
            String key = String.format(Locale.ROOT, "entry:%07d", number);
            keys.add(key);
            underWay++;
            writers.get(number % CLIENTS)
                    .send(List.of("SET", key, number + ":" + value), _ -> underWay--);
        }

        @Override
        public void finish() {
            loop.end();
        }

        @Override
        public boolean idle() {
            return underWay == 0;
        }

        @Override
        public List<String> keys() {
            return List.copyOf(keys);
        }
    }
}
