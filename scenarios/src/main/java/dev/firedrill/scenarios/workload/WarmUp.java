package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Optimistic transactions as fast as the cluster carries them out, until each client has made its
/// part; each has a key of its own, so that none meets another. A server whose runtime compiles
/// what it runs often is still busy with that for some seconds of an ordinary load, which shows
/// where its processor time is short.
///
/// @param transactions of each client
public record WarmUp(int clients, int transactions) implements Workload {
    private static final Duration BEFORE_NEXT_TRY = Duration.ofMillis(100);

    public WarmUp {
        check(clients > 0 && transactions > 0, "a load that changes nothing");
    }

    /// Some thousand transactions.
    public WarmUp() {
        this(20, 500);
    }

    @Override
    public String name() {
        return "warm-up";
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d clients make %d optimistic transactions each, as fast as they can",
                clients,
                transactions);
    }

    @Override
    public Running begin(Clients of) {
        return new Job(this, of);
    }

    private static final class Job implements Running {
        private final Clients clients;
        private final List<String> keys = new ArrayList<>();
        private int underWay;
        private boolean finished;

        Job(WarmUp figures, Clients clients) {
            this.clients = clients;
            for (RecordingClient client : clients.open(figures.clients)) {
                String key = String.format(Locale.ROOT, "warm-up:%04d", keys.size());
                keys.add(key);
                underWay++;
                next(client, key, figures.transactions);
            }
        }

        private void next(RecordingClient client, String key, int left) {
            if (left == 0 || finished) {
                underWay--;
                return;
            }
            client.update(
                    key,
                    _ -> Integer.toString(left),
                    answer -> {
                        if (answer.outcome() == Outcome.OK) {
                            next(client, key, left - 1);
                        } else {
                            clients.after(BEFORE_NEXT_TRY, () -> next(client, key, left));
                        }
                    });
        }

        @Override
        public void finish() {
            finished = true;
        }

        @Override
        public boolean idle() {
            return underWay == 0;
        }

        @Override
        public List<String> keys() {
            return keys;
        }
    }
}
