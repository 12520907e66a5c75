package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.List;
import java.util.Optional;

/// What judges said.
public final class Judged {
    /// What one judge said, and about what.
    ///
    /// @param failure the stack trace of a judge that threw
    public record JudgeResult(Checker judge, Verdict verdict, Optional<String> failure) {
        public String name() {
            return judge.name();
        }

        public String property() {
            return judge.property();
        }
    }

    /// One variant, its judges and the answer that stands for it.
    ///
    /// @param incomplete why the evidence does not reach to the end of the run; empty when it does
    /// @param lastAtNanos time of the last event
    public record VariantResult(
            Event.VariantBegan began,
            Optional<String> incomplete,
            long lastAtNanos,
            List<JudgeResult> judges,
            Verdict answer) {
        public VariantResult {
            judges = List.copyOf(judges);
        }
    }

    private Judged() {}
}
