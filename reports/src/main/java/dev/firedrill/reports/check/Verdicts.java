package dev.firedrill.reports.check;

/// Words for verdicts, shared by everything that shows them.
public final class Verdicts {
    private Verdicts() {}

    public static String word(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Held _ -> "held";
            case Verdict.Violated _ -> "violated";
            case Verdict.Inconclusive _ -> "inconclusive";
        };
    }

    public static String summary(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Held held -> held.summary();
            case Verdict.Violated violated -> violated.summary();
            case Verdict.Inconclusive(var reason) -> reason;
        };
    }
}
