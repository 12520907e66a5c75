package dev.firedrill.reports.incident;

import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.nodes;
import static dev.firedrill.reports.Histories.planned;
import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.acknowledgedBy;
import static dev.firedrill.reports.incident.Scenes.dataset;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.operator;
import static dev.firedrill.reports.incident.Scenes.promoted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.ServerRole;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Two masters are two nodes that are shown to have been masters at the same time; a promotion
/// alone is none.
class TwoMastersTest {
    private static final OperatorAction FOLLOW_M = new OperatorAction.Repointed("M", 6379);

    private static List<Observation> observed(Object... events) {
        return Scenes.observed(new TwoMasters(), disturbed(events));
    }

    @Test
    void aPromotedNodeThatNobodySawAsAMasterIsNoSecondOne() {
        assertThat(observed(promoted(10, "R1"), acknowledged(11, 12))).isEmpty();
    }

    /// The promotion was taken back before the promoted node had taken a write.
    @Test
    void aPromotionThatWasTakenBackLeavesOneMaster() {
        assertThat(
                        observed(
                                promoted(10, "R1"),
                                acknowledged(11, 12),
                                operator(13, "R1", FOLLOW_M),
                                acknowledged(14, 15),
                                dataset(90, "M", ServerRole.MASTER, "d"),
                                dataset(90, "R1", ServerRole.REPLICA, "d")))
                .isEmpty();
    }

    @Test
    void aMasterThatDiedBeforeThePromotedNodeTookWritesIsNoSecondOne() {
        assertThat(
                        observed(
                                exited(9, "M", ExitCause.KILLED),
                                promoted(10, "R1"),
                                acknowledgedBy("R1", 11, 12),
                                dataset(90, "R1", ServerRole.MASTER, "d")))
                .isEmpty();
    }

    @Test
    void aReplicaThatTakesWritesIsNoSecondMaster() {
        assertThat(
                        observed(
                                promoted(10, "R1"),
                                operator(11, "M", new OperatorAction.Repointed("R1", 6379)),
                                acknowledged(12, 13),
                                full(14, "R2", ResyncReason.UNKNOWN_HISTORY),
                                acknowledgedBy("R2", 15, 16),
                                acknowledgedBy("R1", 17, 18)))
                .isEmpty();
    }

    @Test
    void aRoleThatWasReportedShowsAMasterAsWellAsAWrite() {
        Event isMaster = dataset(90, "R1", ServerRole.MASTER, "d");

        assertThat(observed(promoted(10, "R1"), acknowledged(11, 12), isMaster))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.sentence())
                            .isEqualTo(
                                    "M acknowledged 1 more write after R1 had been promoted, at"
                                            + " 12.000 s.");
                    assertThat(one.evidence())
                            .extracting(Evidence::text)
                            .containsExactly("SET k acknowledged", "R1 is a master");
                });
    }

    /// What the one acknowledged after the other was last seen as a master shows nothing.
    @Test
    void writesCountUpToTheLastSightOfThePromotedMaster() {
        assertThat(
                        observed(
                                promoted(10, "R1"),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 12, 13),
                                acknowledged(13, 14),
                                acknowledgedBy("R1", 14, 15),
                                acknowledged(15, 16)))
                .extracting(Observation::sentence)
                .containsExactly(
                        "M acknowledged 2 more writes after R1 had been promoted, between 12.000 s"
                                + " and 14.000 s.");
    }

    /// R2 stays with the old master and acknowledges, so that a minimum of one would not have made
    /// it refuse a write.
    @Test
    void aReplicaThatStayedWithTheOldMasterRaisesTheMinimumThatHelps() {
        assertThat(
                        observed(
                                nodes("M", "R1", "R2"),
                                planned(1, InjectionKind.CUT_LINK, "M->R1", false),
                                applied(1, true),
                                promoted(10, "R1"),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 12, 13)))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.remedies().getFirst().settings())
                                .map(Remedy.Setting::toString)
                                .containsExactly(
                                        "min-replicas-to-write 2", "min-replicas-max-lag 10"));
    }

    @Test
    void aMasterThatWasLeftAloneNeedsAMinimumOfOne() {
        assertThat(
                        observed(
                                nodes("M", "R1", "R2"),
                                planned(1, InjectionKind.CUT_LINK, "M->R1", false),
                                applied(1, true),
                                planned(2, InjectionKind.CUT_LINK, "R2->M", false),
                                applied(2, true),
                                promoted(10, "R1"),
                                acknowledged(11, 12),
                                acknowledgedBy("R1", 12, 13)))
                .singleElement()
                .satisfies(one ->
                        assertThat(one.remedies().getFirst().settings())
                                .map(Remedy.Setting::toString)
                                .contains("min-replicas-to-write 1"));
    }
}
