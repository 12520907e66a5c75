package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// No process dies that nobody ended on purpose.
///
/// @param node the one that counts; empty for all
public record ProcessSurvived(String node) implements Checker {
    @Override
    public String name() {
        return "process-survived";
    }

    @Override
    public String property() {
        return node.isEmpty() ? "no process dies" : "the process of " + node + " does not die";
    }

    @Override
    public Verdict check(List<Event> history) {
        var deaths = new ArrayList<String>();
        boolean disturbed = false;
        for (Event event : history) {
            switch (event) {
                case Event.PhaseBegan(_, var phase) -> disturbed |= phase.equals(Phase.DISTURB);
                case Event.ProcessExited exited
                        when node.isEmpty() || exited.node().equals(node) -> {
                    if (!exited.cause().equals("TERMINATED")) {
                        deaths.add(
                                String.format(
                                        Locale.ROOT,
                                        "%.3f s: %s ended with %d (%s)",
                                        exited.atNanos() / 1e9,
                                        exited.node(),
                                        exited.exitCode(),
                                        exited.cause()));
                    }
                }
                default -> {
                    // Not about processes.
                }
            }
        }
        if (!deaths.isEmpty()) {
            return new Verdict.Violated(deaths.size() + " processes died", deaths);
        }
        return disturbed
                ? new Verdict.Held(1, "nothing died")
                : new Verdict.Inconclusive("the run ended before anything was broken");
    }
}
