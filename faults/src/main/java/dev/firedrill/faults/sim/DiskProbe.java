package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.DiskOutcome;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.lab.InForce;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Measures a disk with a write and an fsync of its own behind everything that waits there, or
/// looks at the file that was changed.
final class DiskProbe extends Probe {
    private static final int RATE_BYTES = 64 * 1024;

    private final DiskInjection injection;
    private final SimDisk disk;
    private byte[] before = new byte[0];
    private @Nullable DiskConditions predicted;
    private @Nullable DiskOutcome outcome;
    private long tookNanos = -1;

    DiskProbe(World world, DiskInjection injection) {
        this.injection = injection;
        disk = world.host(injection.node()).disk;
    }

    @Override
    Injection injection() {
        return injection;
    }

    /// The file that is damaged; empty when the disk itself is.
    private Optional<String> file() {
        return switch (injection) {
            case DiskInjection.FlipBit(_, var file, _, _) -> Optional.of(World.DATA + "/" + file);
            case DiskInjection.TruncateFile(_, var file, _) -> Optional.of(World.DATA + "/" + file);
            case DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _,
                    DiskInjection.CrashDuringNextWrite _ ->
                    Optional.empty();
        };
    }

    private byte[] bytes() {
        return file().map(disk.files()::content).orElse(new byte[0]);
    }

    /// A torn write cannot be tried out without being used up.
    private boolean writes() {
        return file().isEmpty() && !(injection instanceof DiskInjection.CrashDuringNextWrite);
    }

    @Override
    void before() {
        before = bytes();
    }

    @Override
    void send(InForce inForce) {
        predicted = inForce.disk(injection.node());
        if (writes()) {
            disk.probe(RATE_BYTES, this::written);
        }
    }

    private DiskConditions predicted() {
        return Objects.requireNonNull(predicted);
    }

    private void written(DiskOutcome result, long nanos) {
        outcome = result;
        tookNanos = nanos;
    }

    @Override
    boolean isStillShown() {
        return predicted().shows(injection);
    }

    @Override
    boolean over() {
        return !writes() || outcome != null;
    }

    @Override
    Duration atMost() {
        return switch (injection) {
            case DiskInjection.ThrottleDisk _ -> MEASURE_MAX;
            case DiskInjection.DelayFsync(_, var delay) -> delay.plus(MEASURE_MAX);
            // A refusal is heard of in its turn, behind what a slow disk still has to do.
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _,
                    DiskInjection.CrashDuringNextWrite _,
                    DiskInjection.FlipBit _,
                    DiskInjection.TruncateFile _ ->
                    oneWrite().multipliedBy(2).plus(MEASURE_MAX);
        };
    }

    private Duration oneWrite() {
        long transfer = (long) (RATE_BYTES * 1e9 / disk.bytesPerSecond());
        return predicted().fsyncDelay().plusNanos(transfer);
    }

    @Override
    Seen look() {
        return switch (injection) {
            case DiskInjection.ThrottleDisk(_, long rate) -> throttled(rate);
            case DiskInjection.DelayFsync(_, var delay) -> delayed(delay);
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ ->
                    refused();
            case DiskInjection.CrashDuringNextWrite _ -> {
                boolean armed = disk.conditions().crashAfterBytes().isPresent();
                yield seen(armed ? "the next write will be torn" : "not armed", armed);
            }
            case DiskInjection.FlipBit(_, _, long offset, int bit) -> flipped(offset, bit);
            case DiskInjection.TruncateFile(_, _, long length) -> {
                int now = bytes().length;
                yield new Seen(
                        String.format(Locale.ROOT, "%d B, before %d B", now, before.length),
                        now == length && before.length > length);
            }
        };
    }

    private Seen seen(String measured, boolean inForce) {
        return new Seen(measured, inForce == isStillShown());
    }

    /// A disk that takes no writes cannot be timed: then its own figures decide.
    private boolean isRefusedBeforeItsTurn() {
        return outcome instanceof DiskOutcome.Failed && tookNanos == 0;
    }

    private Seen throttled(long rate) {
        if (isRefusedBeforeItsTurn()) {
            double own = disk.bytesPerSecond();
            return seen(
                    String.format(Locale.ROOT, "no write is taken; the disk has %.0f B/s", own),
                    own <= rate);
        }
        long took =
                tookNanos < 0 ? -1 : Math.max(0, tookNanos - predicted().fsyncDelay().toNanos());
        return seen(rateText(RATE_BYTES, took), isLimited(RATE_BYTES, took, rate));
    }

    private Seen delayed(Duration delay) {
        if (isRefusedBeforeItsTurn()) {
            Duration own = disk.conditions().fsyncDelay();
            return seen(
                    "no write is taken; fsync is delayed by " + own.toMillis() + " ms",
                    own.compareTo(delay) >= 0);
        }
        if (tookNanos < 0) {
            return seen("no fsync within " + atMost().toMillis() + " ms", true);
        }
        long transfer = (long) (RATE_BYTES * 1e9 / disk.bytesPerSecond());
        return seen("fsync took " + millis(tookNanos), tookNanos - transfer >= delay.toNanos());
    }

    /// What a program on this machine is told. One refusal can hide another: then the disk has to
    /// know both.
    private Seen refused() {
        DiskOutcome seen = outcome;
        if (seen == null) {
            return new Seen("no answer within " + MEASURE_MAX.toMillis() + " ms", false);
        }
        boolean asPredicted =
                switch (seen) {
                    case DiskOutcome.Failed failed ->
                            Optional.of(failed.kind()).equals(firstRefusal(predicted()));
                    case DiskOutcome.Done _,
                            DiskOutcome.Bytes _,
                            DiskOutcome.Size _,
                            DiskOutcome.Names _ ->
                            firstRefusal(predicted()).isEmpty();
                };
        String measured =
                seen instanceof DiskOutcome.Failed failed ? failed.reason() : "written and fsynced";
        return new Seen(
                measured, asPredicted && disk.conditions().shows(injection) == isStillShown());
    }

    /// In the order in which a kernel finds out.
    private static Optional<DiskOutcome.Kind> firstRefusal(DiskConditions disk) {
        if (disk.readOnly()) {
            return Optional.of(DiskOutcome.Kind.READ_ONLY);
        }
        if (disk.failsWrite()) {
            return Optional.of(DiskOutcome.Kind.INPUT_OUTPUT);
        }
        if (disk.full()) {
            return Optional.of(DiskOutcome.Kind.NO_SPACE);
        }
        return disk.failsFsync() ? Optional.of(DiskOutcome.Kind.INPUT_OUTPUT) : Optional.empty();
    }

    private Seen flipped(long offset, int bit) {
        byte[] now = bytes();
        if (offset >= now.length || now.length != before.length) {
            return new Seen(
                    String.format(Locale.ROOT, "%s has %d B", file().orElse(""), now.length),
                    false);
        }
        int from = Byte.toUnsignedInt(before[(int) offset]);
        int to = Byte.toUnsignedInt(now[(int) offset]);
        return new Seen(
                String.format(Locale.ROOT, "byte %d was %02x, is %02x", offset, from, to),
                (from ^ to) == 1 << bit);
    }
}
