package dev.firedrill.scenarios.run;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.SnapshotPurpose;
import dev.firedrill.reports.history.SnapshotRefusal;
import dev.firedrill.reports.history.SnapshotResult;
import dev.firedrill.reports.history.WriteRefusal;

/// What nodes report, as it stands in the journal. `reports` knows nothing of the engine, so each
/// word of the one has its counterpart in the other.
final class ReportedFacts {
    private ReportedFacts() {}

    static Event journalled(long at, String node, NodeEvent event) {
        return switch (event) {
            case NodeEvent.ResyncDecided e ->
                    new Event.ResyncDecided(
                            at,
                            node,
                            e.replica(),
                            kind(e.kind()),
                            reason(e.reason()),
                            e.missingBytes(),
                            e.backlogBytes(),
                            e.masterOffset());
            case NodeEvent.ResyncEnded e ->
                    new Event.ResyncEnded(at, node, e.replica(), kind(e.kind()), e.bytes());
            case NodeEvent.SnapshotBegan e ->
                    new Event.SnapshotBegan(at, node, purpose(e.purpose()), e.replicas());
            case NodeEvent.SnapshotEnded e ->
                    new Event.SnapshotEnded(
                            at,
                            node,
                            purpose(e.purpose()),
                            result(e.result()),
                            e.entries(),
                            e.bytes());
            case NodeEvent.SnapshotRefused e ->
                    new Event.SnapshotRefused(at, node, refusal(e.reason()));
            case NodeEvent.SnapshotKept e -> new Event.SnapshotKept(at, node, e.file());
            case NodeEvent.ResyncDelayed e ->
                    new Event.ResyncDelayed(at, node, e.refused(), e.delayNanos());
            case NodeEvent.DatasetLoaded e ->
                    new Event.DatasetLoaded(
                            at,
                            node,
                            source(e.source()),
                            e.keys(),
                            e.bytes(),
                            e.ignored().stream()
                                    .map(file -> new Event.IgnoredFile(file.file(), file.bytes()))
                                    .toList());
            case NodeEvent.ReplicaClosed e ->
                    new Event.ReplicaClosed(at, node, e.replica(), closed(e.reason()));
            case NodeEvent.ConfigurationRewritten e ->
                    new Event.ConfigurationRewritten(at, node, e.file());
            case NodeEvent.WriteRefusalEntered e ->
                    new Event.WriteRefusalEntered(at, node, refused(e.kind()));
            case NodeEvent.WriteRefusalLeft e ->
                    new Event.WriteRefusalLeft(at, node, refused(e.kind()), e.writes());
            case NodeEvent.FsyncDelayed e -> new Event.FsyncDelayed(at, node, e.waitedNanos());
        };
    }

    private static ResyncKind kind(NodeEvent.ResyncKind reported) {
        return switch (reported) {
            case FULL -> ResyncKind.FULL;
            case PARTIAL -> ResyncKind.PARTIAL;
        };
    }

    private static ResyncReason reason(NodeEvent.ResyncReason reported) {
        return switch (reported) {
            case CONTINUED -> ResyncReason.CONTINUED;
            case REQUESTED_BY_REPLICA -> ResyncReason.REQUESTED_BY_REPLICA;
            case SYNC_ONLY -> ResyncReason.SYNC_ONLY;
            case UNKNOWN_HISTORY -> ResyncReason.UNKNOWN_HISTORY;
            case BEYOND_SECONDARY_HISTORY -> ResyncReason.BEYOND_SECONDARY_HISTORY;
            case NO_BACKLOG -> ResyncReason.NO_BACKLOG;
            case BACKLOG_TRIMMED -> ResyncReason.BACKLOG_TRIMMED;
            case AHEAD_OF_MASTER -> ResyncReason.AHEAD_OF_MASTER;
        };
    }

    private static SnapshotPurpose purpose(NodeEvent.SnapshotPurpose reported) {
        return switch (reported) {
            case REPLICATION -> SnapshotPurpose.REPLICATION;
            case SAVE -> SnapshotPurpose.SAVE;
            case AOF_REWRITE -> SnapshotPurpose.AOF_REWRITE;
        };
    }

    private static SnapshotResult result(NodeEvent.SnapshotResult reported) {
        return switch (reported) {
            case SUCCEEDED -> SnapshotResult.SUCCEEDED;
            case FAILED -> SnapshotResult.FAILED;
            case GIVEN_UP -> SnapshotResult.GIVEN_UP;
        };
    }

    private static SnapshotRefusal refusal(NodeEvent.SnapshotRefusal reported) {
        return switch (reported) {
            case DATASET_SHRUNK -> SnapshotRefusal.DATASET_SHRUNK;
            case UNREADABLE -> SnapshotRefusal.UNREADABLE;
            case NOT_STORED -> SnapshotRefusal.NOT_STORED;
        };
    }

    private static DatasetSource source(NodeEvent.DatasetSource reported) {
        return switch (reported) {
            case NOTHING -> DatasetSource.NOTHING;
            case SNAPSHOT -> DatasetSource.SNAPSHOT;
            case APPEND_ONLY_FILE -> DatasetSource.APPEND_ONLY_FILE;
        };
    }

    private static ReplicaCloseReason closed(NodeEvent.ReplicaCloseReason reported) {
        return switch (reported) {
            case CONNECTION_LOST -> ReplicaCloseReason.CONNECTION_LOST;
            case TIMED_OUT -> ReplicaCloseReason.TIMED_OUT;
            case OUTPUT_BUFFER_LIMIT -> ReplicaCloseReason.OUTPUT_BUFFER_LIMIT;
            case SNAPSHOT_FAILED -> ReplicaCloseReason.SNAPSHOT_FAILED;
            case SNAPSHOT_UNREADABLE -> ReplicaCloseReason.SNAPSHOT_UNREADABLE;
            case SPOKE_OUT_OF_TURN -> ReplicaCloseReason.SPOKE_OUT_OF_TURN;
            case MASTER_CHANGED -> ReplicaCloseReason.MASTER_CHANGED;
            case MASTER_RESYNCED -> ReplicaCloseReason.MASTER_RESYNCED;
            case PROMOTED -> ReplicaCloseReason.PROMOTED;
        };
    }

    private static WriteRefusal refused(NodeEvent.WriteRefusal reported) {
        return switch (reported) {
            case DISK_ERROR -> WriteRefusal.DISK_ERROR;
            case TOO_FEW_REPLICAS -> WriteRefusal.TOO_FEW_REPLICAS;
            case READ_ONLY_REPLICA -> WriteRefusal.READ_ONLY_REPLICA;
            case MEMORY -> WriteRefusal.MEMORY;
        };
    }
}
