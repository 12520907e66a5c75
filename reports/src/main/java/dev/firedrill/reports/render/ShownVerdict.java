package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;

/// A verdict as a page shows it.
///
/// @param word a class of the page's style sheet
/// @param sign a mark and the word, for those who see no colour
record ShownVerdict(String word, String sign, String summary) {
    static ShownVerdict of(Verdict verdict) {
        String mark =
                switch (verdict) {
                    case Verdict.Held _ -> "\u2713 ";
                    case Verdict.Violated _ -> "\u2717 ";
                    case Verdict.Inconclusive _ -> "? ";
                };
        String word = Verdicts.word(verdict);
        return new ShownVerdict(word, mark + word, Verdicts.summary(verdict));
    }
}
