package dev.firedrill.reports.check;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.exited;
import static dev.firedrill.reports.Histories.sampled;
import static dev.firedrill.reports.check.CheckersTest.expect;
import static dev.firedrill.reports.check.CheckersTest.restarted;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Histories of resyncs, with what judges say of them, for [CheckersTest].
final class ResyncVerdicts {
    private ResyncVerdicts() {}

    private static Event resync(ResyncKind kind, ResyncReason reason) {
        return new Event.ResyncDecided(
                30,
                "M",
                "R1",
                kind,
                reason,
                OptionalLong.of(9),
                OptionalLong.of(4),
                OptionalLong.of(100));
    }

    private static Event closed(String replica) {
        return new Event.ReplicaClosed(25, "M", replica, ReplicaCloseReason.TIMED_OUT);
    }

    private static Event counted(double fullResyncs) {
        return sampled(40, "M", "sync_full", fullResyncs);
    }

    static Stream<Arguments> aboutResyncs() {
        var full = new FullResyncsAtMost(0);
        var each = FullResyncsAtMost.each(1);
        Event partial = resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED);
        Event trimmed = resync(ResyncKind.FULL, ResyncReason.BACKLOG_TRIMMED);
        Event other =
                new Event.ResyncDecided(
                        31,
                        "M",
                        "R2",
                        ResyncKind.FULL,
                        ResyncReason.BACKLOG_TRIMMED,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.of(100));
        return Stream.of(
                expect(each, "Held", DISTURB, trimmed, other, counted(2)),
                expect(each, "Violated", DISTURB, trimmed, trimmed, counted(2)),
                expect(new FullResyncsAtMost(1), "Violated", DISTURB, trimmed, other, counted(2)),
                expect(full, "Held", DISTURB, counted(0), partial),
                expect(
                        full,
                        "Held",
                        resync(ResyncKind.FULL, ResyncReason.SYNC_ONLY),
                        DISTURB,
                        partial,
                        counted(1)),
                expect(
                        full,
                        "Violated",
                        DISTURB,
                        resync(ResyncKind.FULL, ResyncReason.BACKLOG_TRIMMED)),
                expect(full, "Inconclusive", DISTURB, counted(0)),
                expect(full, "Inconclusive", DISTURB, partial),
                expect(full, "Inconclusive", counted(0), DISTURB, partial),
                expect(full, "Inconclusive", DISTURB, partial, counted(1)),
                expect(
                        full,
                        "Inconclusive",
                        DISTURB,
                        counted(1),
                        restarted("M"),
                        counted(0),
                        partial));
    }

    /// What a planned restart costs does not count where the judge is about the faults.
    static Stream<Arguments> aboutResyncsAfterARestart() {
        var faults = new FullResyncsAtMost(0).exceptAfterRestarts();
        Event partial = resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED);
        Event unknown = resync(ResyncKind.FULL, ResyncReason.UNKNOWN_HISTORY);
        Event asked = exited("M", ExitCause.TERMINATED);
        Event killed = exited("M", ExitCause.KILLED);
        Event up = restarted("M");
        Event operator =
                new Event.OperatorActed(30, "M", new OperatorAction.Restarted(), true, "start 2");
        return Stream.of(
                expect(
                        faults,
                        "Held",
                        DISTURB,
                        partial,
                        counted(0),
                        asked,
                        up,
                        operator,
                        unknown,
                        counted(1)),
                expect(
                        new FullResyncsAtMost(0),
                        "Violated",
                        DISTURB,
                        partial,
                        counted(0),
                        asked,
                        up,
                        operator,
                        unknown,
                        counted(1)),
                // The operator's action may be recorded after the first resync.
                expect(faults, "Held", DISTURB, partial, asked, up, unknown, operator, counted(1)),
                // A fault ended the process.
                expect(faults, "Violated", DISTURB, partial, asked, up, unknown, counted(1)),
                // The second one is no longer due to the restart.
                expect(
                        faults,
                        "Violated",
                        DISTURB,
                        partial,
                        asked,
                        up,
                        operator,
                        unknown,
                        unknown,
                        counted(2)),
                expect(faults, "Violated", DISTURB, partial, killed, up, unknown, counted(1)),
                expect(
                        faults,
                        "Violated",
                        DISTURB,
                        asked,
                        up,
                        operator,
                        killed,
                        up,
                        unknown,
                        counted(1)),
                expect(
                        faults,
                        "Violated",
                        DISTURB,
                        partial,
                        asked,
                        up,
                        operator,
                        resync(ResyncKind.FULL, ResyncReason.BACKLOG_TRIMMED),
                        counted(1)),
                // Nothing was seen of the fault.
                expect(faults, "Inconclusive", DISTURB, asked, up, operator, unknown, counted(1)));
    }

    /// A replica that lost its link and never came back may still need what is judged.
    static Stream<Arguments> aboutReplicasThatLostTheirLink() {
        var full = new FullResyncsAtMost(0);
        Event first = resync(ResyncKind.FULL, ResyncReason.REQUESTED_BY_REPLICA);
        Event back = resync(ResyncKind.PARTIAL, ResyncReason.CONTINUED);
        Event exit = exited("M", ExitCause.KILLED);
        return Stream.of(
                expect(full, "Held", first, DISTURB, closed("R1"), back, counted(1)),
                expect(full, "Inconclusive", DISTURB, closed("R1"), closed("R2"), back, counted(0)),
                // The old link is noticed to be gone when the new one stands.
                expect(full, "Held", first, DISTURB, back, closed("R1"), counted(1)),
                expect(
                        full,
                        "Inconclusive",
                        first,
                        DISTURB,
                        back,
                        closed("R1"),
                        closed("R1"),
                        counted(1)),
                // Before the fault nobody counts.
                expect(full, "Held", closed("R2"), DISTURB, closed("R1"), back, counted(0)),
                // With its process a master loses every link.
                expect(full, "Inconclusive", first, DISTURB, back, counted(1), exit),
                expect(
                        full,
                        "Held",
                        first,
                        DISTURB,
                        counted(1),
                        exit,
                        restarted("M"),
                        back,
                        counted(0)));
    }
}
