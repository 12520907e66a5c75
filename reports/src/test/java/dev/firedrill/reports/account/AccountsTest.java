package dev.firedrill.reports.account;

import static dev.firedrill.reports.Histories.ENDED;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.nodes;
import static dev.firedrill.reports.Histories.read;
import static dev.firedrill.reports.Histories.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.incident.FindingFailure;
import dev.firedrill.reports.incident.Incident;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Judges and findings that read the same accounts say what they say with accounts of their own.
class AccountsTest {
    private static final List<Checker> JUDGES =
            List.of(new NoAcknowledgedWriteLost(), new ChargedAtMostOnce());

    private static Event.SideEffect charge(String key) {
        return new Event.SideEffect(5, 0, ChargedAtMostOnce.CHARGE, key, 100);
    }

    private static List<Verdict> verdicts(Judged.VariantResult result) {
        return result.judges().stream().map(Judged.JudgeResult::verdict).toList();
    }

    @Test
    void sharedAccountsGiveTheAnswersOfOwnOnes() {
        List<Event> history =
                all(
                        nodes("M"),
                        set("k", "1", Outcome.OK),
                        charge("card/1"),
                        charge("card/2"),
                        charge("card/1"),
                        read(Moment.FINAL, "k", DataType.NONE),
                        ENDED);
        var sharing = new Trial(JUDGES);
        var after = Incident.Fold.after(sharing);
        var alone = new Trial(JUDGES);
        var own = new Incident.Fold();

        for (Event event : history) {
            sharing.accept(event);
            after.accept(event);
        }
        history.forEach(alone);
        history.forEach(own);

        assertThat(verdicts(sharing.result()))
                .isEqualTo(verdicts(alone.result()))
                .filteredOn(Verdict.Violated.class::isInstance)
                .hasSize(2);
        Incident incident = after.incident(sharing.result());
        assertThat(incident.chain()).isEqualTo(own.incident(alone.result()).chain());
        assertThat(incident.chain().steps())
                .extracting(step -> step.finding())
                .contains("lost-writes", "duplicate-side-effects");
        assertThat(incident.figures()).containsEntry("repeatedCharges", 1L);
    }

    /// A value without an element is none that a journal can hold.
    @Test
    void anAccountThatFailsMakesItsReadersFailAndNobodyElse() {
        List<Event> history =
                all(
                        nodes("M"),
                        set("k", "1", Outcome.OK),
                        charge("card/1"),
                        charge("card/1"),
                        read(Moment.FINAL, "k", DataType.STRING),
                        ENDED);
        var trial = new Trial(JUDGES);
        var fold = Incident.Fold.after(trial);

        for (Event event : history) {
            trial.accept(event);
            fold.accept(event);
        }

        Judged.VariantResult result = trial.result();
        assertThat(verdicts(result).get(3))
                .isInstanceOfSatisfying(
                        Verdict.Inconclusive.class,
                        said -> assertThat(said.reason()).contains("the accounts failed"));
        assertThat(verdicts(result).get(4)).isInstanceOf(Verdict.Violated.class);
        assertThat(fold.incident(result).failures())
                .extracting(FindingFailure::finding)
                .containsExactly("lost-writes");
    }

    @Test
    void anAccountBeginsBeforeTheFirstEvent() {
        var accounts = new Accounts();
        accounts.sideEffects();

        accounts.hear(charge("card/1"));

        assertThat(accounts.sideEffects().get().byKey("charge")).containsEntry("card/1", 1);
        assertThatIllegalStateException().isThrownBy(accounts::finalWrites);
    }

    @Test
    void anEffectIsCountedUpToTheLastEvent() {
        var effects = new SideEffects();
        Event.SideEffect first = charge("card/1");
        Event.SideEffect other = charge("card/2");

        effects.hear(first);
        assertThat(effects.count(first)).isEqualTo(1);
        effects.hear(charge("card/1"));
        effects.hear(other);

        assertThat(effects.count(other)).isEqualTo(1);
        assertThat(effects.count(first)).isEqualTo(2);
        assertThat(effects.count(charge("card/3"))).isZero();
    }
}
