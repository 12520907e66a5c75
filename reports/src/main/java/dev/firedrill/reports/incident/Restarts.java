package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.OperatorAction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Processes that ended and were started again, and whether an operator did that: then the journal
/// holds the operator's restart of that node, or the end was asked for by SIGTERM.
final class Restarts {
    /// A restart is written down as the operator's a moment after the process has started.
    private static final long NOTED_NANOS = Duration.ofSeconds(5).toNanos();

    private static final int RESTARTS_MAX = 100;

    /// One restart.
    ///
    /// @param ended the line of the exit
    /// @param started the line of the start
    record Restart(
            Event.ProcessExited exit, JournalLine ended, JournalLine started, boolean byOperator) {
        String node() {
            return exit.node();
        }

        Span span() {
            return Span.at(ended.atNanos()).with(started.atNanos());
        }

        List<Evidence> evidence() {
            return List.of(
                    Evidence.of(
                            ended,
                            node()
                                    + " ended with "
                                    + exit.exitCode()
                                    + " ("
                                    + exit.cause().word()
                                    + ")"),
                    Evidence.of(started, node() + " started again"));
        }

        Observation observed(Origin origin, String sentence) {
            return Observation.of(origin, sentence, span())
                    .on(node())
                    .figure("downMillis", span().lengthNanos() / 1_000_000)
                    .shownBy(evidence())
                    .causedBy(
                            CausedBy.sameNode(KilledAtMemoryCap.class),
                            CausedBy.sameNode(ProcessDied.class))
                    .build();
        }

        private Restart asOperators() {
            return new Restart(exit, ended, started, true);
        }
    }

    private record Ended(Event.ProcessExited exit, JournalLine line, boolean byOperator) {}

    private final Map<String, Ended> ended = new TreeMap<>();
    private final List<Restart> restarts = new ArrayList<>();

    private void hear(JournalLine line) {
        if (line.event() instanceof Event.ProcessExited exit) {
            ended.put(exit.node(), new Ended(exit, line, exit.cause() == ExitCause.TERMINATED));
        } else if (line.event() instanceof Event.ProcessStarted started) {
            Ended before = ended.remove(started.node());
            if (before != null && restarts.size() < RESTARTS_MAX) {
                restarts.add(new Restart(before.exit(), before.line(), line, before.byOperator()));
            }
        } else if (line.event() instanceof Event.OperatorActed acted
                && acted.action() instanceof OperatorAction.Restarted) {
            Ended down = ended.get(acted.node());
            if (down != null) ended.put(acted.node(), new Ended(down.exit(), down.line(), true));
            restarts.replaceAll(one -> isNoted(one, acted) ? one.asOperators() : one);
        }
    }

    private static boolean isNoted(Restart restart, Event.OperatorActed acted) {
        return restart.node().equals(acted.node())
                && acted.atNanos() - restart.started().atNanos() <= NOTED_NANOS;
    }

    /// A hearing that observes some of the restarts.
    static Finding.Hearing hearing(
            Predicate<Restart> which, Function<Restart, Observation> observation) {
        return new Finding.ServerHearing() {
            private final Restarts restarts = new Restarts();

            @Override
            public void hear(JournalLine line) {
                restarts.hear(line);
            }

            @Override
            public List<Observation> observations() {
                return restarts.restarts.stream().filter(which).map(observation).toList();
            }
        };
    }
}
