package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.nodes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// How often each replica resynced, and how.
class PartialResyncsOfEachTest {
    private static final Event BEGAN = nodes("M", "R1", "R2");

    private static Event resync(String replica, ResyncKind kind) {
        return new Event.ResyncDecided(
                30,
                "M",
                replica,
                kind,
                kind == ResyncKind.FULL ? ResyncReason.BACKLOG_TRIMMED : ResyncReason.CONTINUED,
                OptionalLong.of(9),
                OptionalLong.of(4),
                OptionalLong.of(100));
    }

    private static Event full(String replica) {
        return resync(replica, ResyncKind.FULL);
    }

    private static Event partial(String replica) {
        return resync(replica, ResyncKind.PARTIAL);
    }

    private static Event counted(double full, double partial) {
        return new Event.Sampled(40, "M", Map.of("sync_full", full, "sync_partial_ok", partial));
    }

    private static Verdict judged(Object... events) {
        return new PartialResyncsOfEach(1).check(all(events));
    }

    @Test
    void onePartialResyncOfEachHolds() {
        // What filled the replicas before the fault does not count.
        Verdict verdict =
                judged(
                        BEGAN,
                        full("R1"),
                        full("R2"),
                        DISTURB,
                        partial("R1"),
                        partial("R2"),
                        counted(2, 2));
        assertThat(verdict.toString()).contains("2 replicas resynced once each, partially");
        assertThat(verdict).isInstanceOf(Verdict.Held.class);
    }

    @Test
    void aFullResyncViolates() {
        assertThat(judged(BEGAN, DISTURB, partial("R1"), full("R2"), counted(1, 1)).toString())
                .startsWith("Violated")
                .contains("R2 resynced 1 time, 1 of them fully");
    }

    /// A link that came up and was lost again.
    @Test
    void aSecondPartialResyncViolates() {
        assertThat(
                        judged(
                                        BEGAN,
                                        DISTURB,
                                        partial("R1"),
                                        partial("R2"),
                                        partial("R2"),
                                        counted(0, 3))
                                .toString())
                .startsWith("Violated")
                .contains("R2 resynced 2 times, 0 of them fully");
    }

    @Test
    void aReplicaThatDidNotAskLeavesItOpen() {
        assertThat(judged(BEGAN, DISTURB, partial("R1"), counted(0, 1)).toString())
                .startsWith("Inconclusive")
                .contains("did not ask for a resync after the fault: R2");
    }

    @Test
    void aResyncThatWasCountedAndNotReportedLeavesItOpen() {
        assertThat(judged(BEGAN, DISTURB, partial("R1"), partial("R2"), counted(0, 3)).toString())
                .startsWith("Inconclusive")
                .contains("M counts 3 resyncs and reported 2");
        Event again = new Event.ProcessStarted(45, "M", 2);
        assertThat(
                        judged(BEGAN, DISTURB, counted(1, 0), again, partial("R1"), partial("R2"))
                                .toString())
                .startsWith("Inconclusive")
                .contains("M counts 1 resyncs and reported 0");
    }

    @Test
    void withoutACountAfterTheFaultItStaysOpen() {
        assertThat(judged(BEGAN, counted(0, 0), DISTURB, partial("R1"), partial("R2")))
                .isInstanceOf(Verdict.Inconclusive.class);
        assertThat(judged(DISTURB, counted(0, 0))).isInstanceOf(Verdict.Inconclusive.class);
    }
}
