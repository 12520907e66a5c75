package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// No process dies that nobody ended on purpose.
///
/// @param node the one that counts; empty for all
public record ProcessSurvived(String node) implements Checker {
    /// Of any node.
    public ProcessSurvived() {
        this("");
    }

    @Override
    public String name() {
        return "process-survived";
    }

    @Override
    public String property() {
        return node.isEmpty() ? "no process dies" : "the process of " + node + " does not die";
    }

    @Override
    public Hearing begin() {
        return new Deaths(node);
    }

    private static final class Deaths implements Hearing {
        private final String node;
        private final List<String> deaths = new ArrayList<>();

        /// Nodes whose end the drill asked for.
        private final Set<String> ending = new TreeSet<>();

        private final Set<String> expected = new TreeSet<>();
        private final Set<String> alive = new TreeSet<>();
        private boolean disturbed;

        Deaths(String node) {
            this.node = node;
        }

        private boolean counts(String name) {
            return node.isEmpty() || name.equals(node);
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.VariantBegan began) {
                began.nodes().stream().filter(this::counts).forEach(expected::add);
            } else if (event instanceof Event.PhaseBegan(_, var phase)) {
                disturbed |= phase == Phase.DISTURB;
            } else if (event instanceof Event.FaultPlanned planned) {
                planned.injections().stream()
                        .filter(one -> one.kind().endsProcess())
                        .forEach(one -> ending.add(one.place()));
            } else if (event instanceof Event.ProcessExited exited && counts(exited.node())) {
                exited(exited);
            } else if (disturbed && event instanceof Event.Sampled sampled) {
                if (counts(sampled.node())) alive.add(sampled.node());
            }
        }

        private void exited(Event.ProcessExited exited) {
            alive.remove(exited.node());
            boolean onPurpose = ending.remove(exited.node());
            if (exited.cause() == ExitCause.TERMINATED || onPurpose) return;
            deaths.add(
                    String.format(
                            Locale.ROOT,
                            "%.3f s: %s ended with %d (%s)",
                            exited.atNanos() / 1e9,
                            exited.node(),
                            exited.exitCode(),
                            exited.cause().word()));
        }

        @Override
        public Verdict verdict() {
            if (!deaths.isEmpty()) {
                return new Verdict.Violated(
                        Counted.of(deaths.size(), "process died", "processes died"), deaths);
            }
            if (!disturbed) {
                return new Verdict.Inconclusive("the run ended before anything was broken");
            }
            var unseen = new TreeSet<>(expected);
            unseen.removeAll(alive);
            return !unseen.isEmpty() || alive.isEmpty()
                    ? new Verdict.Inconclusive(
                            "no sign of life after the first fault of " + String.join(", ", unseen))
                    : new Verdict.Held(alive.size(), "nothing died");
        }
    }
}
