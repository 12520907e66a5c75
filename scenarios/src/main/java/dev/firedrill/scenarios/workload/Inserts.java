package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// SETs of new keys at a rate, as orders or log entries are stored: nothing is overwritten, so that
/// every acknowledged write that is lost shows at the end. The clients take turns; the turn of one
/// that waits for many answers already is skipped.
public record Inserts(int perSecond, int valueBytes) implements Workload {
    private static final int CLIENTS = 16;

    /// What one client has under way at most: more than a fast cluster needs at any rate, and
    /// little enough that a stalled one does not fill the runner's memory.
    private static final int UNDER_WAY_MAX = 256;

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

    private static final class Writer {
        final RecordingClient client;
        int underWay;

        Writer(RecordingClient client) {
            this.client = client;
        }
    }

    private static final class Job implements Running {
        private final String value;
        private final List<Writer> writers;
        private final OpenLoop loop;
        private final List<String> keys = new ArrayList<>();
        private long turn;

        Job(Inserts figures, Clients clients) {
            value = Filler.text(figures.valueBytes);
            writers = clients.open(CLIENTS).stream().map(Writer::new).toList();
            loop = clients.openLoop(figures.perSecond, this::next);
        }

        private void next() {
            Writer writer = writers.get((int) (turn++ % CLIENTS));
            if (writer.underWay == UNDER_WAY_MAX) {
                loop.skipped();
                return;
            }
            int number = keys.size();
            String key = String.format(Locale.ROOT, "entry:%07d", number);
            keys.add(key);
            writer.underWay++;
            writer.client.send(List.of("SET", key, number + ":" + value), _ -> writer.underWay--);
        }

        @Override
        public void finish() {
            loop.end();
        }

        @Override
        public boolean idle() {
            return writers.stream().allMatch(writer -> writer.underWay == 0);
        }

        @Override
        public List<String> keys() {
            return List.copyOf(keys);
        }
    }
}
