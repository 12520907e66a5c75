package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;

/// The words for verdicts and expectations that all renderers share.
public final class Names {
    private Names() {}

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

    public static String word(Event.Expectation expectation) {
        return switch (expectation) {
            case BREAKS -> "must be caught";
            case HOLDS -> "must hold";
        };
    }
}
