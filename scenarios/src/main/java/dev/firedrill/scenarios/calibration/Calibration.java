package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.OperatorAction.RestartNode;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.CostModel;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.scenarios.calibration.Stopwatch.Way;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// Measures what a lab's machine takes for what the simulator has to count: a start, a round trip,
/// a command, a byte, an entry of a snapshot, an fsync. On this project's engine, since that is
/// what the simulator runs. Each is a median or a mean of one node that does nothing else.
public final class Calibration {
    private static final NodeId M = new NodeId("M");
    private static final int WARM = 50_000;
    private static final int PINGS = 2_000;
    private static final int SETS = 30_000;

    /// Of a process that has just been started.
    private static final int COLD_SETS = 20_000;

    private static final int WINDOW = 64;
    private static final int ENTRIES = 100_000;
    private static final int RELOADS_TO_WARM_UP = 3;
    private static final int WIDE_ENTRIES = ENTRIES / 10;
    private static final int SMALL = 10;
    private static final int LARGE = 2_000;

    /// What a key and its lengths take in a snapshot beside the value, roughly.
    private static final int ENTRY_BYTES = 24;

    /// What a SET and its answer take on the wire beside the value, roughly.
    private static final int COMMAND_BYTES = 60;

    private static final int SYNCED = 300;
    private static final int BLOCK_BYTES = 8 << 20;
    private static final int BLOCKS = 5;
    private static final Duration UP_MAX = Duration.ofMinutes(1);

    /// Faster than that a disk cannot be told from the network's way to it.
    private static final double DISK_NANOS_PER_BYTE_MIN = 0.1;

    /// Hears when a process ends.
    private static final class Ends implements LabListener {
        private long lastNanos;

