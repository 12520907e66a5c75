package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Judged;
import java.util.List;

/// A violated judge, and what led to that.
///
/// @param steps numbers of the steps of the causal chain because of which it is violated; empty
///   when no finding leads to it
public record Explained(Judged.JudgeResult judge, List<Integer> steps) {
    public Explained {
        steps = List.copyOf(steps);
    }

    public boolean unexplained() {
        return steps.isEmpty();
    }
}
