package dev.firedrill.reports.check;

import java.util.List;

/// A judge's answer. Inconclusive is not held: verdicts fold by severity, held, then inconclusive,
/// then violated.
public sealed interface Verdict {
    /// @param judged how many operations or observations the answer rests on; never zero
    record Held(long judged, String summary) implements Verdict {}

    record Violated(String summary, List<String> evidence) implements Verdict {
        public Violated {
            evidence = List.copyOf(evidence);
        }
    }

    record Inconclusive(String reason) implements Verdict {}
}
