package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A server that answered, but late, after something had been broken.
public final class SlowAnswers implements Finding {
    private static final Duration SLOW = Duration.ofMillis(500);

    /// So many slow answers are no accident.
    private static final int SLOW_MIN = 50;

    @Override
    public String name() {
        return "slow-answers";
    }

    @Override
    public Hearing begin() {
        return new Servers();
    }

    private static final class Server {
        final Episode slow = new Episode();
        long answered;
        long slowestNanos;
    }

    private static final class Servers implements Hearing {
        private final AfterFirstFault fault = new AfterFirstFault();
        private final Map<String, Server> servers = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            boolean disturbed = fault.hear(line.event());
            if (disturbed
                    && line.event() instanceof Event.Operation operation
                    && operation.outcome() == Outcome.OK) {
                answered(line, operation);
            }
        }

        private void answered(JournalLine line, Event.Operation operation) {
            Server server = servers.computeIfAbsent(operation.node(), _ -> new Server());
            server.answered++;
            long nanos = operation.atNanos() - operation.invokedAtNanos();
            if (nanos <= SLOW.toNanos()) return;
            server.slowestNanos = Math.max(server.slowestNanos, nanos);
            server.slow.lasts(operation.invokedAtNanos());
            server.slow.add(
                    line,
                    operation.node(),
                    operation.command() + " was answered after " + Phrases.seconds(nanos));
        }

        @Override
        public List<Observation> observations() {
            return servers.entrySet().stream()
                    .filter(entry -> entry.getValue().slow.count() >= SLOW_MIN)
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Observation observation(String node, Server server) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s took more than %d ms for %d of %d answers %s, and %s for the"
                                        + " slowest.",
                                node,
                                SLOW.toMillis(),
                                server.slow.count(),
                                server.answered,
                                Phrases.within(server.slow.span()),
                                Phrases.seconds(server.slowestNanos)),
                        server.slow.span())
                .on(node)
                .figure("slowAnswers", server.slow.count())
                .figure("slowestMillis", server.slowestNanos / 1_000_000)
                .shownBy(server.slow.evidence())
                .causedBy(
                        CausedBy.sameNode(ResourceFault.class),
                        CausedBy.sameNode(DiskFault.class),
                        CausedBy.sameNode(DiskTooSlow.class),
                        CausedBy.sameNode(ProcessFault.class))
                .explains(LatencyAtMost.class)
                .build();
    }
}
