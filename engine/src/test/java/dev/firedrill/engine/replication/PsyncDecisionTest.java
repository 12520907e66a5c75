package dev.firedrill.engine.replication;

import static dev.firedrill.engine.replication.PsyncDecision.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.replication.PsyncDecision.Continue;
import dev.firedrill.engine.replication.PsyncDecision.FullResync;
import dev.firedrill.engine.replication.PsyncDecision.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PsyncDecisionTest {
    private static final ReplicationId NOW = new ReplicationId("a".repeat(40));
    private static final ReplicationId BEFORE = new ReplicationId("b".repeat(40));
    private static final ReplicationId OTHER = new ReplicationId("c".repeat(40));

    /// Bytes 101 to 199 are kept; up to 150 the history was that of BEFORE.
    private static final MasterHistory HISTORY =
            new MasterHistory(NOW, BEFORE, 150, true, 101, 200);

    private static final MasterHistory WITHOUT_BACKLOG =
            new MasterHistory(NOW, ReplicationId.NONE, -1, false, 200, 200);

    record Case(String name, PsyncRequest request, MasterHistory history, PsyncDecision expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Case> table() {
        return List.of(
                new Case(
                        "no history",
                        PsyncRequest.FULL,
                        HISTORY,
                        full(Reason.REQUESTED_BY_REPLICA, UNKNOWN)),
                new Case("nothing missing", asks(NOW, 200), HISTORY, new Continue(200, 0)),
                new Case("first kept byte", asks(NOW, 101), HISTORY, new Continue(101, 99)),
                new Case(
                        "one byte too old",
                        asks(NOW, 100),
                        HISTORY,
                        full(Reason.BACKLOG_TRIMMED, 100)),
                new Case(
                        "one byte ahead",
                        asks(NOW, 201),
                        HISTORY,
                        full(Reason.AHEAD_OF_MASTER, UNKNOWN)),
                new Case(
                        "another history",
                        asks(OTHER, 150),
                        HISTORY,
                        full(Reason.UNKNOWN_HISTORY, UNKNOWN)),
                new Case("last common byte", asks(BEFORE, 150), HISTORY, new Continue(150, 50)),
                new Case(
                        "past the fork",
                        asks(BEFORE, 151),
                        HISTORY,
                        full(Reason.BEYOND_SECONDARY_HISTORY, UNKNOWN)),
                new Case(
                        "before, too old",
                        asks(BEFORE, 100),
                        HISTORY,
                        full(Reason.BACKLOG_TRIMMED, 100)),
                new Case(
                        "nothing kept",
                        asks(NOW, 200),
                        WITHOUT_BACKLOG,
                        full(Reason.NO_BACKLOG, 0)),
                new Case(
                        "nothing kept, behind",
                        asks(NOW, 120),
                        WITHOUT_BACKLOG,
                        full(Reason.NO_BACKLOG, 80)),
                new Case(
                        "no secondary id",
                        asks(ReplicationId.NONE, 1),
                        WITHOUT_BACKLOG,
                        full(Reason.BEYOND_SECONDARY_HISTORY, UNKNOWN)));
    }

    private static PsyncRequest asks(ReplicationId id, long nextOffset) {
        return new PsyncRequest(id, nextOffset);
    }

    private static FullResync full(Reason reason, long missing) {
        return new FullResync(reason, missing);
    }

    @ParameterizedTest
    @MethodSource("table")
    void decides(Case row) {
        assertThat(PsyncDecision.decide(row.request, row.history)).isEqualTo(row.expected);
    }

    /// Each neighbour of a right bound is a bug that loses or repeats bytes; the table above must
    /// tell every one of them from the real decision.
    @Test
    void everyOffByOneIsCaught() {
        var survivors = new ArrayList<String>();
        for (int wrong : new int[] {-1, 1}) {
            addIfItSurvives(
                    survivors,
                    "backlogOffsetMin " + wrong,
                    (request, history) ->
                            PsyncDecision.decide(request, shifted(history, wrong, 0, 0)));
            addIfItSurvives(
                    survivors,
                    "backlogOffsetEnd " + wrong,
                    (request, history) ->
                            PsyncDecision.decide(request, shifted(history, 0, wrong, 0)));
            addIfItSurvives(
                    survivors,
                    "secondaryIdOffsetMax " + wrong,
                    (request, history) ->
                            PsyncDecision.decide(request, shifted(history, 0, 0, wrong)));
            addIfItSurvives(
                    survivors,
                    "nextOffset " + wrong,
                    (request, history) ->
                            PsyncDecision.decide(
                                    new PsyncRequest(
                                            request.replicationId(), request.nextOffset() + wrong),
                                    history));
        }
        addIfItSurvives(
                survivors,
                "secondary id ignored",
                (request, history) ->
                        PsyncDecision.decide(
                                request,
                                new MasterHistory(
                                        history.primaryId(),
                                        ReplicationId.NONE,
                                        -1,
                                        history.backlogExists(),
                                        history.backlogOffsetMin(),
                                        history.backlogOffsetEnd())));
        addIfItSurvives(
                survivors,
                "secondary id without a limit",
                (request, history) ->
                        PsyncDecision.decide(
                                request,
                                new MasterHistory(
                                        history.primaryId(),
                                        history.secondaryId(),
                                        Long.MAX_VALUE,
                                        history.backlogExists(),
                                        history.backlogOffsetMin(),
                                        history.backlogOffsetEnd())));
        assertThat(survivors).isEmpty();
    }

    private static MasterHistory shifted(MasterHistory history, int min, int end, int secondary) {
        boolean kept = history.backlogExists();
        return new MasterHistory(
                history.primaryId(),
                history.secondaryId(),
                history.secondaryIdOffsetMax() + secondary,
                kept,
                history.backlogOffsetMin() + (kept ? min : Math.min(0, end)),
                history.backlogOffsetEnd() + end);
    }

    private static void addIfItSurvives(
            List<String> survivors,
            String mutant,
            BiFunction<PsyncRequest, MasterHistory, PsyncDecision> decider) {
        boolean caught =
                table().stream()
                        .anyMatch(row ->
                                !decider.apply(row.request, row.history).equals(row.expected));
        if (!caught) {
            survivors.add(mutant);
        }
    }

    @Test
    void onlyAResyncThatWasHopedForCountsAsRefused() {
        var counters = new ResyncCounters();
        table().forEach(row -> counters.count(row.expected));

        assertThat(counters.partialOk()).isEqualTo(3);
        assertThat(counters.full()).isEqualTo(9);
        assertThat(counters.partialErr()).isEqualTo(8);
        assertThat(counters.reasons())
                .isEqualTo(
                        "requested-by-replica=1,unknown-history=1,beyond-secondary-history=2,"
                                + "no-backlog=2,backlog-trimmed=2,ahead-of-master=1");
    }
}
