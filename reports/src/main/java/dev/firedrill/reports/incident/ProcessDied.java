package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ProcessSurvived;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import java.util.List;
import java.util.Locale;

/// Processes that ended otherwise than at their memory cap or by SIGTERM: by kill -9, with the
/// power, or by their own decision.
public final class ProcessDied implements Finding {
    @Override
    public String name() {
        return "process-died";
    }

    @Override
    public Hearing begin() {
        return new Exits();
    }

    private static final class Exits implements ServerHearing {
        private final Deaths deaths = new Deaths();

        @Override
        public void hear(JournalLine line) {
            deaths.hear(line.event());
            if (line.event() instanceof Event.ProcessExited exited && counts(exited.cause())) {
                deaths.add(exited.node(), observation(line, exited));
            }
        }

        private static boolean counts(ExitCause cause) {
            return switch (cause) {
                case KILLED, POWER_LOSS, OWN_DECISION -> true;
                case TERMINATED, MEMORY_CAP, HEAP_EXHAUSTED -> false;
            };
        }

        @Override
        public List<Observation> observations() {
            return deaths.observations();
        }
    }

    private static String how(Event.ProcessExited exited) {
        return switch (exited.cause()) {
            case KILLED -> "was killed";
            case POWER_LOSS -> "lost power";
            case OWN_DECISION -> "ended by itself with exit code " + exited.exitCode();
            case TERMINATED -> "was terminated";
            case MEMORY_CAP, HEAP_EXHAUSTED -> "ran out of memory";
        };
    }

    private static Observation.Builder observation(JournalLine line, Event.ProcessExited exited) {
        String node = exited.node();
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s %s at %s.",
                                node,
                                how(exited),
                                Phrases.seconds(line.atNanos())),
                        Span.at(line.atNanos()))
                .on(node)
                .figure("exitCode", exited.exitCode())
                .shownBy(
                        List.of(
                                Evidence.of(
                                        line,
                                        node
                                                + " ended with "
                                                + exited.exitCode()
                                                + ": "
                                                + exited.cause().word())))
                .causedBy(CausedBy.sameNode(ProcessFault.class), CausedBy.sameNode(DiskFault.class))
                .explains(ProcessSurvived.class);
    }
}
