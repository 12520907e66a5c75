package dev.firedrill.faults.injection;

import java.time.Duration;

/// The words in which an injection is named.
final class InjectionText {
    private InjectionText() {}

    static String of(Injection injection) {
        return injection.getClass().getSimpleName()
                + " "
                + switch (injection) {
                    case LinkInjection on -> on.link() + figures(on);
                    case ProcessInjection on -> on.node() + figures(on);
                    case DiskInjection on -> on.node() + figures(on);
                    case ResourceInjection on -> on.node() + figures(on);
                    case ClockInjection on -> on.node() + figures(on);
                };
    }

    private static String figures(LinkInjection injection) {
        return switch (injection) {
            case LinkInjection.CutLink _, LinkInjection.RefuseLink _, LinkInjection.ResetLink _ ->
                    "";
            case LinkInjection.DelayLink(_, var delay, var jitter) ->
                    " " + millis(delay) + " +- " + millis(jitter);
            case LinkInjection.LimitLink(_, long bytesPerSecond) -> " " + bytesPerSecond + " B/s";
            case LinkInjection.SlowCloseLink(_, var delay) -> " " + millis(delay);
            case LinkInjection.DropLinkAfter(_, long bytes) -> " " + bytes + " B";
            case LinkInjection.BlackholeLink(_, var closeAfter) ->
                    " close after " + millis(closeAfter);
        };
    }

    private static String figures(ProcessInjection injection) {
        return switch (injection) {
            case ProcessInjection.KillNode _,
                    ProcessInjection.TerminateNode _,
                    ProcessInjection.PowerLoss _,
                    ProcessInjection.PauseNode _ ->
                    "";
            case ProcessInjection.SuperviseNode(_, var delay) -> " after " + millis(delay);
        };
    }

    private static String figures(DiskInjection injection) {
        return switch (injection) {
            case DiskInjection.ThrottleDisk(_, long bytesPerSecond) ->
                    " " + bytesPerSecond + " B/s";
            case DiskInjection.DelayFsync(_, var delay) -> " " + millis(delay);
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ ->
                    "";
            case DiskInjection.CrashDuringNextWrite(_, int kept) -> " keeping " + kept + " B";
            case DiskInjection.FlipBit(_, var file, long offset, int bit) ->
                    " " + file + " byte " + offset + " bit " + bit;
            case DiskInjection.TruncateFile(_, var file, long length) ->
                    " " + file + " to " + length + " B";
        };
    }

    private static String figures(ResourceInjection injection) {
        return switch (injection) {
            case ResourceInjection.CapMemory(_, long bytes) -> " " + bytes + " B";
            case ResourceInjection.LimitCpu(_, double cores) -> " " + cores + " cores";
        };
    }

    private static String figures(ClockInjection injection) {
        return switch (injection) {
            case ClockInjection.JumpClock(_, var by) -> " " + millis(by);
            case ClockInjection.DriftClock(_, double ppm) -> " " + ppm + " ppm";
        };
    }

    private static String millis(Duration duration) {
        return duration.toMillis() + " ms";
    }
}
