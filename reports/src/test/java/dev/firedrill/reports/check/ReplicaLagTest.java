package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// How old what a replica lacks may be. The master writes 100 bytes a second in each history.
class ReplicaLagTest {
    private static final long SECOND = 1_000_000_000L;
    private static final ReplicaLagAtMost FIVE_SECONDS =
            new ReplicaLagAtMost(Duration.ofSeconds(5));

    private static Event at(double second, String node, String field, double offset) {
        return new Event.Sampled((long) (second * SECOND), node, Map.of(field, offset));
    }

    private static Event at(double second, String node, double offset) {
        return at(second, node, "master_repl_offset", offset);
    }

    private static Event phase(long second, Phase phase) {
        return new Event.PhaseBegan(second * SECOND, phase);
    }

    /// Seconds 1 to 30, of which the first ten are a steady state.
    private static List<Event> history(String... replicas) {
        var names = new ArrayList<>(List.of(replicas));
        names.addFirst("M");
        var events = new ArrayList<Event>(List.of(nodes(names.toArray(String[]::new))));
        for (int second = 1; second <= 30; second++) {
            if (second == 10) events.add(phase(10, Phase.DISTURB));
            events.add(at(second, "M", 100 * second));
        }
        events.add(phase(30, Phase.HEAL));
        return events;
    }

    private static List<Event> with(List<Event> history, Event... more) {
        var events = new ArrayList<>(history);
        events.addAll(List.of(more));
        events.sort((one, other) -> Long.compare(one.atNanos(), other.atNanos()));
        return events;
    }

    /// The replica holds what the master had written that many seconds before, each second.
    private static Event[] behind(String node, String field, double seconds) {
        var samples = new ArrayList<Event>();
        for (int second = 11; second < 30; second++) {
            samples.add(at(second + 0.5, node, field, 100 * (second - seconds)));
        }
        return samples.toArray(Event[]::new);
    }

    private static Verdict judged(List<Event> events) {
        return FIVE_SECONDS.check(events);
    }

    @Test
    void replicasThatKeepUpHold() {
        List<Event> history = history("R1", "R2");
        history = with(history, behind("R1", "master_repl_offset", 0));
        history = with(history, behind("R2", "master_repl_offset", 3));
        assertThat(judged(history))
                .isEqualTo(
                        new Verdict.Held(
                                38, "the largest lag of a replica was 2.5 s, 5.0 s allowed"));
    }

    @Test
    void aReplicaThatStandsStillLacksMoreAndMore() {
        List<Event> history = history("R1", "R2");
        history = with(history, behind("R1", "master_repl_offset", 0));
        for (int second = 11; second < 30; second++) {
            history = with(history, at(second, "R2", 1_200));
        }
        assertThat(judged(history))
                .isEqualTo(
                        new Verdict.Violated(
                                "the largest lag of a replica was 16.0 s, 5.0 s allowed",
                                List.of("29.0 s: R2 lacked what had been written 16.0 s before")));
    }

    /// Redis 2.8 reports the place of a replica under another name, and zero under the first.
    @Test
    void eitherNameOfTheOffsetCounts() {
        List<Event> history = with(history("R1"), behind("R1", "slave_repl_offset", 0));
        assertThat(judged(history)).isInstanceOf(Verdict.Held.class);
    }

    @Test
    void whatWasSeenBeforeTheFaultOrAfterItIsNotJudged() {
        List<Event> history = with(history("R1"), behind("R1", "master_repl_offset", 0));
        history = with(history, at(9, "R1", 100), at(31, "R1", 100));
        assertThat(judged(history)).isInstanceOf(Verdict.Held.class);
    }

    /// What the replicas lack of the old stream does not show in the new one.
    @Test
    void aMasterThatStartedAgainLeavesTheLagOpen() {
        List<Event> history = with(history("R1"), behind("R1", "master_repl_offset", 0));
        history.removeIf(one -> one.atNanos() >= 20 * SECOND && one instanceof Event.Sampled);
        history = with(history, new Event.ProcessStarted(20 * SECOND, "M", 2));
        for (int second = 20; second < 30; second++) {
            history =
                    with(
                            history,
                            at(second + 0.1, "M", second - 19),
                            at(second + 0.5, "R1", second - 19));
        }
        assertThat(judged(history))
                .isEqualTo(
                        new Verdict.Inconclusive(
                                "the master began a new replication stream during the fault"));
    }

    @Test
    void whatNobodyObservedIsNotHeld() {
        assertThat(judged(List.of(nodes("M", "R1")))).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged(history())).isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged(history("R1"))).isInstanceOf(Verdict.Inconclusive.class);
        List<Event> silent = history("R1");
        silent.removeIf(Event.Sampled.class::isInstance);
        assertThat(judged(with(silent, behind("R1", "master_repl_offset", 0))))
                .isEqualTo(new Verdict.Inconclusive("the master reported no replication offset"));
    }

    @Test
    void aReplicaThatDidNotReportForLongMayHaveBeenFarBehind() {
        assertThat(judged(with(history("R1"), at(11, "R1", 1_100), at(12, "R1", 1_200))))
                .isEqualTo(new Verdict.Inconclusive("R1 reported no replication offset for 18 s"));
    }

    /// Offsets of the master from before the fault say nothing about what it wrote since.
    @Test
    void aMasterThatDidNotReportForLongLeavesTheLagOpen() {
        List<Event> history = with(history("R1"), behind("R1", "master_repl_offset", 0));
        history.removeIf(one ->
                one instanceof Event.Sampled sampled
                        && sampled.node().equals("M")
                        && one.atNanos() > 10 * SECOND);
        assertThat(judged(history))
                .isEqualTo(new Verdict.Inconclusive("M reported no replication offset for 20 s"));
    }

    @Test
    void twoMastersHaveNoLagInCommon() {
        Event promoted =
                new Event.OperatorActed(
                        15 * SECOND, "R1", new OperatorAction.Promoted(), true, "OK");
        List<Event> history = with(history("R1"), behind("R1", "master_repl_offset", 0));
        assertThat(judged(with(history, promoted))).isInstanceOf(Verdict.Inconclusive.class);
    }
}
