package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.FlippedBit;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.TerminatedNodes;
import dev.firedrill.faults.fault.TruncatedFile;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import dev.firedrill.scenarios.workload.Inserts;
import dev.firedrill.scenarios.workload.Workload;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A master is stopped, and its file is damaged when it is started again. What counts is whether it
/// notices. A master that comes up with less than it had acknowledged gives that to its replicas,
/// which still had everything; one that refuses to start leaves them as they are, and one of them
/// takes its place.
///
/// A log that ends in the middle of a command is cut there and loaded by default
/// (`aof-load-truncated yes`). A wrong bit in a value of a snapshot does not match the checksum;
/// nobody notices it where there is none (`rdbchecksum no`).
///
/// Source: Redis documentation, "Redis persistence" (what if the append-only file is truncated, or
/// corrupted).
public final class CorruptFileRestart implements Scenario {
    private static final Variant TRUNCATED =
            Variant.breaks(
                    "truncated-log-loaded",
                    "aof-load-truncated yes: what is missing at the end of the log is given up",
                    violates(DataLossWindowAtMost.class));
    private static final Variant UNCHECKED =
            Variant.breaks(
                    "snapshot-without-checksum",
                    "rdbchecksum no: a wrong bit in a value of the snapshot is served",
                    violates(DataLossWindowAtMost.class));
    private static final Variant TRUNCATED_REFUSED =
            Variant.holds(
                    "truncated-log-refused",
                    "aof-load-truncated no: the master does not start, and a replica is promoted");
    private static final Variant CHECKED =
            Variant.holds(
                    "snapshot-with-checksum",
                    "rdbchecksum yes: the master does not start, and a replica is promoted");

    static final Parameter.Count REPLICAS =
            Loads.count("replicas", "replicas of the master", 2, 1, 8);
    static final Parameter.Span TAIL =
            new Parameter.Span(
                    "tail",
                    "how much of the log's end is missing, in time of writes",
                    PerLab.same(Duration.ofSeconds(5)),
                    Duration.ofSeconds(4),
                    Duration.ofMinutes(5));
    static final Parameter.Count WRITES =
            Loads.count("writes-per-second", "values stored per second", 300, 20, 5_000);
    static final Parameter.Count KEYS =
            Loads.count("keys", "keys in the dataset", 1_000, 1_000, 10_000);

    /// So large that a flipped bit lies in a value almost certainly: other bytes are one in 5000.
    private static final int VALUE_BYTES = 20_000;

    /// What the load writes; in a drill of snapshots to so few keys that they are nearly nothing of
    /// one.
    private static final int WRITTEN_BYTES = 500;

    private static final int WRITTEN_KEYS = 50;

    /// One of the load's values in the log, about.
    private static final int LOG_BYTES = WRITTEN_BYTES + 45;

    /// The log of Redis 7.0 and later, that of others, and the snapshot that is read without one.
    private static final List<String> FILES =
            List.of("appendonlydir/appendonly.aof.1.incr.aof", "appendonly.aof", "dump.rdb");

