package dev.firedrill.reports.history;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// One thing that happened in a run. `atNanos` is lab time since the cluster was started; nodes and
/// links are plain names, so that a journal can be judged by itself.
public sealed interface Event {
    long atNanos();

    /// First event of a variant.
    ///
    /// @param options every option, drawn or given, in the order of the command line's help
    /// @param machine what the lab runs on; the same for every machine where that does not count
    record VariantBegan(
            long atNanos,
            String scenario,
            String variant,
            String title,
            Expectation expectation,
            String lab,
            String target,
            String commit,
            long seed,
            List<String> nodes,
            String master,
            Map<String, String> options,
            String machine)
            implements Event {}

    enum Expectation {
        /// The control: must be caught.
        BREAKS,
        HOLDS
    }

    record VariantEnded(long atNanos) implements Event {}

    /// start, steady, disturb, heal, converge, final-reads.
    record PhaseBegan(long atNanos, String phase) implements Event {}

    /// One operation of one client, written when it ended (`atNanos`) or when the run ended without
    /// an answer.
    ///
    /// @param operation upper-case command, for example `SET`
    /// @param value what was written or read; empty when there is none
    /// @param error what the server answered when it refused, or why there was no answer
    record Operation(
            long atNanos,
            long invokedAtNanos,
            int client,
            String node,
            String operation,
            String key,
            String value,
            Outcome outcome,
            String error)
            implements Event {}

    /// Something that a client did outside the cluster and that cannot be taken back, for example
    /// charging a card. `what` is the kind (`charge`), `key` what it must be done at most once for.
    record SideEffect(long atNanos, int client, String what, String key, long amount)
            implements Event {}

    record FaultPlanned(long atNanos, String fault, String description, List<String> targets)
            implements Event {}

    /// @param injection the primitive with its concrete target, for example `CutLink M->R1`
    record FaultApplied(
            long atNanos,
            String fault,
            String injection,
            String wanted,
            String measured,
            boolean bit)
            implements Event {}

    record FaultHealed(
            long atNanos,
            String fault,
            String injection,
            String wanted,
            String measured,
            boolean healed)
            implements Event {}

    /// What the operator did, in words and as typed.
    record OperatorActed(long atNanos, String node, String action, String answer)
            implements Event {}

    record ProcessStarted(long atNanos, String node, int start) implements Event {}

    record ProcessExited(long atNanos, String node, int exitCode, String cause) implements Event {}

    /// A master answered a replica's PSYNC or SYNC.
    ///
    /// @param missingBytes what the replica had missed, where the histories are the same
    /// @param backlogBytes size of the backlog at the decision; empty where there was none
    /// @param masterOffset the master's place in its history at the decision
    record ResyncDecided(
            long atNanos,
            String master,
            String replica,
            ResyncKind kind,
            ResyncReason reason,
            OptionalLong missingBytes,
            OptionalLong backlogBytes,
            long masterOffset)
            implements Event {}

    /// A full or partial resync is over: the replica has told that it streams.
    ///
    /// @param bytes of the snapshot, or what the replica had missed
    record ResyncEnded(long atNanos, String master, String replica, ResyncKind kind, long bytes)
            implements Event {}

    /// A snapshot that one or more replicas wait for, or a save to disk.
    ///
    /// @param replicas how many are sent it
    record SnapshotBegan(long atNanos, String node, SnapshotPurpose purpose, int replicas)
            implements Event {}

    record SnapshotEnded(
            long atNanos,
            String node,
            SnapshotPurpose purpose,
            SnapshotResult result,
            long entries,
            long bytes)
            implements Event {}

    /// A replica did not take its master's snapshot.
    record SnapshotRefused(long atNanos, String node, SnapshotRefusal reason) implements Event {}

    /// A snapshot that had not become the dataset was copied before another took its name.
    record SnapshotKept(long atNanos, String node, String file) implements Event {}

    /// A replica asks no sooner for a snapshot than after that time.
    ///
    /// @param refused how many it has refused in a row
    record ResyncDelayed(long atNanos, String node, int refused, long delayNanos)
            implements Event {}

    /// What a server has loaded at its start.
    ///
    /// @param ignored data that lay there and was not loaded
    record DatasetLoaded(
            long atNanos,
            String node,
            DatasetSource source,
            long keys,
            long bytes,
            List<IgnoredFile> ignored)
            implements Event {}

    record IgnoredFile(String file, long bytes) {}

    /// A master has lost a replica, or has let go of it.
    record ReplicaClosed(long atNanos, String master, String replica, ReplicaCloseReason reason)
            implements Event {}

    /// CONFIG REWRITE has put the running configuration into the file.
    record ConfigurationRewritten(long atNanos, String node, String file) implements Event {}

    /// The first write that a server refused for this reason since it last refused none.
    record WriteRefusalEntered(long atNanos, String node, WriteRefusal kind) implements Event {}

    /// The reason is gone.
    ///
    /// @param writes how many were refused meanwhile
    record WriteRefusalLeft(long atNanos, String node, WriteRefusal kind, long writes)
            implements Event {}

    /// An fsync of the append-only file took so long that it was written to without waiting.
    ///
    /// @param waitedNanos how long the write had been put off
    record FsyncDelayed(long atNanos, String node, long waitedNanos) implements Event {}

    /// What a node says it is, for example `redis_version 7.0.15`.
    record VersionObserved(long atNanos, String node, String version) implements Event {}

    /// Something that the scenario takes for granted from here on: that its data was stored, that
    /// replicas had caught up, that the operator's command was carried out.
    ///
    /// @param seen what was seen last
    record PremiseObserved(long atNanos, String premise, boolean met, String seen)
            implements Event {}

    record LogLine(long atNanos, String node, String text) implements Event {}

    /// INFO fields that were asked for, once per second of lab time; only numbers.
    record Sampled(long atNanos, String node, Map<String, Double> fields) implements Event {}

    /// Values of CONFIG GET at a moment (`running`), to compare with a later one.
    record ConfigObserved(long atNanos, String node, String moment, Map<String, String> values)
            implements Event {}

    /// redis.conf as it stood on the disk.
    record ConfigFileObserved(long atNanos, String node, String moment, List<String> lines)
            implements Event {}

    record FileObserved(long atNanos, String node, String moment, String name, long bytes)
            implements Event {}

    /// Data set and place in the replication history, read after convergence or after a restart.
    record DatasetObserved(
            long atNanos,
            String node,
            String moment,
            String role,
            long keys,
            String replicationId,
            long offset,
            String digest)
            implements Event {}

    /// @param present false when the key was absent
    record FinalRead(long atNanos, String node, String key, String value, boolean present)
            implements Event {}

    /// Whether all nodes reached one state within the bound.
    record ConvergenceObserved(long atNanos, boolean converged, long tookNanos, String lastSeen)
            implements Event {}
}
