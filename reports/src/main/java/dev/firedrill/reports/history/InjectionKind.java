package dev.firedrill.reports.history;

/// The primitives of the labs, as a journal names them.
public enum InjectionKind {
    CUT_LINK(Area.LINK),
    REFUSE_LINK(Area.LINK),
    RESET_LINK(Area.LINK),
    DELAY_LINK(Area.LINK),
    LIMIT_LINK(Area.LINK),
    SLOW_CLOSE_LINK(Area.LINK),
    DROP_LINK_AFTER(Area.LINK),
    BLACKHOLE_LINK(Area.LINK),
    KILL_NODE(Area.PROCESS),
    TERMINATE_NODE(Area.PROCESS),
    PAUSE_NODE(Area.PROCESS),
    SUPERVISE_NODE(Area.PROCESS),
    THROTTLE_DISK(Area.DISK),
    DELAY_FSYNC(Area.DISK),
    FAIL_FSYNC(Area.DISK),
    FAIL_WRITE(Area.DISK),
    FILL_DISK(Area.DISK),
    READ_ONLY_DISK(Area.DISK),
    CRASH_DURING_NEXT_WRITE(Area.DISK),
    POWER_LOSS(Area.PROCESS),
    FLIP_BIT(Area.DISK),
    TRUNCATE_FILE(Area.DISK),
    CAP_MEMORY(Area.RESOURCES),
    LIMIT_CPU(Area.RESOURCES),
    JUMP_CLOCK(Area.CLOCK),
    DRIFT_CLOCK(Area.CLOCK);

    /// What a primitive acts on.
    public enum Area {
        LINK,
        PROCESS,
        DISK,
        RESOURCES,
        CLOCK
    }

    private final Area area;

    InjectionKind(Area area) {
        this.area = area;
    }

    public Area area() {
        return area;
    }

    /// Whether it ends a server's process on purpose.
    public boolean endsProcess() {
        return switch (this) {
            case KILL_NODE, TERMINATE_NODE, POWER_LOSS, CRASH_DURING_NEXT_WRITE -> true;
            case CUT_LINK,
                    REFUSE_LINK,
                    RESET_LINK,
                    DELAY_LINK,
                    LIMIT_LINK,
                    SLOW_CLOSE_LINK,
                    DROP_LINK_AFTER,
                    BLACKHOLE_LINK,
                    PAUSE_NODE,
                    SUPERVISE_NODE,
                    THROTTLE_DISK,
                    DELAY_FSYNC,
                    FAIL_FSYNC,
                    FAIL_WRITE,
                    FILL_DISK,
                    READ_ONLY_DISK,
                    FLIP_BIT,
                    TRUNCATE_FILE,
                    CAP_MEMORY,
                    LIMIT_CPU,
                    JUMP_CLOCK,
                    DRIFT_CLOCK ->
                    false;
        };
    }
}
