package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.List;

/// Replicas that lost their link go on from where they were, except at most `max` of them.
public record FullResyncsAtMost(int max) implements Checker {
    @Override
    public String name() {
        return "full-resyncs-at-most-" + max;
    }

    @Override
    public String property() {
        return max == 0
                ? "no replica needs a full resync after the fault"
                : "at most " + max + " full resyncs after the fault";
    }

    @Override
    public Verdict check(List<Event> history) {
        boolean disturbed = false;
        int resyncs = 0;
        var full = new ArrayList<String>();
        for (Event event : history) {
            switch (event) {
                case Event.PhaseBegan(_, var phase) -> disturbed |= phase.equals(Phase.DISTURB);
                case Event.ResyncDecided decided -> {
                    resyncs += disturbed ? 1 : 0;
                    if (disturbed && decided.kind().equals("full")) {
                        full.add(describe(decided));
                    }
                }
                default -> {
                    // Not about resyncs.
                }
            }
        }
        if (resyncs == 0) {
            return new Verdict.Inconclusive("no replica asked for a resync after the fault");
        }
        if (full.size() > max) {
            return new Verdict.Violated(
                    "%d full resyncs, %d allowed".formatted(full.size(), max), full);
        }
        return new Verdict.Held(
                resyncs, "%d of %d resyncs were full".formatted(full.size(), resyncs));
    }

    private static String describe(Event.ResyncDecided decided) {
        var text =
                new StringBuilder(
                        "%.3f s: %s full, because %s"
                                .formatted(
                                        decided.atNanos() / 1e9,
                                        decided.replica(),
                                        decided.reason()));
        if (decided.missingBytes().isPresent()) {
            text.append("; it lacked %d bytes".formatted(decided.missingBytes().getAsLong()));
            if (decided.backlogBytes().isPresent()) {
                text.append(", the backlog holds %d".formatted(decided.backlogBytes().getAsLong()));
            }
        }
        return text.toString();
    }
}
