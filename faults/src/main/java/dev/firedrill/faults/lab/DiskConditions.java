package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.DiskInjection;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// How the disk below a node's data folder behaves: a function of what is in force on it.
///
/// @param bytesPerSecond the disk's own rate when empty
/// @param crashAfterBytes the process dies inside its next write, of which that many bytes get
///   through
public record DiskConditions(
        OptionalLong bytesPerSecond,
        Duration fsyncDelay,
        boolean failsFsync,
        boolean failsWrite,
        boolean full,
        boolean readOnly,
        OptionalInt crashAfterBytes) {
    public static final DiskConditions UNDISTURBED =
            new DiskConditions(
                    OptionalLong.empty(),
                    Duration.ZERO,
                    false,
                    false,
                    false,
                    false,
                    OptionalInt.empty());

    /// @param inForce on this disk
    public static DiskConditions of(List<DiskInjection> inForce) {
        DiskConditions now = UNDISTURBED;
        for (DiskInjection injection : inForce) {
            now = now.with(injection);
        }
        return now;
    }

    private DiskConditions with(DiskInjection injection) {
        return switch (injection) {
            case DiskInjection.ThrottleDisk(_, long rate) ->
                    slower(
                            OptionalLong.of(Math.min(rate, bytesPerSecond.orElse(rate))),
                            fsyncDelay);
            case DiskInjection.DelayFsync(_, var delay) ->
                    slower(bytesPerSecond, delay.compareTo(fsyncDelay) > 0 ? delay : fsyncDelay);
            case DiskInjection.FailFsync _ -> failing(true, failsWrite, full, readOnly);
            case DiskInjection.FailWrite _ -> failing(failsFsync, true, full, readOnly);
            case DiskInjection.FillDisk _ -> failing(failsFsync, failsWrite, true, readOnly);
            case DiskInjection.ReadOnlyDisk _ -> failing(failsFsync, failsWrite, full, true);
            case DiskInjection.CrashDuringNextWrite(_, int kept) ->
                    new DiskConditions(
                            bytesPerSecond,
                            fsyncDelay,
                            failsFsync,
                            failsWrite,
                            full,
                            readOnly,
                            OptionalInt.of(Math.min(kept, crashAfterBytes.orElse(kept))));
            case DiskInjection.FlipBit _, DiskInjection.TruncateFile _ -> this;
        };
    }

    private DiskConditions slower(OptionalLong rate, Duration delay) {
        return new DiskConditions(
                rate, delay, failsFsync, failsWrite, full, readOnly, crashAfterBytes);
    }

    private DiskConditions failing(boolean fsync, boolean write, boolean noSpace, boolean noWrite) {
        return new DiskConditions(
                bytesPerSecond, fsyncDelay, fsync, write, noSpace, noWrite, crashAfterBytes);
    }

    /// Whether the disk shows this injection's effect, be it another one's.
    public boolean shows(DiskInjection injection) {
        return switch (injection) {
            case DiskInjection.ThrottleDisk(_, long rate) ->
                    bytesPerSecond.orElse(Long.MAX_VALUE) <= rate;
            case DiskInjection.DelayFsync(_, var delay) -> fsyncDelay.compareTo(delay) >= 0;
            case DiskInjection.FailFsync _ -> failsFsync;
            case DiskInjection.FailWrite _ -> failsWrite;
            case DiskInjection.FillDisk _ -> full;
            case DiskInjection.ReadOnlyDisk _ -> readOnly;
            case DiskInjection.CrashDuringNextWrite _ -> crashAfterBytes.isPresent();
            case DiskInjection.FlipBit _, DiskInjection.TruncateFile _ -> false;
        };
    }
}
