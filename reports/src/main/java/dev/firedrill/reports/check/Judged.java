package dev.firedrill.reports.check;

import dev.firedrill.reports.history.VariantHistory;
import java.util.ArrayList;
import java.util.List;

/// A variant before its judges: each is heard, and their answers fold into one.
public final class Judged {
    /// What one judge said, and about what.
    public record JudgeResult(String name, String property, Verdict verdict) {}

    /// One variant, its judges and the answer that stands for it.
    public record VariantResult(VariantHistory history, List<JudgeResult> judges, Verdict answer) {
        public VariantResult {
            judges = List.copyOf(judges);
        }
    }

    private Judged() {}

    /// Hears the scenario's judges and, before them, the three that no scenario can leave out.
    public static VariantResult judge(VariantHistory history, List<Checker> checkers) {
        var judges = new ArrayList<Checker>();
        judges.add(new FaultsProven());
        judges.add(new PremisesMet());
        judges.add(new SteadyState());
        judges.addAll(checkers);

        var results = new ArrayList<JudgeResult>();
        for (var judge : judges) {
            var verdict = judge.check(history.events());
            results.add(new JudgeResult(judge.name(), judge.property(), verdict));
        }
        return new VariantResult(history, results, answer(history, results));
    }

    private static Verdict answer(VariantHistory history, List<JudgeResult> results) {
        // A control that is violated although its fault never bit has not reproduced the incident,
        // so that an unproven fault outweighs even evidence. The judges still show that evidence.
        var unproven = FaultsProven.unproven(history.events());
        if (!unproven.isEmpty()) return new Verdict.Inconclusive(unproven.getFirst());

        var worst = results.getFirst();
        for (var result : results) {
            if (severity(result.verdict()) > severity(worst.verdict())) worst = result;
        }
        return switch (worst.verdict()) {
            case Verdict.Held _ -> held(results);
            case Verdict.Inconclusive(var reason) ->
                    new Verdict.Inconclusive(worst.name() + ": " + reason);
            case Verdict.Violated _ -> violated(results);
        };
    }

    private static Verdict held(List<JudgeResult> results) {
        long judged = 0;
        for (var result : results) {
            if (result.verdict() instanceof Verdict.Held held) judged += held.judged();
        }
        return new Verdict.Held(judged, "all " + results.size() + " judges are satisfied");
    }

    private static Verdict violated(List<JudgeResult> results) {
        var evidence = new ArrayList<String>();
        for (var result : results) {
            if (result.verdict() instanceof Verdict.Violated violated) {
                evidence.add(result.name() + ": " + violated.summary());
            }
        }
        var summary = evidence.size() + " of " + results.size() + " judges found evidence";
        return new Verdict.Violated(summary, evidence);
    }

    private static int severity(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Held _ -> 0;
            case Verdict.Inconclusive _ -> 1;
            case Verdict.Violated _ -> 2;
        };
    }
}
