package dev.firedrill.faults.sim;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// A measurement in the simulated world that shows whether an injection is in force: over the same
/// links, disks and processes as everything else, never read off the injection itself.
abstract sealed class Probe permits LinkProbe, DiskProbe, NodeProbe {
    /// How long a measurement may take that should show an injection.
    static final Duration MEASURE_MAX = Duration.ofSeconds(1);

    /// What waits behind a slow disk or a cut has to be worked off before it can be seen to be
    /// gone.
    private static final Duration HEAL_MAX = Duration.ofSeconds(60);

    private static final double TOLERANCE = 0.9;

    /// What a measurement came to.
    record Seen(String measured, boolean inForce) {}

    final SimCluster cluster;
    final SimHandle handle;
    final Injection injection;

    /// Whether the measurement shows that the injection is gone.
    boolean healing;

    Probe(SimCluster cluster, SimHandle handle) {
        this.cluster = cluster;
        this.handle = handle;
        this.injection = handle.injection();
    }

    static Probe of(SimCluster cluster, SimHandle handle) {
        return switch (handle.injection()) {
            case Injection.CutLink(var link) -> new LinkProbe(cluster, handle, link);
            case Injection.RefuseLink(var link) -> new LinkProbe(cluster, handle, link);
            case Injection.ResetLink(var link) -> new LinkProbe(cluster, handle, link);
            case Injection.DelayLink(var link, _, _) -> new LinkProbe(cluster, handle, link);
            case Injection.LimitLink(var link, _) -> new LinkProbe(cluster, handle, link);
            case Injection.SlowCloseLink(var link, _) -> new LinkProbe(cluster, handle, link);
            case Injection.DropLinkAfter(var link, _) -> new LinkProbe(cluster, handle, link);
            case Injection.BlackholeLink(var link, _) -> new LinkProbe(cluster, handle, link);
            case Injection.ThrottleDisk(var node, _) -> new DiskProbe(cluster, handle, node);
            case Injection.DelayFsync(var node, _) -> new DiskProbe(cluster, handle, node);
            case Injection.FailFsync(var node) -> new DiskProbe(cluster, handle, node);
            case Injection.FailWrite(var node) -> new DiskProbe(cluster, handle, node);
            case Injection.FillDisk(var node) -> new DiskProbe(cluster, handle, node);
            case Injection.ReadOnlyDisk(var node) -> new DiskProbe(cluster, handle, node);
            case Injection.CrashDuringNextWrite(var node, _) ->
                    new DiskProbe(cluster, handle, node);
            case Injection.FlipBit(var node, _, _, _) -> new DiskProbe(cluster, handle, node);
            case Injection.TruncateFile(var node, _, _) -> new DiskProbe(cluster, handle, node);
            case Injection.EditConfig(var node, _) -> new DiskProbe(cluster, handle, node);
            case Injection.KillNode(var node) -> new NodeProbe(cluster, handle, node);
            case Injection.TerminateNode(var node) -> new NodeProbe(cluster, handle, node);
            case Injection.PauseNode(var node) -> new NodeProbe(cluster, handle, node);
            case Injection.RestartNode(var node) -> new NodeProbe(cluster, handle, node);
            case Injection.RestartNodeWith(var node, _, _) -> new NodeProbe(cluster, handle, node);
            case Injection.SuperviseNode(var node, _) -> new NodeProbe(cluster, handle, node);
            case Injection.PowerLoss(var node) -> new NodeProbe(cluster, handle, node);
            case Injection.CapMemory(var node, _) -> new NodeProbe(cluster, handle, node);
            case Injection.LimitCpu(var node, _) -> new NodeProbe(cluster, handle, node);
            case Injection.JumpClock(var node, _) -> new NodeProbe(cluster, handle, node);
            case Injection.DriftClock(var node, _) -> new NodeProbe(cluster, handle, node);
            case Injection.OperatorCommand(var node, _) -> new NodeProbe(cluster, handle, node);
        };
    }

    /// What has to be known before the injection is carried out.
    abstract void before();

    /// Begins to measure.
    abstract void send();

    /// Whether nothing more is waited for.
    abstract boolean over();

    /// How long it may take until the injection shows.
    abstract Duration atMost();

    abstract Seen look();

    /// Lets go of what was only there to measure.
    void drop() {
        // Most leave nothing behind.
    }

    /// All at once, so that the measurements of one fault do not follow each other in time.
    ///
    /// @param begun whether the injections should be in force, or gone
    static List<Proof> measure(SimCluster cluster, List<Probe> probes, boolean begun) {
        probes.forEach(probe -> probe.healing = !begun);
        probes.forEach(Probe::send);
        Duration most =
                probes.stream()
                        .map(Probe::atMost)
                        .reduce(begun ? MEASURE_MAX : HEAL_MAX, Probe::longer);
        if (!probes.stream().allMatch(Probe::over)) {
            cluster.await(most, () -> probes.stream().allMatch(Probe::over));
        }
        List<Proof> proofs = probes.stream().map(probe -> probe.proof(begun)).toList();
        probes.forEach(Probe::drop);
        return proofs;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private Proof proof(boolean begun) {
        if (!begun && injection.isLasting()) {
            return new Proof("nothing: a lasting change", "nothing to heal", true);
        }
        Seen seen = look();
        String wanted = begun ? injection.describe() : "no " + injection.describe();
        return new Proof(wanted, seen.measured(), seen.inForce() == begun);
    }

    static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    /// @param tookNanos negative when the bytes did not get through
    static Seen rate(long bytes, long tookNanos, long wantedBytesPerSecond) {
        if (tookNanos < 0) {
            return new Seen(
                    String.format(
                            Locale.ROOT,
                            "less than %d B within %d ms",
                            bytes,
                            MEASURE_MAX.toMillis()),
                    true);
        }
        double seen = bytes * 1e9 / Math.max(1, tookNanos);
        return new Seen(
                String.format(Locale.ROOT, "%.0f B/s", seen),
                seen <= wantedBytesPerSecond / TOLERANCE);
    }
}