        @Override
        public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
            lastNanos = atNanos;
        }
    }

    /// @param loadNanos beside saving
    private record Saved(double saveNanos, double loadNanos) {}

    private final Cluster cluster;
    private final Ends ends;
    private final Consumer<String> progress;

    private Calibration(Cluster cluster, Ends ends, Consumer<String> progress) {
        this.cluster = cluster;
        this.ends = ends;
        this.progress = progress;
    }

    /// Takes about two minutes.
    ///
    /// @param progress told of each step when it begins
    /// @throws CalibrationFailed when a measurement did not come to its end
    public static CostModel measure(Lab lab, Consumer<String> progress)
            throws LabUnavailable, ClusterFailed, CalibrationFailed {
        var node = new NodeSpec(M, "save \"\"\n", List.of(), OptionalLong.empty(), false);
        Target engine = lab.resolve(Target.FIREDRILL);
        var spec = new ClusterSpec("calibrate", 1, engine, List.of(node), List.of());
        var ends = new Ends();
        CostModel.Stalls alone = Stalls.measure(lab, engine, 1, progress);
        CostModel.Stalls crowded = Stalls.measure(lab, engine, CostModel.Stalls.CROWD, progress);
        FirstResync firstResync = FirstResync.measure(lab, engine, progress);
        long windowBytes = Window.measure(lab, engine, progress);
        long delayedWindowBytes = Window.measureDelayed(lab, engine, progress);
        try (Cluster cluster = lab.start(spec, ends)) {
            return new Calibration(cluster, ends, progress)
                    .model(alone, crowded, firstResync, windowBytes, delayedWindowBytes);
        }
    }

    private CostModel model(
            CostModel.Stalls alone,
            CostModel.Stalls crowded,
            FirstResync firstResync,
            long windowBytes,
            long delayedWindowBytes)
            throws CalibrationFailed {
        progress.accept("commands");
        sets("warm", WARM, SMALL, WINDOW);
        double small = sets("small", SETS, SMALL, WINDOW).allNanos() / SETS;
        double large = sets("large", SETS, LARGE, WINDOW).allNanos() / SETS;
        double perByte = Math.max(0, (large - small) / (LARGE - SMALL));
        progress.accept("round trips");
        pings(Way.CLIENT);
        double roundTrip = pings(Way.CLIENT).medianNanos();
        double direct = pings(Way.OPERATOR).medianNanos();
        progress.accept("snapshots");
        Saved wide = savedAndLoaded(WIDE_ENTRIES, LARGE);
        Saved many = savedAndLoaded(ENTRIES, SMALL);
        progress.accept("the disk");
        double fsync = Math.max(0, fsync(direct));
        double diskPerByte = Math.max(DISK_NANOS_PER_BYTE_MIN, diskNanosPerByte(perByte));
        progress.accept("a start");
        long start = start();
        WarmUp warmUp = WarmUp.of(sets("cold", COLD_SETS, SMALL, WINDOW), COLD_SETS, small);
        // Two datasets: as many entries cost the same in both, and the rest is bytes.
        double savedPerByte =
                (wide.saveNanos() - many.saveNanos() * WIDE_ENTRIES / ENTRIES)
                        / ((double) WIDE_ENTRIES * (LARGE - SMALL));
        double savedPerEntry =
                (many.saveNanos() - fsync) / ENTRIES - savedPerByte * (SMALL + ENTRY_BYTES);
        return new CostModel(
                start,
                atLeastZero((roundTrip - small) / 2),
                // The local network is faster than both of its ends: not measured.
                CostModel.STANDARD.linkBytesPerSecond(),
                windowBytes,
                delayedWindowBytes,
                // Shows in the round trip, and is counted there.
                CostModel.STANDARD.nanosPerBatch(),
                atLeastZero(small - perByte * (SMALL + COMMAND_BYTES)),
                perByte,
                atLeastZero(savedPerEntry),
                Math.max(0, savedPerByte - diskPerByte),
                atLeastZero(many.loadNanos() / ENTRIES),
                1e9 / diskPerByte,
                atLeastZero(fsync),
                new CostModel.Cold(
                        warmUp.factor(),
                        atLeastZero(warmUp.nanos()),
                        atLeastZero(firstResync.masterNanos()),
                        atLeastZero(firstResync.replicaNanos()),
                        atLeastZero(firstResync.masterNanosPerEntry()),
                        atLeastZero(firstResync.replicaNanosPerEntry())),
                alone,
                crowded);
    }

    private static long atLeastZero(double nanos) {
        return Math.max(0, Math.round(nanos));
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    /// As the operator, so that no proxy is measured. The values cannot be compressed.
    private Stopwatch.Times sets(String prefix, int count, int valueBytes, int window)
            throws CalibrationFailed {
        byte[] set = bytes("SET");
        byte[] value = new byte[valueBytes];
        var prng = new Prng(valueBytes);
        for (int i = 0; i < valueBytes; i++) {
            value[i] = (byte) prng.nextLong(256);
        }
        IntFunction<List<byte[]>> commands =
                i -> List.of(set, bytes("calibrate:" + prefix + ":" + i), value);
        return Stopwatch.of(cluster, M, Way.OPERATOR, count, window, commands);
    }

    private Stopwatch.Times pings(Way way) throws CalibrationFailed {
        List<byte[]> ping = List.of(bytes("PING"));
        return Stopwatch.of(cluster, M, way, PINGS, 1, _ -> ping);
    }

    /// @return how long it took, in nanoseconds
    private double command(String... words) throws CalibrationFailed {
        List<byte[]> typed = Arrays.stream(words).map(Calibration::bytes).toList();
        return Stopwatch.of(cluster, M, Way.OPERATOR, 1, 1, _ -> typed).allNanos();
    }

    /// By SAVE, and by DEBUG RELOAD, which saves and loads, of a process that has done both before.
    private Saved savedAndLoaded(int entries, int valueBytes) throws CalibrationFailed {
        command("FLUSHALL");
        sets("entry", entries, valueBytes, WINDOW);
        for (int i = 0; i < RELOADS_TO_WARM_UP; i++) {
            command("DEBUG", "RELOAD");
        }
        double saved = command("SAVE");
        return new Saved(saved, Math.max(0, command("DEBUG", "RELOAD") - saved));
    }

    /// What a SET takes longer when it waits for the disk.
    private double fsync(double directNanos) throws CalibrationFailed {
        command("CONFIG", "SET", "appendonly", "yes");
        command("CONFIG", "SET", "appendfsync", "always");
        return sets("synced", SYNCED, SMALL, 1).medianNanos() - directNanos;
    }

    /// What a byte of a large value takes longer when it waits for the disk.
    private double diskNanosPerByte(double nanosPerByte) throws CalibrationFailed {
        return sets("block", BLOCKS, BLOCK_BYTES, 1).medianNanos() / BLOCK_BYTES - nanosPerByte;
    }

    /// From the end of the old process until the new one answers.
    private long start() throws CalibrationFailed {
        command("CONFIG", "SET", "appendonly", "no");
        command("FLUSHALL");
        // Nothing is left to load.
        command("SAVE");
        int before = cluster.starts(M);
        long began = cluster.nowNanos();
        if (!cluster.operate(new RestartNode(M)).succeeded()) {
            throw new CalibrationFailed("the node did not start again");
        }
        var ping = List.of("PING");
        for (long end = began + UP_MAX.toNanos(); cluster.nowNanos() < end; ) {
            if (cluster.starts(M) > before
                    && cluster.admin(M, Duration.ofSeconds(1), ping).isPresent()) {
                return Math.max(0, cluster.nowNanos() - Math.max(began, ends.lastNanos));
            }
            cluster.runFor(Duration.ofMillis(5));
        }
        throw new CalibrationFailed("the node did not answer after its restart");
    }
}
