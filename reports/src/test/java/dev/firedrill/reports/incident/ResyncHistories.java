package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.FindingsTest.shows;
import static dev.firedrill.reports.incident.Scenes.closed;
import static dev.firedrill.reports.incident.Scenes.decided;
import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.faultWithoutEffect;
import static dev.firedrill.reports.incident.Scenes.full;
import static dev.firedrill.reports.incident.Scenes.partial;
import static dev.firedrill.reports.incident.Scenes.resyncEnded;
import static dev.firedrill.reports.incident.Scenes.scene;
import static dev.firedrill.reports.incident.Scenes.snapshotBegan;
import static dev.firedrill.reports.incident.Scenes.snapshotEnded;
import static dev.firedrill.reports.incident.Scenes.snapshotRefused;
import static dev.firedrill.reports.incident.Scenes.started;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.SnapshotResult;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/// Histories of faults and resyncs, each with a similar one, for [FindingsTest].
final class ResyncHistories {
    private ResyncHistories() {}

    static Stream<Arguments> ofFaults() {
        return Stream.of(
                shows(
                        new LinkFault(),
                        "1 link (M->R1) was cut from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.CUT_LINK, "M->R1")),
                        disturbed(faultWithoutEffect(InjectionKind.CUT_LINK, "M->R1"))),
                shows(
                        new LinkFault(),
                        "1 link (M->R1) was limited in bandwidth from 3.000 s to 20.000 s"
                                + " (some-fault).",
                        disturbed(fault(InjectionKind.LIMIT_LINK, "M->R1")),
                        disturbed(fault(InjectionKind.THROTTLE_DISK, "M"))),
                shows(
                        new DiskFault(),
                        "The disk of M was throttled from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.THROTTLE_DISK, "M")),
                        disturbed(fault(InjectionKind.PAUSE_NODE, "M"))),
                shows(
                        new ProcessFault(),
                        "The process of M was paused from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.PAUSE_NODE, "M")),
                        disturbed(fault(InjectionKind.CAP_MEMORY, "M"))),
                shows(
                        new ResourceFault(),
                        "The memory of M was capped from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.CAP_MEMORY, "M")),
                        disturbed(fault(InjectionKind.DRIFT_CLOCK, "M"))),
                shows(
                        new ClockFault(),
                        "The clock of M drifted from 3.000 s to 20.000 s (some-fault).",
                        disturbed(fault(InjectionKind.DRIFT_CLOCK, "M")),
                        disturbed(fault(InjectionKind.CUT_LINK, "M->R1"))));
    }

