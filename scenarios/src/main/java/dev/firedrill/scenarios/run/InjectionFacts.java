package dev.firedrill.scenarios.run;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Lasting;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;

/// Injections as the journal knows them.
final class InjectionFacts {
    private InjectionFacts() {}

    static Event.PlannedInjection planned(int number, Injection injection) {
        return new Event.PlannedInjection(
                number,
                kind(injection),
                place(injection),
                injection instanceof Lasting,
                injection.describe());
    }

    private static InjectionKind kind(Injection injection) {
        return switch (injection) {
            case LinkInjection.CutLink _ -> InjectionKind.CUT_LINK;
            case LinkInjection.RefuseLink _ -> InjectionKind.REFUSE_LINK;
            case LinkInjection.ResetLink _ -> InjectionKind.RESET_LINK;
            case LinkInjection.DelayLink _ -> InjectionKind.DELAY_LINK;
            case LinkInjection.LimitLink _ -> InjectionKind.LIMIT_LINK;
            case LinkInjection.SlowCloseLink _ -> InjectionKind.SLOW_CLOSE_LINK;
            case LinkInjection.DropLinkAfter _ -> InjectionKind.DROP_LINK_AFTER;
            case LinkInjection.BlackholeLink _ -> InjectionKind.BLACKHOLE_LINK;
            case ProcessInjection.KillNode _ -> InjectionKind.KILL_NODE;
            case ProcessInjection.TerminateNode _ -> InjectionKind.TERMINATE_NODE;
            case ProcessInjection.PowerLoss _ -> InjectionKind.POWER_LOSS;
            case ProcessInjection.PauseNode _ -> InjectionKind.PAUSE_NODE;
            case ProcessInjection.SuperviseNode _ -> InjectionKind.SUPERVISE_NODE;
            case DiskInjection.ThrottleDisk _ -> InjectionKind.THROTTLE_DISK;
            case DiskInjection.DelayFsync _ -> InjectionKind.DELAY_FSYNC;
            case DiskInjection.FailFsync _ -> InjectionKind.FAIL_FSYNC;
            case DiskInjection.FailWrite _ -> InjectionKind.FAIL_WRITE;
            case DiskInjection.FillDisk _ -> InjectionKind.FILL_DISK;
            case DiskInjection.ReadOnlyDisk _ -> InjectionKind.READ_ONLY_DISK;
            case DiskInjection.CrashDuringNextWrite _ -> InjectionKind.CRASH_DURING_NEXT_WRITE;
            case DiskInjection.FlipBit _ -> InjectionKind.FLIP_BIT;
            case DiskInjection.TruncateFile _ -> InjectionKind.TRUNCATE_FILE;
            case ResourceInjection.CapMemory _ -> InjectionKind.CAP_MEMORY;
            case ResourceInjection.LimitCpu _ -> InjectionKind.LIMIT_CPU;
            case ClockInjection.JumpClock _ -> InjectionKind.JUMP_CLOCK;
            case ClockInjection.DriftClock _ -> InjectionKind.DRIFT_CLOCK;
        };
    }

    private static String place(Injection injection) {
        return switch (injection) {
            case LinkInjection one -> one.link().toString();
            case ProcessInjection one -> one.node().toString();
            case DiskInjection one -> one.node().toString();
            case ResourceInjection one -> one.node().toString();
            case ClockInjection one -> one.node().toString();
        };
    }
}
