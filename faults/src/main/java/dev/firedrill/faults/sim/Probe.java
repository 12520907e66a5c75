package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A measurement in the simulated world that shows whether an injection is in force: over the same
/// links, disks and processes as everything else, never read off the injection itself.
final class Probe {
    private static final Duration MEASURE_MAX = Duration.ofSeconds(1);

    /// What waits behind a slow disk has to be worked off before it can be seen to be fast again.
    private static final Duration HEAL_MAX = Duration.ofSeconds(60);

    private static final int PROBE_BYTES = 4096;
    private static final int RATE_BYTES = 64 * 1024;
    private static final double TOLERANCE = 0.9;

    /// What a measurement came to.
    private record Seen(String measured, boolean inForce) {}

    private final SimCluster cluster;
    private final Injection injection;
    private long startedAtNanos;
    private long arrivedAtNanos = -1;

    private Probe(SimCluster cluster, Injection injection) {
        this.cluster = cluster;
        this.injection = injection;
    }

    static Probe of(SimCluster cluster, Injection injection) {
        return new Probe(cluster, injection);
    }

    /// All at once, so that the measurements of one fault do not follow each other in time.
    ///
    /// @param begun whether the injections should be in force, or gone
    static List<Proof> measure(SimCluster cluster, List<Probe> probes, boolean begun) {
        probes.forEach(Probe::send);
        boolean anySent = probes.stream().anyMatch(Probe::waits);
        if (anySent) {
            cluster.await(
                    begun ? MEASURE_MAX : HEAL_MAX,
                    () -> probes.stream().allMatch(p -> !p.waits() || p.arrivedAtNanos >= 0));
        }
        return probes.stream().map(probe -> probe.proof(begun)).toList();
    }

    private boolean waits() {
        return switch (injection) {
            case Injection.CutLink _,
                    Injection.DelayLink _,
                    Injection.LimitLink _,
                    Injection.BlackholeLink _,
                    Injection.ThrottleDisk _,
                    Injection.DelayFsync _ ->
                    true;
            default -> false;
        };
    }

    private void send() {
        startedAtNanos = cluster.nowNanos();
        switch (injection) {
            case Injection.CutLink(var link) -> overLink(link, PROBE_BYTES);
            case Injection.DelayLink(var link, _, _) -> overLink(link, PROBE_BYTES);
            case Injection.LimitLink(var link, _) -> overLink(link, RATE_BYTES);
            case Injection.BlackholeLink(var link, _) -> overLink(link, PROBE_BYTES);
            case Injection.ThrottleDisk(var node, _) ->
                    disk(node).measureWrite(RATE_BYTES, this::written);
            case Injection.DelayFsync(var node, _) -> disk(node).measureWrite(0, this::written);
            default -> {
                // Nothing has to travel: it is looked at.
            }
        }
    }

    private void overLink(LinkId link, int bytes) {
        cluster.world().network().link(link.from(), link.to()).send(bytes, this::arrived);
    }

    private void arrived() {
        if (arrivedAtNanos < 0) {
            arrivedAtNanos = cluster.nowNanos();
        }
    }

    /// A disk's own time counts, not what waited before the probe.
    private void written(long tookNanos) {
        startedAtNanos = cluster.nowNanos() - tookNanos;
        arrived();
    }

    private SimDisk disk(NodeId node) {
        return cluster.world().host(node).disk;
    }

    private Proof proof(boolean begun) {
        if (!begun && isLasting()) {
            return new Proof("nothing: a lasting change", "nothing to heal", true);
        }
        Seen seen = look();
        String wanted = begun ? injection.describe() : "no " + injection.describe();
        return new Proof(wanted, seen.measured(), seen.inForce() == begun);
    }

    private boolean isLasting() {
        return switch (injection) {
            case Injection.ResetLink _,
                    Injection.KillNode _,
                    Injection.TerminateNode _,
                    Injection.RestartNode _,
                    Injection.RestartNodeWith _,
                    Injection.PowerLoss _,
                    Injection.FlipBit _,
                    Injection.TruncateFile _,
                    Injection.JumpClock _,
                    Injection.OperatorCommand _,
                    Injection.EditConfig _ ->
                    true;
            default -> false;
        };
    }