    static Stream<Arguments> ofResyncs() {
        Event trimmed = full(30, "R1", ResyncReason.BACKLOG_TRIMMED);
        Event other = full(31, "R2", ResyncReason.BACKLOG_TRIMMED);
        // Of a server that does not log how much was missed.
        Event trimmedWithoutFigures =
                new Event.ResyncDecided(
                        30_000_000_000L,
                        "M",
                        "R1",
                        ResyncKind.FULL,
                        ResyncReason.BACKLOG_TRIMMED,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty());
        return Stream.of(
                shows(
                        new FullResyncs(),
                        "A storm of 2 full resyncs of R1 and R2 began between 30.000 s and 31.000"
                                + " s, because the backlog no longer held what was missed.",
                        disturbed(trimmed, other),
                        // Before anything is broken a replica has to be filled.
                        scene(trimmed, other)),
                shows(
                        new FullResyncs(),
                        "1 full resync of R1 began at 30.000 s, because SYNC was asked for, which"
                                + " knows no partial resync; 1 snapshot was made for that.",
                        disturbed(full(30, "R1", ResyncReason.SYNC_ONLY), snapshotBegan(31)),
                        disturbed(partial(30, "R1"))),
                shows(
                        new BacklogOverrun(),
                        "The backlog of M, 1048576 bytes, was overrun: R1 had missed up to 4000000"
                                + " bytes.",
                        disturbed(trimmed),
                        disturbed(full(30, "R1", ResyncReason.UNKNOWN_HISTORY))),
                shows(
                        new BacklogOverrun(),
                        "The backlog of M was overrun: R1 had missed more than it held.",
                        disturbed(trimmedWithoutFigures),
                        disturbed(full(30, "R1", ResyncReason.UNKNOWN_HISTORY))),
                shows(
                        new BacklogExpired(),
                        "M had freed its backlog when R1 came back, after 3610.000 s without a"
                                + " replica.",
                        disturbed(
                                partial(10, "R1"),
                                closed(20, "R1", ReplicaCloseReason.TIMED_OUT),
                                decided(
                                        3630,
                                        "R1",
                                        ResyncKind.FULL,
                                        ResyncReason.UNKNOWN_HISTORY,
                                        OptionalLong.empty())),
                        // The process that had the backlog is another one.
                        disturbed(
                                partial(10, "R1"),
                                started(20, "M", 2),
                                decided(
                                        3630,
                                        "R1",
                                        ResyncKind.FULL,
                                        ResyncReason.UNKNOWN_HISTORY,
                                        OptionalLong.empty()))),
                shows(
                        new ReplicasTimedOut(),
                        "M closed R1 and R2 at 10.000 s, because nothing came back for"
                                + " repl-timeout.",
                        disturbed(
                                closed(10, "R1", ReplicaCloseReason.TIMED_OUT),
                                closed(10, "R2", ReplicaCloseReason.TIMED_OUT)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.CONNECTION_LOST))),
                shows(
                        new OutputBufferLimit(),
                        "M closed R1 at 10.000 s: what it held for a replica exceeded the"
                                + " output-buffer limit.",
                        disturbed(closed(10, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.TIMED_OUT))),
                shows(
                        new EndlessResync(),
                        "R1 began 3 full resyncs between 10.000 s and 14.000 s and completed none of"
                                + " them.",
                        disturbed(
                                full(10, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(12, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(14, "R1", ResyncReason.BACKLOG_TRIMMED)),
                        disturbed(
                                full(10, "R1", ResyncReason.BACKLOG_TRIMMED),
                                resyncEnded(11, "R1"),
                                full(12, "R1", ResyncReason.BACKLOG_TRIMMED),
                                full(14, "R1", ResyncReason.BACKLOG_TRIMMED))),
                shows(
                        new EndlessResync(),
                        "R1 and R2 began up to 4 full resyncs each between 10.000 s and 15.000 s"
                                + " until one was completed.",
                        disturbed(attempts("R1", 4), attempts("R2", 3)),
                        disturbed(attempts("R1", 2), attempts("R2", 2))),
                shows(
                        new SnapshotTrouble(),
                        "1 snapshot of M failed at 10.000 s.",
                        disturbed(snapshotEnded(10, SnapshotResult.FAILED, 1)),
                        disturbed(snapshotEnded(10, SnapshotResult.GIVEN_UP, 1))),
                shows(
                        new SnapshotTrouble(),
                        "M could not send its snapshot to R1 at 10.000 s.",
                        disturbed(closed(10, "R1", ReplicaCloseReason.SNAPSHOT_UNREADABLE)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.OUTPUT_BUFFER_LIMIT))),
                shows(
                        new SnapshotTrouble(),
                        "R1 refused 1 snapshot at 10.000 s, because it held far fewer keys than"
                                + " the replica.",
                        disturbed(snapshotRefused(10)),
                        disturbed(closed(10, "R1", ReplicaCloseReason.CONNECTION_LOST))));
    }

    /// The last of them succeeds.
    private static List<Event> attempts(String replica, int count) {
        var events = new ArrayList<Event>();
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            events.add(full(last ? 15 : 10 + i, replica, ResyncReason.BACKLOG_TRIMMED));
        }
        events.add(resyncEnded(16, replica));
        return events;
    }
}
