package dev.firedrill.reports.check;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.check.Judged.JudgeResult;
import dev.firedrill.reports.check.Judged.VariantResult;
import dev.firedrill.reports.history.Event;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One variant before all its judges, event by event. A judge that throws is inconclusive, and the
/// others go on.
public final class Trial implements Consumer<Event> {
    /// Before one judge.
    private static final class Seat {
        final Checker checker;
        private Checker.@Nullable Hearing hearing;
        private @Nullable Throwable failure;

        Seat(Checker checker, Accounts accounts) {
            this.checker = checker;
            attempt(() ->
                    hearing =
                            checker instanceof AccountChecker reader
                                    ? reader.begin(accounts)
                                    : checker.begin());
        }

        private void attempt(Runnable step) {
            if (failure != null) return;
            try {
                step.run();
            } catch (OutOfMemoryError notTheJudges) {
                throw notTheJudges;
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
        }

        /// Called for every event, so that nothing is made for the call, as a lambda is.
        void hear(Event event) {
            if (failure != null) return;
            try {
                Objects.requireNonNull(hearing).hear(event);
            } catch (OutOfMemoryError notTheJudges) {
                throw notTheJudges;
            } catch (RuntimeException | Error thrown) {
                failure = thrown;
            }
        }

        JudgeResult result() {
            var verdicts = new ArrayList<Verdict>();
            attempt(() -> verdicts.add(Objects.requireNonNull(hearing).verdict()));
            Throwable thrown = failure;
            if (thrown == null) {
                return new JudgeResult(checker, verdicts.getFirst(), Optional.empty());
            }
            return new JudgeResult(
                    checker,
                    new Verdict.Inconclusive("the judge failed: " + thrown),
                    Optional.of(trace(thrown)));
        }

        private static String trace(Throwable thrown) {
            var text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text, true));
            return text.toString();
        }
    }

    private final List<Seat> seats = new ArrayList<>();
    private final Accounts accounts = new Accounts();
    private Event.@Nullable VariantBegan began;
    private @Nullable String incomplete;
    private boolean ended;
    private long lastAtNanos;

    /// @param checkers the scenario's; the three that no scenario can leave out sit before them
    public Trial(List<Checker> checkers) {
        seats.add(new Seat(new FaultsProven(), accounts));
        seats.add(new Seat(new PremisesMet(), accounts));
        seats.add(new Seat(new SteadyState(), accounts));
        checkers.forEach(checker -> seats.add(new Seat(checker, accounts)));
    }

    /// What the judges read, for others who hear each event after the trial.
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public void accept(Event event) {
        if (began == null) {
            if (!(event instanceof Event.VariantBegan first)) {
                throw new IllegalArgumentException("a variant starts with its VariantBegan");
            }
            began = first;
        }
        if (ended) incomplete("events follow the end of the variant");
        if (event instanceof Event.VariantEnded) ended = true;
        if (event instanceof Event.VariantAborted(_, var cause, var detail)) {
            incomplete(Aborts.sentence(cause, detail));
        }
        lastAtNanos = Math.max(lastAtNanos, event.atNanos());
        accounts.hear(event);
        for (Seat seat : seats) {
            seat.hear(event);
        }
    }

    /// Says that the evidence is not whole; the first reason stands.
    public void incomplete(String why) {
        if (incomplete == null) incomplete = why;
    }

    public VariantResult result() {
        Event.VariantBegan first = Objects.requireNonNull(began, "a trial without events");
        if (!ended)
            incomplete("the journal has no end: the run was ended before it could write one");
        List<JudgeResult> results = seats.stream().map(Seat::result).toList();
        Optional<String> why = Optional.ofNullable(incomplete);
        return new VariantResult(first, why, lastAtNanos, results, Answers.of(first, why, results));
    }
}
