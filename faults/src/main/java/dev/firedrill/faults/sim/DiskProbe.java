package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Measures a disk with a write and an fsync of its own behind everything that waits there, or
/// looks at the file that was changed.
final class DiskProbe extends Probe {
    private static final int RATE_BYTES = 64 * 1024;

    private final NodeId node;
    private byte[] before = new byte[0];
    private @Nullable DiskOutcome outcome;
    private long tookNanos = -1;

    DiskProbe(SimCluster cluster, SimHandle handle, NodeId node) {
        super(cluster, handle);
        this.node = node;
    }

    private SimDisk disk() {
        return cluster.world().host(node).disk;
    }

    private String path() {
        return switch (injection) {
            case Injection.FlipBit(_, var file, _, _) -> World.DATA + "/" + file;
            case Injection.TruncateFile(_, var file, _) -> World.DATA + "/" + file;
            default -> World.CONF;
        };
    }

    @Override
    void before() {
        before = disk().get(path());
    }

    private boolean writes() {
        return switch (injection) {
            case Injection.ThrottleDisk _,
                    Injection.DelayFsync _,
                    Injection.FailFsync _,
                    Injection.FailWrite _,
                    Injection.FillDisk _,
                    Injection.ReadOnlyDisk _ ->
                    true;
            default -> false;
        };
    }

    @Override
    void send() {
        if (writes()) {
            disk().probe(RATE_BYTES, this::written);
        }
    }

    private void written(DiskOutcome result, long nanos) {
        outcome = result;
        tookNanos = nanos;
    }

    @Override
    boolean over() {
        return !writes() || outcome != null;
    }

    @Override
    Duration atMost() {
        return injection instanceof Injection.DelayFsync(_, var delay)
                ? delay.plus(MEASURE_MAX)
                : MEASURE_MAX;
    }

    @Override
    Seen look() {
        return switch (injection) {
            case Injection.ThrottleDisk(_, long rate) -> rate(RATE_BYTES, tookNanos, rate);
            case Injection.DelayFsync(_, var delay) ->
                    tookNanos < 0
                            ? new Seen("no fsync within " + atMost().toMillis() + " ms", true)
                            : new Seen(
                                    "fsync took " + millis(tookNanos),
                                    tookNanos >= delay.toNanos());
            case Injection.CrashDuringNextWrite _ -> {
                // It cannot be tried out without being used up.
                boolean armed = disk().crashAfterBytes >= 0;
                yield new Seen(armed ? "the next write will be torn" : "not armed", armed);
            }
            case Injection.FlipBit(_, _, long offset, int bit) -> flipped(offset, bit);
            case Injection.TruncateFile(_, _, long length) -> {
                int now = disk().get(path()).length;
                yield new Seen(
                        String.format(Locale.ROOT, "%d B, before %d B", now, before.length),
                        now == length && before.length > length);
            }
            case Injection.EditConfig(_, var text) -> {
                String now = new String(disk().get(World.CONF), StandardCharsets.ISO_8859_1);
                yield new Seen(
                        now.length() + " B in redis.conf",
                        now.equals(cluster.world().resolved(node, text)));
            }
            case Injection.FailFsync _ -> failed(DiskOutcome.Kind.INPUT_OUTPUT);
            case Injection.FailWrite _ -> failed(DiskOutcome.Kind.INPUT_OUTPUT);
            case Injection.FillDisk _ -> failed(DiskOutcome.Kind.NO_SPACE);
            case Injection.ReadOnlyDisk _ -> failed(DiskOutcome.Kind.READ_ONLY);
            default -> throw new IllegalStateException("no probe for " + injection.describe());
        };
    }

    private Seen failed(DiskOutcome.Kind kind) {
        DiskOutcome seen = outcome;
        if (seen == null) {
            return new Seen("no answer within " + MEASURE_MAX.toMillis() + " ms", false);
        }
        return seen instanceof DiskOutcome.Failed failed
                ? new Seen(failed.reason(), failed.kind() == kind)
                : new Seen("written and fsynced", false);
    }

    private Seen flipped(long offset, int bit) {
        byte[] now = disk().get(path());
        if (offset >= now.length || now.length != before.length) {
            return new Seen(String.format(Locale.ROOT, "%s has %d B", path(), now.length), false);
        }
        int from = Byte.toUnsignedInt(before[(int) offset]);
        int to = Byte.toUnsignedInt(now[(int) offset]);
        return new Seen(
                String.format(Locale.ROOT, "byte %d was %02x, is %02x", offset, from, to),
                (from ^ to) == 1 << bit);
    }
}
