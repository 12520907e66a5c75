package dev.firedrill.scenarios.run;

import dev.firedrill.faults.injection.Injection;
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
                injection.isLasting(),
                injection.describe());
    }

    private static InjectionKind kind(Injection injection) {
        return switch (injection) {
            case Injection.CutLink _ -> InjectionKind.CUT_LINK;
            case Injection.RefuseLink _ -> InjectionKind.REFUSE_LINK;
            case Injection.ResetLink _ -> InjectionKind.RESET_LINK;
            case Injection.DelayLink _ -> InjectionKind.DELAY_LINK;
            case Injection.LimitLink _ -> InjectionKind.LIMIT_LINK;
            case Injection.SlowCloseLink _ -> InjectionKind.SLOW_CLOSE_LINK;
            case Injection.DropLinkAfter _ -> InjectionKind.DROP_LINK_AFTER;
            case Injection.BlackholeLink _ -> InjectionKind.BLACKHOLE_LINK;
            case Injection.KillNode _ -> InjectionKind.KILL_NODE;
            case Injection.TerminateNode _ -> InjectionKind.TERMINATE_NODE;
            case Injection.PauseNode _ -> InjectionKind.PAUSE_NODE;
            case Injection.RestartNode _ -> InjectionKind.RESTART_NODE;
            case Injection.RestartNodeWith _ -> InjectionKind.RESTART_NODE_WITH;
            case Injection.SuperviseNode _ -> InjectionKind.SUPERVISE_NODE;
            case Injection.ThrottleDisk _ -> InjectionKind.THROTTLE_DISK;
            case Injection.DelayFsync _ -> InjectionKind.DELAY_FSYNC;
            case Injection.FailFsync _ -> InjectionKind.FAIL_FSYNC;
            case Injection.FailWrite _ -> InjectionKind.FAIL_WRITE;
            case Injection.FillDisk _ -> InjectionKind.FILL_DISK;
            case Injection.ReadOnlyDisk _ -> InjectionKind.READ_ONLY_DISK;
            case Injection.CrashDuringNextWrite _ -> InjectionKind.CRASH_DURING_NEXT_WRITE;
            case Injection.PowerLoss _ -> InjectionKind.POWER_LOSS;
            case Injection.FlipBit _ -> InjectionKind.FLIP_BIT;
            case Injection.TruncateFile _ -> InjectionKind.TRUNCATE_FILE;
            case Injection.CapMemory _ -> InjectionKind.CAP_MEMORY;
            case Injection.LimitCpu _ -> InjectionKind.LIMIT_CPU;
            case Injection.JumpClock _ -> InjectionKind.JUMP_CLOCK;
            case Injection.DriftClock _ -> InjectionKind.DRIFT_CLOCK;
            case Injection.OperatorCommand _ -> InjectionKind.OPERATOR_COMMAND;
            case Injection.EditConfig _ -> InjectionKind.EDIT_CONFIG;
        };
    }

    private static String place(Injection injection) {
        return switch (injection) {
            case Injection.CutLink one -> one.link().toString();
            case Injection.RefuseLink one -> one.link().toString();
            case Injection.ResetLink one -> one.link().toString();
            case Injection.DelayLink one -> one.link().toString();
            case Injection.LimitLink one -> one.link().toString();
            case Injection.SlowCloseLink one -> one.link().toString();
            case Injection.DropLinkAfter one -> one.link().toString();
            case Injection.BlackholeLink one -> one.link().toString();
            case Injection.KillNode one -> one.node().toString();
            case Injection.TerminateNode one -> one.node().toString();
            case Injection.PauseNode one -> one.node().toString();
            case Injection.RestartNode one -> one.node().toString();
            case Injection.RestartNodeWith one -> one.node().toString();
            case Injection.SuperviseNode one -> one.node().toString();
            case Injection.ThrottleDisk one -> one.node().toString();
            case Injection.DelayFsync one -> one.node().toString();
            case Injection.FailFsync one -> one.node().toString();
            case Injection.FailWrite one -> one.node().toString();
            case Injection.FillDisk one -> one.node().toString();
            case Injection.ReadOnlyDisk one -> one.node().toString();
            case Injection.CrashDuringNextWrite one -> one.node().toString();
            case Injection.PowerLoss one -> one.node().toString();
            case Injection.FlipBit one -> one.node().toString();
            case Injection.TruncateFile one -> one.node().toString();
            case Injection.CapMemory one -> one.node().toString();
            case Injection.LimitCpu one -> one.node().toString();
            case Injection.JumpClock one -> one.node().toString();
            case Injection.DriftClock one -> one.node().toString();
            case Injection.OperatorCommand one -> one.node().toString();
            case Injection.EditConfig one -> one.node().toString();
        };
    }
}