    private long tookNanos() {
        return arrivedAtNanos - startedAtNanos;
    }

    private Seen look() {
        return switch (injection) {
            case Injection.CutLink _, Injection.BlackholeLink _ ->
                    arrivedAtNanos < 0
                            ? new Seen(
                                    "0 of %d B within %d ms"
                                            .formatted(PROBE_BYTES, MEASURE_MAX.toMillis()),
                                    true)
                            : new Seen(
                                    "%d B after %s".formatted(PROBE_BYTES, millis(tookNanos())),
                                    false);
            case Injection.DelayLink(_, var delay, var jitter) ->
                    new Seen(
                            arrivedAtNanos < 0 ? "no answer" : millis(tookNanos()) + " one way",
                            arrivedAtNanos < 0 || tookNanos() >= delay.minus(jitter).toNanos());
            case Injection.LimitLink(_, long rate) -> rate(rate);
            case Injection.ThrottleDisk(_, long rate) -> rate(rate);
            case Injection.DelayFsync(_, var delay) ->
                    new Seen(
                            arrivedAtNanos < 0
                                    ? "no fsync within " + MEASURE_MAX.toMillis() + " ms"
                                    : "fsync took " + millis(tookNanos()),
                            arrivedAtNanos < 0 || tookNanos() >= delay.toNanos());
            default -> lookAtProcess();
        };
    }

    private Seen rate(long wantedBytesPerSecond) {
        if (arrivedAtNanos < 0) {
            return new Seen(
                    "less than %d B within %d ms".formatted(RATE_BYTES, MEASURE_MAX.toMillis()),
                    true);
        }
        double seen = RATE_BYTES * 1e9 / Math.max(1, tookNanos());
        return new Seen("%.0f B/s".formatted(seen), seen <= wantedBytesPerSecond / TOLERANCE);
    }

    private static String millis(long nanos) {
        return "%.1f ms".formatted(nanos / 1e6);
    }

    private Seen lookAtProcess() {
        World world = cluster.world();
        return switch (injection) {
            case Injection.KillNode(var node) -> gone(node);
            case Injection.TerminateNode(var node) -> gone(node);
            case Injection.PowerLoss(var node) -> gone(node);
            case Injection.PauseNode(var node) -> {
                Optional<Reply> pong = cluster.admin(node, Duration.ofMillis(500), List.of("PING"));
                yield new Seen(
                        pong.map(Reply::describe).orElse("no PONG within 500 ms"), pong.isEmpty());
            }
            case Injection.RestartNode(var node) -> started(node);
            case Injection.RestartNodeWith(var node, _, _) -> started(node);
            case Injection.SuperviseNode(var node, _) ->
                    new Seen(
                            "supervised: " + world.host(node).supervised,
                            world.host(node).supervised);
            case Injection.CapMemory(var node, long bytes) -> cap(node, bytes);
            case Injection.RefuseLink(var link) -> {
                boolean refused = world.network().link(link.from(), link.to()).refuses;
                yield new Seen(refused ? "refused" : "accepted", refused);
            }
            case Injection.EditConfig(var node, _) ->
                    new Seen(cluster.redisConf(node).length() + " B on the disk", edited());
            default -> new Seen("done", true);
        };
    }

    private boolean edited() {
        return injection instanceof Injection.EditConfig(var node, var wanted)
                && new String(disk(node).get(World.CONF), StandardCharsets.ISO_8859_1)
                                .lines()
                                .count()
                        == wanted.lines().count();
    }

    private Seen gone(NodeId node) {
        return new Seen(
                cluster.running(node) ? "the process runs" : "the process is gone",
                !cluster.running(node));
    }

    private Seen started(NodeId node) {
        return new Seen("start number " + cluster.starts(node), cluster.starts(node) > 1);
    }

    private Seen cap(NodeId node, long wanted) {
        long cap = cluster.world().host(node).memoryCapBytes;
        OptionalLong used = cluster.memoryBytes(node);
        String now = used.isPresent() ? used.getAsLong() + " B in use" : "process gone";
        return new Seen(
                cap == Long.MAX_VALUE ? "no cap, " + now : "cap " + cap + " B, " + now,
                cap == wanted);
    }
}
