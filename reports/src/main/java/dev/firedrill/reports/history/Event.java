package dev.firedrill.reports.history;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// One thing that happened in a run. `atNanos` is lab time since the cluster was started; nodes and
/// links are plain names, so that a journal can be judged by itself.
public sealed interface Event {
    long atNanos();

    /// What is the same for every variant of a run.
    ///
    /// @param title and `story`: what is rehearsed, for people
    /// @param repeatCommand the line that runs it again
    /// @param options every option, drawn or given, in the order of the command line's help
    /// @param machine what the lab runs on; the same for every machine where that does not count
    /// @param variants every variant that the run was to have, in order
    /// @param single one variant was asked for by name, and answers for itself
    record RunHeader(
            String scenario,
            String title,
            String story,
            String repeatCommand,
            String lab,
            String target,
            String commit,
            long seed,
            Map<String, String> options,
            String machine,
            List<String> variants,
            boolean single) {}

    /// First event of a variant.
    ///
    /// @param mustBeViolated names of the judges that a control has to violate; empty for a variant
    ///   that must hold
    record VariantBegan(
            long atNanos,
            RunHeader run,
            String variant,
            String title,
            Expectation expectation,
            List<String> mustBeViolated,
            List<String> nodes,
            String master)
            implements Event {}

    enum Expectation {
        /// The control: must be caught.
        BREAKS,
        HOLDS
    }

    /// Nodes run the user's own redis.conf.
    ///
    /// @param files that were read, redis.conf first, as the user named them
    /// @param alone whether the servers read nothing else; otherwise the scenario's lines follow
    ///   and win
    /// @param leftOut lines of the files that do not reach the servers
    record OwnConfigurationTaken(
            long atNanos,
            List<String> nodes,
            List<String> files,
            boolean alone,
            List<LeftOutLine> leftOut)
            implements Event {}

    /// @param line 1-based
    /// @param reason in one clause
    record LeftOutLine(String file, int line, String directive, String reason) {}

    /// Last event of a variant that ran to its end.
    record VariantEnded(long atNanos) implements Event {}

    /// Last event of a variant that did not.
    record VariantAborted(long atNanos, AbortCause cause, String detail) implements Event {}

    /// Why a variant did not run to its end.
    enum AbortCause {
        /// Ctrl-C or SIGTERM.
        INTERRUPTED,
        /// The lab itself failed: the engine of the containers went away, a proxy did not answer.
        LAB_LOST,
        /// A node did not come up.
        CLUSTER_FAILED,
        /// The run folder could not be written any more.
        FOLDER_UNWRITABLE,
        /// The runner ran out of memory.
        OUT_OF_MEMORY,
        /// The scenario, a class from outside, threw an exception or let one through.
        SCENARIO_THREW,
        /// An exception that nobody expected.
        BUG
    }

    record PhaseBegan(long atNanos, Phase phase) implements Event {}

    /// One operation of one client, written when it ended (`atNanos`) or when the run ended without
    /// an answer.
    ///
    /// @param command upper-case command, for example `SET`
    /// @param arguments what follows the key, each as [Fingerprint]
    /// @param reply the answer as [Fingerprint]; empty for a plain OK, for nil and without an
    ///   answer
    /// @param error what the server answered when it refused, or why there was no answer
    record Operation(
            long atNanos,
            long invokedAtNanos,
            int client,
            String node,
            String command,
            String key,
            List<String> arguments,
            String reply,
            Outcome outcome,
            String error)
            implements Event {
        /// The error of a transaction that did nothing: EXEC answered nil.
        public static final String CONFLICT =
                "CONFLICT EXEC did nothing, because a watched key had changed";
    }

    /// Operations that were due and not begun, because as many were under way as the load may have:
    /// a client that waits is one that is not served. At most one of these events a second for each
    /// load.
    ///
    /// @param firstDueAtNanos and `lastDueAtNanos`: when the first and the last of them were due
    record OperationsSkipped(long atNanos, long firstDueAtNanos, long lastDueAtNanos, long count)
            implements Event {}

    /// A load begins that is too heavy to be written down operation by operation.
    ///
    /// @param load unique in the variant; what follows refers to it
    /// @param description what it sends, for people
    /// @param perSecond how many operations are due in a second; empty for as many as the node
    ///   takes
    /// @param windowNanos after how much time each people want its latencies summed up
    record LoadBegan(
            long atNanos,
            int load,
            String node,
            String description,
            OptionalLong perSecond,
            long windowNanos)
            implements Event {}

    /// What that load did in one interval, as the load itself counted it.
    ///
    /// @param fromNanos and `toNanos`: lab time
    /// @param due operations that were due
    /// @param sent operations that were sent, of which some may have been due before
    /// @param answered operations that succeeded
    /// @param refused operations that were answered with an error
    /// @param unanswered operations that will have no answer
    /// @param latencyMicros how many that succeeded took how long, from the moment at which each
    ///   was due
    /// @param latenessMicros how many were sent how late through the load's own fault
    record LoadMeasured(
            long atNanos,
            int load,
            long fromNanos,
            long toNanos,
            long due,
            long sent,
            long answered,
            long refused,
            long unanswered,
            Map<Long, Long> latencyMicros,
            Map<Long, Long> latenessMicros)
            implements Event {}

    /// The first error that was answered to that load, or why it had no connection.
    record LoadTroubled(long atNanos, int load, String what) implements Event {}

