package dev.firedrill.reports.check;

import java.util.List;

/// A judge's answer. Inconclusive is not held: verdicts fold by severity, held, then inconclusive,
/// then violated.
public sealed interface Verdict {
    /// @param judged how many operations or observations the answer rests on
    record Held(long judged, String summary) implements Verdict {
        /// @throws IllegalArgumentException when nothing was observed: that is inconclusive
        public Held {
            if (judged <= 0) throw new IllegalArgumentException("held after observing nothing");
        }
    }

    record Violated(String summary, List<String> evidence) implements Verdict {
        public Violated {
            evidence = List.copyOf(evidence);
        }
    }

    record Inconclusive(String reason) implements Verdict {}
}
