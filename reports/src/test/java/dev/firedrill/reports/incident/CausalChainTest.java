package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.acknowledged;
import static dev.firedrill.reports.incident.Scenes.addresses;
import static dev.firedrill.reports.incident.Scenes.charge;
import static dev.firedrill.reports.incident.Scenes.closed;
import static dev.firedrill.reports.incident.Scenes.dataset;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.loaded;
import static dev.firedrill.reports.incident.Scenes.readBack;
import static dev.firedrill.reports.incident.Scenes.refused;
import static dev.firedrill.reports.incident.Scenes.restartWith;
import static dev.firedrill.reports.incident.Scenes.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.ServerRole;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Effects follow their causes where the history shows the connection, and nowhere else.
class CausalChainTest {
    private static final Event.IgnoredFile DUMP = new Event.IgnoredFile("dump.rdb", 100);
    private static final String READ_ONLY = "READONLY You can't write against a read only replica.";

    static Incident incident(List<Checker> judges, List<Event> events) {
        var trial = new Trial(judges);
        var fold = new Incident.Fold();
        events.forEach(trial);
        events.forEach(fold);
        return fold.incident(trial.result());
    }

    private static Step step(CausalChain chain, String finding) {
        return chain.steps().stream()
                .filter(step -> step.finding().equals(finding))
                .findFirst()
                .orElseThrow(() -> new AssertionError(finding + " is not in " + chain.steps()));
    }

    private static List<String> causes(CausalChain chain, String finding) {
        return step(chain, finding).causes().stream()
                .map(number -> chain.steps().get(number - 1).finding())
                .toList();
    }