    /// @param whole whether it reported to its end
    record LoadEnded(long atNanos, int load, boolean whole) implements Event {}

    /// Something that a client did outside the cluster and that cannot be taken back, for example
    /// charging a card. `what` is the kind (`charge`), `key` what it must be done at most once for.
    record SideEffect(long atNanos, int client, String what, String key, long amount)
            implements Event {}

    /// Keys that were stored before the load began and that no client writes.
    ///
    /// @param dataset a name, unique in the variant
    record DatasetStored(long atNanos, String node, String dataset, long keys, long bytes)
            implements Event {}

    /// All keys of a stored dataset, read back.
    ///
    /// @param intact how many hold what was stored
    /// @param absent how many are not there
    /// @param different how many hold something else
    /// @param unread how many got no answer
    /// @param examples keys that are absent or different, a few
    record DatasetRead(
            long atNanos,
            String node,
            Moment moment,
            String dataset,
            long intact,
            long absent,
            long different,
            long unread,
            List<String> examples)
            implements Event {}

    /// A fault is about to begin.
    ///
    /// @param fault unique in the variant; what follows refers to it
    /// @param name kebab case, for example `replicas-lose-master`
    /// @param intendedNanos how long it should last; empty until something else heals it
    record FaultPlanned(
            long atNanos,
            int fault,
            String name,
            String description,
            OptionalLong intendedNanos,
            List<PlannedInjection> injections)
            implements Event {}

    /// @param injection unique in the variant
    /// @param place `M` or `M->R1`
    /// @param text the primitive with its figures, for people
    record PlannedInjection(
            int injection, InjectionKind kind, String place, boolean lasting, String text) {}

    /// @param injection of a [PlannedInjection]
    /// @param measured what the lab saw, with its unit
    /// @param bit whether that is what was wanted
    record FaultApplied(
            long atNanos, int fault, int injection, String wanted, String measured, boolean bit)
            implements Event {}

    record FaultHealed(
            long atNanos, int fault, int injection, String wanted, String measured, boolean healed)
            implements Event {}

    /// The operator did something to a node.
    ///
    /// @param succeeded whether the node, or the lab for it, did what was asked for
    /// @param answer what the node answered, or what was seen of it, for people
    record OperatorActed(
            long atNanos, String node, OperatorAction action, boolean succeeded, String answer)
            implements Event {}

    /// The guard of the cluster saw or did something.
    ///
    /// @param watcher which of its processes, for example `sentinel-1`
    record GuardActed(long atNanos, String watcher, GuardAction action) implements Event {}

    record ProcessStarted(long atNanos, String node, int start) implements Event {}

    record ProcessExited(long atNanos, String node, int exitCode, ExitCause cause)
            implements Event {}

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
            OptionalLong masterOffset)
            implements Event {}

    /// A full or partial resync is over: the replica has told that it streams.
    ///
    /// @param bytes of the snapshot, or what the replica had missed
    record ResyncEnded(
            long atNanos, String master, String replica, ResyncKind kind, OptionalLong bytes)
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
            OptionalLong entries,
            OptionalLong bytes)
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
            OptionalLong keys,
            OptionalLong bytes,
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
    record FsyncDelayed(long atNanos, String node, OptionalLong waitedNanos) implements Event {}

    /// Under which address (`host port`) a node reaches each node of the cluster, itself included.
    record AddressesKnown(long atNanos, String node, Map<String, String> addresses)
            implements Event {}

    /// What a node says it is, for example `redis_version 7.0.15`.
    record VersionObserved(long atNanos, String node, String version) implements Event {}

    /// In what the lab differs, on this machine, from what the scenario asks for. It is no fault.
    record LabDiffers(long atNanos, String how) implements Event {}

    /// Something that the scenario takes for granted from here on: that its data was stored, that
    /// replicas had caught up, that the operator's command was carried out.
    ///
    /// @param seen what was seen last
    record PremiseObserved(long atNanos, String premise, boolean met, String seen)
            implements Event {}

    record LogLine(long atNanos, String node, String text) implements Event {}

    /// INFO fields that were asked for, once per second of lab time; only numbers.
    record Sampled(long atNanos, String node, Map<String, Double> fields) implements Event {}

    /// Values of CONFIG GET at a moment, to compare with a later one.
    record ConfigObserved(long atNanos, String node, Moment moment, Map<String, String> values)
            implements Event {}

    /// redis.conf as it stood on the disk.
    record ConfigFileObserved(long atNanos, String node, Moment moment, List<String> lines)
            implements Event {}

    record FileObserved(long atNanos, String node, Moment moment, String name, long bytes)
            implements Event {}

    /// Data set and place in the replication history, read after convergence or after a restart.
    record DatasetObserved(
            long atNanos,
            String node,
            Moment moment,
            ServerRole role,
            long keys,
            String replicationId,
            long offset,
            String digest)
            implements Event {}

    /// What one key held, read by the runner.
    ///
    /// @param elements see [DataType]; each as [Fingerprint]
    record KeyRead(
            long atNanos,
            long invokedAtNanos,
            String node,
            Moment moment,
            String key,
            DataType dataType,
            List<String> elements)
            implements Event {}

    /// Whether all nodes reached one state within the bound.
    record ConvergenceObserved(long atNanos, boolean converged, long tookNanos, String lastSeen)
            implements Event {}
}
