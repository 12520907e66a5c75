package dev.firedrill.scenarios.workload;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;

/// Many clients change one key in optimistic transactions (WATCH), as sessions or stocks are
/// updated. A transaction that has met another one does nothing and is tried again. Requests are
/// begun at a rate; one that finds every client busy is skipped.
///
/// @param clients each has one request under way at most
/// @param perSecond requests, each of which is one transaction when all is well
public record OptimisticUpdates(int clients, int perSecond, Retrying retrying) implements Workload {
    private static final String KEY = "stock:0001";

    /// Tries of one request.
    private static final int TRIES_MAX = 500;

    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    public OptimisticUpdates {
        check(clients > 0 && perSecond > 0, "a load that changes nothing");
    }

    /// 20 requests per second of 50 clients that back off.
    public OptimisticUpdates() {
        this(50, 20, Retrying.BACKING_OFF);
    }

    @Override
    public String name() {
        return "optimistic-updates";
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%d optimistic transactions per second of %d clients on one key, tried again %s",
                perSecond,
                clients,
                switch (retrying) {
                    case AT_ONCE -> "at once";
                    case BACKING_OFF -> "with back-off, jitter and a retry budget";
                });
    }

    @Override
    public Running begin(Clients clients) {
        return new Job(this, clients);
    }

    private static final class Job implements Running {
        private final Retrying retrying;
        private final int clientCount;
        private final Clients clients;
        private final OpenLoop loop;
        private final ArrayDeque<RecordingClient> free = new ArrayDeque<>();
        private final RetryBudget budget = new RetryBudget();
        private long requests;
        private boolean finished;

        Job(OptimisticUpdates figures, Clients clients) {
            this.clients = clients;
            retrying = figures.retrying;
            clientCount = figures.clients;
            free.addAll(clients.open(clientCount));
            loop = clients.openLoop(figures.perSecond, this::next);
        }

        private void next() {
            RecordingClient client = free.poll();
            if (client == null) {
                loop.skipped();
                return;
            }
            budget.requested();
            attempt(client, ++requests, 1);
        }

        private void attempt(RecordingClient client, long request, int number) {
            client.update(
                    KEY,
                    old -> count(old) + 1 + ":" + request,
                    answer -> {
                        boolean conflict = answer.error().equals(Event.Operation.CONFLICT);
                        if (finished || !conflict || number == TRIES_MAX) {
                            free.add(client);
                        } else {
                            again(client, request, number);
                        }
                    });
        }

        private static long count(String value) {
            int colon = value.indexOf(':');
            return colon <= 0 ? 0 : Long.parseLong(value.substring(0, colon));
        }

        private void again(RecordingClient client, long request, int number) {
            switch (retrying) {
                case AT_ONCE -> attempt(client, request, number + 1);
                case BACKING_OFF -> {
                    if (!budget.allowsRetry()) {
                        free.add(client);
                        return;
                    }
                    clients.after(
                            pause(number),
                            () -> {
                                if (finished) {
                                    free.add(client);
                                } else {
                                    attempt(client, request, number + 1);
                                }
                            });
                }
            }
        }

        private Duration pause(int number) {
            long doubled = PAUSE_MIN.toNanos() << Math.min(number - 1, 20);
            long most = Math.min(PAUSE_MAX.toNanos(), doubled);
            return Duration.ofNanos(clients.prng().nextLong(most) + 1);
        }

        @Override
        public void finish() {
            finished = true;
            loop.end();
        }

        @Override
        public boolean idle() {
            return free.size() == clientCount;
        }

        @Override
        public List<String> keys() {
            return List.of(KEY);
        }
    }
}
