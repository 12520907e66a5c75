package dev.firedrill.faults.injection;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// How an injection is verified when it begins, and in the same way when it is healed: for people,
/// beside the bounds of [Tolerance] that the probes keep to.
///
/// @param simulated what is measured in the simulator
/// @param inContainers what is measured in containers; empty where they cannot do it
/// @param tolerance how far what is measured may be from what was intended
/// @param reason for that tolerance
/// @param takes how long lab time passes until it is seen to bite
public record Verification(
        String simulated,
        Optional<String> inContainers,
        String tolerance,
        String reason,
        Duration takes) {
    /// Containers are measured from a helper container, which has to be started.
    private static final Duration HELPED = Duration.ofSeconds(3);

    private static final String NONE = "none";
    private static final String RATE =
            String.format(
                    Locale.ROOT, "up to %.0f %% above the limit", (1 / Tolerance.RATE - 1) * 100);

    /// What measures a disk in a container.
    private static final String BY_SERVER =
            "a write and its fsync that the server itself is made to do";

    private static final String READ_BACK = "read back from Toxiproxy";

    private static Verification both(String one, String tolerance, String reason, Duration takes) {
        return new Verification(one, Optional.of(one), tolerance, reason, takes);
    }

    private static Verification simulated(
            String one, String tolerance, String reason, Duration takes) {
        return new Verification(one, Optional.empty(), tolerance, reason, takes);
    }

    public static Verification of(Injection injection) {
        return switch (injection) {
            case LinkInjection on -> of(on);
            case ProcessInjection on -> of(on);
            case DiskInjection on -> of(on);
            case ResourceInjection on -> of(on);
            case ClockInjection on -> of(on);
        };
    }

    private static Verification of(LinkInjection injection) {
        return switch (injection) {
            case LinkInjection.CutLink _, LinkInjection.BlackholeLink _ ->
                    new Verification(
                            "4096 B are sent over the link: none arrives within "
                                    + Tolerance.SILENCE.toMillis()
                                    + " ms",
                            Optional.of(
                                    "PING is sent over the link: no answer within "
                                            + Tolerance.SILENCE.toMillis()
                                            + " ms"),
                            NONE,
                            "a single byte that passes is a link that is not cut",
                            Tolerance.SILENCE);
            case LinkInjection.RefuseLink _ ->
                    both(
                            "a connection over the link is refused",
                            NONE,
                            "a connection is refused or it is not",
                            Duration.ZERO);
            case LinkInjection.ResetLink _ ->
                    both(
                            "a connection that stood before has ended",
                            NONE,
                            "a connection stands or it does not",
                            Duration.ZERO);
            case LinkInjection.DelayLink(_, var delay, _) ->
                    new Verification(
                            "how long 4096 B travel one way: at least the delay less its jitter",
                            Optional.of(
                                    "the round trip of a PING: nearer to that with the delay than"
                                            + " to that without"),
                            "the jitter; in containers half of the delay",
                            "a round trip includes the server's own time, which differs from one"
                                    + " to the next",
                            delay.multipliedBy(2));
            case LinkInjection.LimitLink _ ->
                    new Verification(
                            "the rate of 64 KiB over the link",
                            Optional.of("the rate of half a second's worth of bytes over the link"),
                            RATE,
                            "a limiter lets the first bytes through at once",
                            Tolerance.SILENCE);
            case LinkInjection.SlowCloseLink(_, var delay) ->
                    new Verification(
                            "one end closes a connection, and the other end learns of it after the"
                                    + " delay",
                            Optional.of(READ_BACK),
                            NONE,
                            "an end that is heard of before the delay was not delayed",
                            delay);
            case LinkInjection.DropLinkAfter _ ->
                    new Verification(
                            "one byte more than the limit is sent: the connection is closed",
                            Optional.of(READ_BACK),
                            NONE,
                            "a connection that carries more was not limited",
                            Tolerance.SILENCE);
        };
    }

    private static Verification of(ProcessInjection injection) {
        return switch (injection) {
            case ProcessInjection.KillNode _, ProcessInjection.TerminateNode _ ->
                    both("the process has ended", NONE, "a process runs or not", Duration.ZERO);
            case ProcessInjection.PowerLoss _ ->
                    simulated(
                            "the process has ended", NONE, "a process runs or not", Duration.ZERO);
            case ProcessInjection.PauseNode _ ->
                    both(
                            "PING at the node itself: no answer within "
                                    + Tolerance.STANDSTILL.toMillis()
                                    + " ms; afterwards an answer, or processor time that it uses",
                            NONE,
                            "a process that stands still answers nothing and uses none",
                            Tolerance.STANDSTILL);
            case ProcessInjection.SuperviseNode _ ->
                    both(
                            "the supervisor's delay is read",
                            NONE,
                            "it acts only when the process dies",
                            Duration.ZERO);
        };
    }

    private static Verification of(DiskInjection injection) {
        return switch (injection) {
            case DiskInjection.ThrottleDisk _ ->
                    new Verification(
                            "the rate of a write of 64 KiB and its fsync, behind what waits",
                            Optional.of(
                                    "the rate of a write of a second's worth of bytes and its fsync,"
                                            + " in the node's cgroup"),
                            RATE,
                            "the kernel throttles in slices, of which the first is free",
                            HELPED);
            case DiskInjection.DelayFsync(_, var delay) ->
                    new Verification(
                            "how long a write of 64 KiB and its fsync take: at least the delay",
                            Optional.of("how long " + BY_SERVER + " takes: at least the delay"),
                            NONE,
                            "an fsync that ends before the delay was not delayed",
                            delay.plus(HELPED));
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ ->
                    new Verification(
                            "a write and its fsync fail with that error",
                            Optional.of(
                                    BY_SERVER
                                            + " fails with that error, or, where the server has"
                                            + " ended, a call of its own did"),
                            NONE,
                            "a write fails or it does not",
                            HELPED);
            case DiskInjection.CrashDuringNextWrite _ ->
                    simulated(
                            "the disk is asked whether the next write will be torn",
                            NONE,
                            "a write that tries it out uses it up",
                            Duration.ZERO);
            case DiskInjection.FlipBit _ ->
                    both(
                            "the file before and after: this bit differs",
                            NONE,
                            "a bit differs or it does not",
                            HELPED);
            case DiskInjection.TruncateFile _ ->
                    both(
                            "the file's length before and after",
                            "in containers what the server has appended since",
                            "a running server goes on writing",
                            HELPED);
        };
    }

    private static Verification of(ResourceInjection injection) {
        return switch (injection) {
            case ResourceInjection.CapMemory _ ->
                    both(
                            "the cap is read, with the memory in use",
                            NONE,
                            "a process that tries it out is killed",
                            Duration.ZERO);
            case ResourceInjection.LimitCpu _ ->
                    new Verification(
                            "the processor time of the node's work against the time it took",
                            Optional.of("the quota is read"),
                            Tolerance.CORES + " cores",
                            "the measurement distinguishes quotas to two decimal places",
                            Duration.ZERO);
        };
    }

    private static Verification of(ClockInjection injection) {
        return switch (injection) {
            case ClockInjection.JumpClock _ ->
                    new Verification(
                            "the node's clock before and after",
                            Optional.of("the server's answer to TIME, before and after"),
                            "none; in containers " + Tolerance.CLOCK.toMillis() + " ms",
                            "virtual time is exact; a question and its answer take time",
                            HELPED);
            case ClockInjection.DriftClock _ ->
                    new Verification(
                            "the node's clock over "
                                    + Tolerance.SILENCE.toMillis()
                                    + " ms of virtual time",
                            Optional.of("the drift is read in the memory of the process"),
                            Tolerance.PARTS_PER_MILLION + " ppm",
                            "a second tells no smaller drift from rounding",
                            HELPED);
        };
    }
}
