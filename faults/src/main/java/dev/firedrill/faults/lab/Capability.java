package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;

/// Something that not every lab or server can do. A variant declares what it needs and is refused
/// before anything starts where that is missing.
public enum Capability {
    LINK_FAULTS("disturb links"),
    PROCESS_FAULTS("kill, pause and supervise processes"),
    DISK_BANDWIDTH("limit the bandwidth of a disk"),
    FSYNC_DELAY("delay fsync"),
    DISK_ERRORS("make a disk fail, full or read-only"),
    TORN_WRITES("end a process inside a write"),
    POWER_LOSS("lose what was not fsynced"),
    DAMAGED_FILES("damage files"),
    MEMORY_CAP("cap the memory of a process"),
    CPU_QUOTA("limit the processor time of a process"),
    CLOCK_FAULTS("change a node's clock"),

    /// CONFIG REWRITE puts a new redis.conf in the place of the old one; redis before 6.2 writes
    /// into the old one.
    REWRITE_BY_RENAME("replace redis.conf when it rewrites it"),

    /// The directives `aof-refuse-start-empty` and `replicaof-refuse-self`.
    START_GUARDS("refuse to start empty or as a replica of itself");

    private final String words;

    Capability(String words) {
        this.words = words;
    }

    /// What comes after "it cannot".
    public String words() {
        return words;
    }

    /// What a lab has to be able to do to carry this out.
    public static Capability of(Injection injection) {
        return switch (injection) {
            case LinkInjection _ -> LINK_FAULTS;
            case ProcessInjection.PowerLoss _ -> POWER_LOSS;
            case ProcessInjection.KillNode _,
                    ProcessInjection.TerminateNode _,
                    ProcessInjection.PauseNode _,
                    ProcessInjection.SuperviseNode _ ->
                    PROCESS_FAULTS;
            case DiskInjection.ThrottleDisk _ -> DISK_BANDWIDTH;
            case DiskInjection.DelayFsync _ -> FSYNC_DELAY;
            case DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _ ->
                    DISK_ERRORS;
            case DiskInjection.CrashDuringNextWrite _ -> TORN_WRITES;
            case DiskInjection.FlipBit _, DiskInjection.TruncateFile _ -> DAMAGED_FILES;
            case ResourceInjection.CapMemory _ -> MEMORY_CAP;
            case ResourceInjection.LimitCpu _ -> CPU_QUOTA;
            case ClockInjection _ -> CLOCK_FAULTS;
        };
    }
}
