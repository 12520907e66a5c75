package dev.firedrill.engine.port;

import java.util.List;
import java.util.OptionalLong;

/// A fact about a node that judges need to know. An object from the decision on: the simulator
/// passes it to its listeners; [NodeEventCodec] prints it where a process boundary lies between.
///
/// A figure is empty where the server does not tell it: real servers log less than ours reports.
///
/// `replica` is the address by which the master knows a replica: the announced one, else that of
/// its socket. It is the replica's own word.
public sealed interface NodeEvent {
    /// A master has answered PSYNC or SYNC.
    ///
    /// @param missingBytes what the replica lacks of the stream, where both follow one history
    /// @param backlogBytes size of the backlog; empty where there is none
    /// @param masterOffset the master's place in its history at the decision
    record ResyncDecided(
            String replica,
            ResyncKind kind,
            ResyncReason reason,
            OptionalLong missingBytes,
            OptionalLong backlogBytes,
            OptionalLong masterOffset)
            implements NodeEvent {}

    /// The replica has acknowledged the stream behind its snapshot, or all that it had missed: it
    /// streams again. Reported by the master. A replica that acknowledges nothing, as those of
    /// Redis 2.6, has no such end.
    ///
    /// @param bytes of the snapshot, or what was missed
    record ResyncEnded(String replica, ResyncKind kind, OptionalLong bytes) implements NodeEvent {}

    /// @param replicas how many are sent it
    record SnapshotBegan(SnapshotPurpose purpose, int replicas) implements NodeEvent {}

    record SnapshotEnded(
            SnapshotPurpose purpose,
            SnapshotResult result,
            OptionalLong entries,
            OptionalLong bytes)
            implements NodeEvent {}

    /// A replica does not take its master's snapshot.
    record SnapshotRefused(SnapshotRefusal reason) implements NodeEvent {}

    /// A snapshot that did not become our dataset was copied before another took its name.
    record SnapshotKept(String file) implements NodeEvent {}

    /// A replica asks no sooner for a snapshot than after that time.
    ///
    /// @param refused how many it has refused in a row
    record ResyncDelayed(int refused, long delayNanos) implements NodeEvent {}

    /// The start of a server is over.
    ///
    /// @param ignored data that lay there and was not loaded
    record DatasetLoaded(
            DatasetSource source, OptionalLong keys, OptionalLong bytes, List<IgnoredFile> ignored)
            implements NodeEvent {
        public DatasetLoaded {
            ignored = List.copyOf(ignored);
        }
    }

    record IgnoredFile(String file, long bytes) {}

    /// A master has lost a replica, or lets go of it.
    record ReplicaClosed(String replica, ReplicaCloseReason reason) implements NodeEvent {}

    /// CONFIG REWRITE has put the running configuration into the file.
    record ConfigurationRewritten(String file) implements NodeEvent {}

    /// The first write that a server refuses for this reason since it last refused none.
    record WriteRefusalEntered(WriteRefusal kind) implements NodeEvent {}

    /// The reason is gone.
    ///
    /// @param writes how many were refused meanwhile
    record WriteRefusalLeft(WriteRefusal kind, long writes) implements NodeEvent {}

    /// An fsync of the append-only file takes so long that it is written to without waiting.
    ///
    /// @param waitedNanos how long the write had been put off
    record FsyncDelayed(OptionalLong waitedNanos) implements NodeEvent {}

    enum ResyncKind {
        FULL,
        PARTIAL
    }

    /// Why a resync is full; [#CONTINUED] for a partial one.
    enum ResyncReason {
        CONTINUED,
        REQUESTED_BY_REPLICA,
        SYNC_ONLY,
        UNKNOWN_HISTORY,
        BEYOND_SECONDARY_HISTORY,
        NO_BACKLOG,
        BACKLOG_TRIMMED,
        AHEAD_OF_MASTER
    }

    enum SnapshotPurpose {
        REPLICATION,
        SAVE,
        AOF_REWRITE
    }

    enum SnapshotResult {
        SUCCEEDED,
        FAILED,
        /// Nobody waits for it any more, or the data was replaced meanwhile.
        GIVEN_UP
    }

    enum SnapshotRefusal {
        /// `replica-refuse-shrunk-dataset`.
        DATASET_SHRUNK,
        /// It is damaged, or holds what this server does not know.
        UNREADABLE,
        /// It could not be made the replica's own file.
        NOT_STORED
    }

    enum DatasetSource {
        NOTHING,
        SNAPSHOT,
        APPEND_ONLY_FILE
    }

    enum ReplicaCloseReason {
        /// The replica, or the network, has ended the connection.
        CONNECTION_LOST,
        TIMED_OUT,
        OUTPUT_BUFFER_LIMIT,
        SNAPSHOT_FAILED,
        SNAPSHOT_UNREADABLE,
        SPOKE_OUT_OF_TURN,
        /// The master follows another master, or another history.
        MASTER_CHANGED,
        /// The master's own dataset was replaced by a full resync.
        MASTER_RESYNCED,
        PROMOTED
    }

    /// Why a server refuses writes, and the error that its clients get.
    enum WriteRefusal {
        /// MISCONF.
        DISK_ERROR,
        /// NOREPLICAS.
        TOO_FEW_REPLICAS,
        /// READONLY.
        READ_ONLY_REPLICA,
        /// OOM.
        MEMORY
    }
}