    private static Explained judged(CausalChain chain, Class<? extends Checker> judge) {
        return chain.violated().stream()
                .filter(one -> judge.isInstance(one.judge().judge()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void fromTheCutLinkToTheViolatedJudge() {
        CausalChain chain =
                incident(
                                List.of(new FullResyncsAtMost(0)),
                                disturbed(
                                        fault(InjectionKind.CUT_LINK, "M->R1"),
                                        full(21, "R1", ResyncReason.BACKLOG_TRIMMED)))
                        .chain();

        assertThat(chain.steps())
                .extracting(Step::finding)
                .containsExactly("links-cut-or-slow", "backlog-overrun", "full-resyncs");
        assertThat(causes(chain, "backlog-overrun")).containsExactly("links-cut-or-slow");
        // The link is a cause of the overrun, and so it is not named again.
        assertThat(causes(chain, "full-resyncs")).containsExactly("backlog-overrun");
        assertThat(judged(chain, FullResyncsAtMost.class).steps()).containsExactly(3);
    }

    @Test
    void aFaultOfAnotherLinkIsNoCause() {
        CausalChain chain =
                incident(
                                List.of(new FullResyncsAtMost(0)),
                                disturbed(
                                        fault(InjectionKind.CUT_LINK, "M->R2"),
                                        full(21, "R1", ResyncReason.BACKLOG_TRIMMED)))
                        .chain();

        assertThat(causes(chain, "backlog-overrun")).isEmpty();
        assertThat(judged(chain, FullResyncsAtMost.class).unexplained()).isTrue();
    }

    @Test
    void whatHappenedBeforeAFaultIsNotItsEffect() {
        CausalChain chain =
                incident(
                                List.of(),
                                disturbed(
                                        full(2, "R1", ResyncReason.BACKLOG_TRIMMED),
                                        fault(InjectionKind.CUT_LINK, "M->R1")))
                        .chain();

        assertThat(causes(chain, "backlog-overrun")).isEmpty();
    }

    @Test
    void anEffectLongAfterTheFaultIsNotItsEffect() {
        CausalChain chain =
                incident(
                                List.of(),
                                disturbed(
                                        fault(InjectionKind.CUT_LINK, "M->R1"),
                                        full(2_000, "R1", ResyncReason.BACKLOG_TRIMMED)))
                        .chain();

        assertThat(causes(chain, "backlog-overrun")).isEmpty();
    }

    /// The first attempt has another reason than those that follow it.
    private static CausalChain loopWithLimitExceededAt(double... seconds) {
        var closed = new ArrayList<Event>();
        for (double at : seconds)
            closed.add(closed(at, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT));
        return incident(
                        List.of(new FullResyncsAtMost(0)),
                        disturbed(
                                fault(InjectionKind.CUT_LINK, "M->R1"),
                                full(21, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(25, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(29, "R1", ResyncReason.BACKLOG_TRIMMED),
                                closed))
                .chain();
    }

    @Test
    void whatEndsEachAttemptKeepsALoopGoing() {
        CausalChain chain = loopWithLimitExceededAt(24, 28);

        assertThat(causes(chain, "endless-resync"))
                .contains("backlog-overrun", "output-buffer-limit-exceeded");
        Explained violated = judged(chain, FullResyncsAtMost.class);
        assertThat(chain.leadingTo(violated.steps()))
                .extracting(Step::finding)
                .contains("output-buffer-limit-exceeded");
    }

    @Test
    void whatHappensAfterTheLastAttemptDidNotKeepALoopGoing() {
        assertThat(causes(loopWithLimitExceededAt(30), "endless-resync"))
                .containsExactly("backlog-overrun");
    }

    /// Of steps that follow from each other the last one leads to the judge.
    @Test
    void aJudgeIsExplainedByWhatIsNextToIt() {
        CausalChain chain =
                incident(
                                List.of(new NoAcknowledgedWriteLost()),
                                disturbed(
                                        acknowledged(10, 11),
                                        loaded(31, DatasetSource.NOTHING, DUMP),
                                        restartWith("appendonly", "no", "yes"),
                                        readBack(90, DataType.NONE)))
                        .chain();

        assertThat(causes(chain, "lost-writes")).containsExactly("empty-start-beside-data");
        assertThat(judged(chain, NoAcknowledgedWriteLost.class).steps())
                .containsExactly(step(chain, "lost-writes").number());
    }

    @Test
    void aRestartWithAnotherMasterLeadsToRepeatedCharges() {
        CausalChain chain =
                incident(
                                List.of(new ChargedAtMostOnce()),
                                disturbed(
                                        addresses(),
                                        restartWith("replicaof", "", "127.0.0.1 6379"),
                                        refused(33, READ_ONLY),
                                        charge(34, "a/1"),
                                        charge(35, "a/1")))
                        .chain();

        assertThat(chain.leadingTo(judged(chain, ChargedAtMostOnce.class).steps()))
                .extracting(Step::finding)
                .containsExactly(
                        "restarted-by-operator",
                        "configuration-drift",
                        "replica-of-itself",
                        "writes-refused",
                        "duplicate-side-effects");
    }

    @Test
    void anEmptyStartFollowsFromTheDirectiveThatIsToBlame() {
        var loaded = loaded(31, DatasetSource.NOTHING, DUMP);
        CausalChain blamed =
                incident(List.of(), disturbed(restartWith("appendonly", "no", "yes"), loaded))
                        .chain();
        assertThat(causes(blamed, "empty-start-beside-data"))
                .containsExactly("configuration-drift");

        CausalChain other =
                incident(List.of(), disturbed(restartWith("maxclients", "1", "2"), loaded)).chain();
        assertThat(causes(other, "empty-start-beside-data"))
                .containsExactly("restarted-by-operator");
    }

    /// That the nodes differ says no more than the judge does: it needs a cause to explain it.
    @Test
    void aJudgeToWhichNoFindingLeadsIsUnexplained() {
        Incident incident =
                incident(
                        List.of(new Converged()),
                        disturbed(
                                new Event.ConvergenceObserved(90, false, 10, "R1 down"),
                                dataset(90, "M", ServerRole.MASTER, "d"),
                                dataset(90, "R1", ServerRole.REPLICA, "other")));

        assertThat(step(incident.chain(), "divergence").causes()).isEmpty();
        assertThat(judged(incident.chain(), Converged.class).unexplained()).isTrue();
    }

    /// A node that is gone cannot converge; one that was started again could have.
    @Test
    void aDeathExplainsThatTheNodesDifferUnlessTheProcessWasStartedAgain() {
        List<Checker> judges = List.of(new Converged());
        var differs = new Event.ConvergenceObserved(Scenes.at(90), false, 10, "M gone");
        var killed = fault(InjectionKind.KILL_NODE, "M");
        var died = exited(4, "M", ExitCause.KILLED);

        CausalChain gone = incident(judges, disturbed(killed, died, differs)).chain();
        assertThat(judged(gone, Converged.class).steps())
                .containsExactly(step(gone, "process-died").number());

        CausalChain back =
                incident(judges, disturbed(killed, died, started(5, "M", 2), differs)).chain();
        assertThat(judged(back, Converged.class).unexplained()).isTrue();
    }

    /// A finding that claims to follow from another, which claims to follow from it.
    private record Claims(String name, Class<? extends Finding> other) implements Finding {
        @Override
        public Hearing begin() {
            return new Hearing() {
                @Override
                public void hear(JournalLine line) {}

                @Override
                public List<Observation> observations() {
                    return List.of(
                            Observation.of(Origin.CONSEQUENCE, name + ".", Span.at(1))
                                    .causedBy(CausedBy.anywhere(other))
                                    .build());
                }
            };
        }
    }

    @Test
    void claimsThatGoRoundInACircleEndSomewhere() {
        var fold =
                new Incident.Fold(
                        List.of(new Claims("a", Claims.class), new Claims("b", Claims.class)));
        List<Event> events = disturbed();
        var trial = new Trial(List.of());
        events.forEach(trial);
        events.forEach(fold);
        Judged.VariantResult result = trial.result();

        assertThat(fold.incident(result).chain().steps())
                .extracting(Step::causes)
                .containsExactly(List.of(), List.of(1));
    }
}
