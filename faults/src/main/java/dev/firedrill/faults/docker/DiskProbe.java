package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import dev.firedrill.faults.docker.tool.DiskState;
import dev.firedrill.faults.docker.tool.Errno;
import dev.firedrill.faults.docker.tool.Rehearsed;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.lab.InForce;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Measures a server's disk with a write and an fsync that the server itself makes, or looks at the
/// file that was damaged.
final class DiskProbe implements Probe {

    /// A server that ended because of its disk is back by then where somebody starts it again.
    private static final Duration BACK_MAX = Duration.ofSeconds(5);

    private static final int RATE_BYTES_MIN = 16 * 1024;
    private static final int RATE_BYTES_MAX = 64 << 20;

    private final DockerMachines cluster;
    private final DiskInjection injection;
    private OptionalInt byteBefore = OptionalInt.empty();
    private OptionalLong bytesBefore = OptionalLong.empty();
    private @Nullable InForce predicted;

    DiskProbe(DockerMachines cluster, DiskInjection injection) {
        this.cluster = cluster;
        this.injection = injection;
    }

    private NodeContainer container() {
        return cluster.container(injection.node());
    }

    private DockerClient client() {
        return cluster.engine().client();
    }

    private static String path(String file) {
        return NodeContainer.DATA + "/" + file;
    }

    @Override
    public Injection injection() {
        return injection;
    }

    @Override
    public void before() {
        switch (injection) {
            case DiskInjection.FlipBit(_, var file, long offset, _) ->
                    byteBefore = byteAt(file, offset);
            case DiskInjection.TruncateFile(_, var file, _) ->
                    bytesBefore = container().fileBytes(file);
            case DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _,
                    DiskInjection.CrashDuringNextWrite _ -> {
                // Measured as it is, not against how it was.
            }
        }
    }

    private OptionalInt byteAt(String file, long offset) {
        return Archive.byteAt(client(), container().id(), path(file), offset);
    }

    @Override
    public void send(InForce inForce) {
        predicted = inForce;
    }

    private DiskConditions predicted() {
        return Objects.requireNonNull(predicted).disk(injection.node());
    }

    @Override
    public boolean isStillShown() {
        return predicted().shows(injection);
    }

    @Override
    public Seen look() {
        return switch (injection) {
            case DiskInjection.ThrottleDisk(_, long rate) -> throttled(rate);
            case DiskInjection.DelayFsync(_, var delay) -> delayed(delay);
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ ->
                    refused();
            case DiskInjection.FlipBit(_, var file, long offset, int bit) ->
                    flipped(file, offset, bit);
            case DiskInjection.TruncateFile(_, var file, long length) -> truncated(file, length);
            case DiskInjection.CrashDuringNextWrite _ ->
                    throw new IllegalStateException("containers cannot do " + injection.describe());
        };
    }

    private Seen throttled(long rate) {
        if (!cluster.running(injection.node())) {
            return new Seen("the process is gone", !isStillShown());
        }
        long bytes = Math.max(RATE_BYTES_MIN, Math.min(RATE_BYTES_MAX, rate));
        OptionalLong took = cluster.throttle().measure(container().id(), bytes);
        if (took.isEmpty()) {
            return new Seen("not measured (" + container().throttleAnswer() + ")", false);
        }
        double seen = bytes * 1e9 / Math.max(1, took.getAsLong());
        return new Seen(
                String.format(Locale.ROOT, "%.0f B/s", seen),
                Tolerance.isWithin(seen, rate) == isStillShown());
    }

    // What a write of the server meets.

    private DiskFaults.Met met() {
        DiskFaults.Met met = cluster.disks().rehearse(container());
        if (met.rehearsed().isEmpty() && met.refused().isEmpty() && container().isSupervised()) {
            cluster.await(BACK_MAX, () -> cluster.running(injection.node()));
            return cluster.disks().rehearse(container());
        }
        return met;
    }

    private Seen delayed(Duration delay) {
        DiskFaults.Met met = met();
        if (met.rehearsed().isEmpty()) {
            return new Seen(met.why(), !isStillShown());
        }
        return switch (met.rehearsed().get().outcome()) {
            case Rehearsed.Written(long nanos) ->
                    new Seen(
                            "fsync took " + Probe.millis(nanos),
                            nanos >= delay.toNanos() == isStillShown());
            case Rehearsed.Refused(var call, int errno) -> {
                Duration known = met.rehearsed().get().disk().fsyncDelay();
                yield new Seen(
                        words(call, errno) + "; fsync is delayed by " + known.toMillis() + " ms",
                        known.compareTo(delay) >= 0 == isStillShown());
            }
        };
    }

    /// One refusal can hide another: then the disk has to know both.
    private Seen refused() {
        DiskFaults.Met met = met();
        int expected = firstErrno(predicted());
        if (met.rehearsed().isEmpty()) {
            return met.refused().isPresent()
                    ? new Seen(
                            "the server's own call failed: "
                                    + Errno.words(met.refused().getAsInt()),
                            isStillShown() && met.refused().getAsInt() == expected)
                    : new Seen(met.why(), !isStillShown());
        }
        Rehearsed rehearsed = met.rehearsed().get();
        boolean shown = shows(rehearsed.disk());
        return switch (rehearsed.outcome()) {
            case Rehearsed.Written _ ->
                    new Seen("written and fsynced", expected == 0 && shown == isStillShown());
            case Rehearsed.Refused(var call, int errno) ->
                    new Seen(words(call, errno), errno == expected && shown == isStillShown());
        };
    }

    private static String words(String call, int errno) {
        return call + ": " + Errno.words(errno);
    }

    private boolean shows(DiskState disk) {
        return switch (injection) {
            case DiskInjection.FailFsync _ -> disk.failsFsync();
            case DiskInjection.FailWrite _ -> disk.failsWrite();
            case DiskInjection.FillDisk _ -> disk.full();
            case DiskInjection.ReadOnlyDisk _ -> disk.readOnly();
            case DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.CrashDuringNextWrite _,
                    DiskInjection.FlipBit _,
                    DiskInjection.TruncateFile _ ->
                    false;
        };
    }

    /// In the order in which a kernel finds out; 0 for none.
    private static int firstErrno(DiskConditions disk) {
        if (disk.readOnly()) {
            return Errno.READ_ONLY;
        }
        if (disk.failsWrite()) {
            return Errno.INPUT_OUTPUT;
        }
        if (disk.full()) {
            return Errno.NO_SPACE;
        }
        return disk.failsFsync() ? Errno.INPUT_OUTPUT : 0;
    }

    // What lies on the disk.

    private Seen flipped(String file, long offset, int bit) {
        OptionalInt now = byteAt(file, offset);
        if (byteBefore.isEmpty() || now.isEmpty()) {
            OptionalLong bytes = container().fileBytes(file);
            return new Seen(
                    bytes.isPresent() ? file + " has " + bytes.getAsLong() + " B" : "no " + file,
                    false);
        }
        int from = byteBefore.getAsInt();
        int to = now.getAsInt();
        return new Seen(
                String.format(Locale.ROOT, "byte %d was %02x, is %02x", offset, from, to),
                (from ^ to) == 1 << bit);
    }

    private Seen truncated(String file, long length) {
        OptionalLong now = container().fileBytes(file);
        if (bytesBefore.isEmpty() || now.isEmpty()) {
            return new Seen("no " + file, false);
        }
        return new Seen(
                String.format(
                        Locale.ROOT, "%d B, before %d B", now.getAsLong(), bytesBefore.getAsLong()),
                now.getAsLong() >= length && now.getAsLong() < bytesBefore.getAsLong());
    }
}
