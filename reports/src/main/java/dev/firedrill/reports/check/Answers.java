package dev.firedrill.reports.check;

import dev.firedrill.reports.check.Judged.JudgeResult;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Folds what the judges of a variant said into one answer.
final class Answers {
    private Answers() {}

    static Verdict of(
            Event.VariantBegan began, Optional<String> incomplete, List<JudgeResult> judges) {
        if (incomplete.isPresent()) return new Verdict.Inconclusive(incomplete.get());
        // A control that is violated although its fault never bit has not reproduced the incident,
        // so that an unproven fault outweighs even evidence. The judges still show that evidence.
        if (judges.getFirst().verdict() instanceof Verdict.Inconclusive(var unproven)) {
            return new Verdict.Inconclusive(unproven);
        }
        var violated = new ArrayList<String>();
        var evidence = new ArrayList<String>();
        JudgeResult undecided = null;
        long judged = 0;
        for (JudgeResult judge : judges) {
            switch (judge.verdict()) {
                case Verdict.Held held -> judged += held.judged();
                case Verdict.Inconclusive _ -> undecided = undecided == null ? judge : undecided;
                case Verdict.Violated(var summary, _) -> {
                    violated.add(judge.name());
                    evidence.add(judge.name() + ": " + summary);
                }
            }
        }
        if (!violated.isEmpty() && !violated.containsAll(began.mustBeViolated())) {
            return new Verdict.Inconclusive(otherReason(began, violated));
        }
        if (!violated.isEmpty()) {
            return new Verdict.Violated(
                    evidence.size() + " of " + judges.size() + " judges found evidence", evidence);
        }
        return undecided == null
                ? new Verdict.Held(judged, "all " + judges.size() + " judges are satisfied")
                : new Verdict.Inconclusive(
                        undecided.name() + ": " + Verdicts.summary(undecided.verdict()));
    }

    private static String otherReason(Event.VariantBegan began, List<String> violated) {
        var missing = new ArrayList<>(began.mustBeViolated());
        missing.removeAll(violated);
        return "violated for another reason than the planted one: "
                + String.join(", ", violated)
                + ", but not "
                + String.join(", ", missing);
    }
}