    /// A master that is stopped waits for its replicas, so that they lack nothing.
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private static final Duration STEADY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(5);
    private static final Duration CATCH_UP = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "corrupt-file-restart";
    }

    @Override
    public String title() {
        return "A master is started again with a file that was damaged meanwhile";
    }

    @Override
    public String story() {
        return "After maintenance a master is started from its disk, where the end of the log is"
                + " missing or a bit is wrong. If it loads what is left, its replicas, which had"
                + " everything, are sent that; if it refuses, one of them is promoted and nothing"
                + " is lost. Source: Redis documentation on persistence, truncated and corrupted"
                + " append-only files.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(REPLICAS, TAIL, WRITES, KEYS);
    }

    @Override
    public Optional<String> refusal(Setting setting) {
        return Loads.tooMuchData(setting.get(REPLICAS), (long) setting.get(KEYS) * VALUE_BYTES)
                .or(() ->
                        Loads.tooManyWrites(
                                setting.get(WRITES),
                                STEADY.plus(setting.get(TAIL)).plus(AFTER).plus(AFTER)));
    }

    @Override
    public List<Variant> variants() {
        return List.of(TRUNCATED, UNCHECKED, TRUNCATED_REFUSED, CHECKED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String persistence =
                isOfSnapshot(variant)
                        ? "appendonly no\nsave 3600 1\nrdbcompression no\nrdbchecksum "
                                + (variant.equals(CHECKED) ? "yes\n" : "no\n")
                        : "appendonly yes\nappendfsync everysec\nsave \"\"\n"
                                + "auto-aof-rewrite-percentage 0\naof-load-truncated "
                                + (variant.equals(TRUNCATED_REFUSED) ? "no\n" : "yes\n");
        String conf =
                persistence
                        + """
                        min-replicas-to-write 0
                        repl-diskless-sync yes
                        repl-diskless-sync-delay 0
                        repl-backlog-size 32mb
                        """;
        return Topology.master(conf).withReplicas(setting.get(REPLICAS), conf);
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.PROCESS_FAULTS, Capability.DAMAGED_FILES);
    }

    @Override
    public void run(Drill drill) {
        Setting setting = drill.setting();
        drill.load().preload(setting.get(KEYS), VALUE_BYTES);
        drill.awaitCaughtUp(CATCH_UP);
        drill.load().start(workload(drill.variant(), setting));
        drill.steady(STEADY);
        // The end of the log is what the load has written.
        drill.runFor(setting.get(TAIL));
        NodeId master = drill.master();
        drill.begin(new TerminatedNodes(Role.MASTER));
        damage(drill, master);
        if (!drill.operator().attemptStart(master)) {
            replace(drill, master);
        }
        drill.runFor(AFTER);
    }

    /// What is missing from a log would be hidden by later writes to the same keys; to a snapshot
    /// new keys would add values of which no bit may be wrong.
    private static Workload workload(Variant variant, Setting setting) {
        int rate = setting.get(WRITES);
        return isOfSnapshot(variant)
                ? new Writes(WRITTEN_KEYS, rate, WRITTEN_BYTES)
                : new Inserts(rate, WRITTEN_BYTES);
    }

    private static boolean isOfSnapshot(Variant variant) {
        return variant.equals(UNCHECKED) || variant.equals(CHECKED);
    }

    /// Whichever file the master will load; one that keeps none comes up empty in any case.
    private static void damage(Drill drill, NodeId master) {
        for (String file : FILES) {
            OptionalLong bytes = drill.cluster().fileBytes(master, file);
            if (bytes.isPresent()) {
                drill.begin(damaged(drill, file, bytes.getAsLong()));
                return;
            }
        }
    }

    private static Fault damaged(Drill drill, String file, long bytes) {
        if (isOfSnapshot(drill.variant())) {
            return new FlippedBit(Role.MASTER, file, bytes / 2, 0);
        }
        Setting setting = drill.setting();
        long writes = setting.get(TAIL).toMillis() * setting.get(WRITES) / 1000;
        // In the middle of a value, so that the last command is not whole.
        long missing = writes * LOG_BYTES + LOG_BYTES / 2;
        return new TruncatedFile(Role.MASTER, file, Math.max(bytes / 2, bytes - missing));
    }

    /// A replica takes the master's place. The old master follows it, with another file: the
    /// damaged one is kept.
    private static void replace(Drill drill, NodeId old) {
        List<NodeId> replicas = drill.replicas();
        NodeId promoted = replicas.getFirst();
        drill.operator().promote(promoted);
        for (NodeId other : replicas.subList(1, replicas.size())) {
            drill.operator().follow(other, promoted);
        }
        drill.load().direct(NodeId.CLIENTS, promoted);
        drill.runFor(AFTER);
        drill.operator()
                .appendToRedisConf(
                        old,
                        "appendonly no",
                        "dbfilename rebuilt.rdb",
                        "replicaof " + drill.cluster().address(old, promoted));
        drill.operator().attemptStart(old);
        drill.awaitCaughtUp(CATCH_UP);
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new DataLossWindowAtMost(WINDOW), new Converged());
    }
}
