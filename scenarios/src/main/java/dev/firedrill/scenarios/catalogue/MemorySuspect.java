package dev.firedrill.scenarios.catalogue;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.fault.CappedMaster;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.MemoryPressure;
import dev.firedrill.faults.fault.Role;
import dev.firedrill.faults.fault.SlowDataDisk;
import dev.firedrill.faults.fault.StarvedCpu;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.reports.check.LatencyAtMost;
import dev.firedrill.scenarios.run.Variant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What may slow a master whose machine runs short of memory while its replicas resync. Each
/// suspect is a variant of [MemoryPressureResync].
@SuppressWarnings("ImmutableEnumChecker") // Variants are values, and the lists do not change.
enum MemorySuspect {
    /// As it comes: reclaim and swapping together.
    SWAP,
    RECLAIM,
    DISK_ALWAYS,
    DISK_EVERYSEC,
    DISK_WITHOUT_LOG,
    CAP,
    /// What it costs to copy the dataset, and to send it to everybody.
    RESYNC_ALONE;

    static MemorySuspect of(Variant variant) {
        return Arrays.stream(values())
                .filter(one -> one.variant().equals(variant))
                .findFirst()
                .orElseThrow();
    }

    static List<Variant> variants() {
        return Arrays.stream(values()).map(MemorySuspect::variant).toList();
    }

    private Variant variant() {
        return switch (this) {
            case SWAP ->
                    slows(
                            "swap",
                            "reclaim takes the processor and swapping the disk, appendfsync"
                                    + " everysec");
            case RECLAIM -> slows("reclaim", "reclaim takes the processor");
            case DISK_ALWAYS ->
                    slows(
                            "slow-disk-always",
                            "swapping takes the disk, and answers wait for it: appendfsync always");
            case DISK_EVERYSEC ->
                    slows(
                            "slow-disk-everysec",
                            "swapping takes the disk, and writes wait for fsyncs of more than two"
                                    + " seconds: appendfsync everysec");
            case DISK_WITHOUT_LOG ->
                    Variant.holds(
                            "slow-disk-without-log",
                            "swapping takes the disk, and nothing waits for it: no append-only"
                                    + " file");
            case CAP ->
                    Variant.holds(
                            "memory-just-enough",
                            "a memory cap with room for what the resync needs");
            case RESYNC_ALONE ->
                    Variant.holds("resync-alone", "the resync, with nothing else wrong");
        };
    }

    private static Variant slows(String name, String title) {
        return Variant.breaks(name, title, violates(LatencyAtMost.class));
    }

    List<Capability> needs() {
        return switch (this) {
            case SWAP -> List.of(Capability.CPU_QUOTA, Capability.DISK_BANDWIDTH);
            case RECLAIM -> List.of(Capability.CPU_QUOTA);
            case DISK_ALWAYS, DISK_EVERYSEC, DISK_WITHOUT_LOG -> List.of(Capability.DISK_BANDWIDTH);
            case CAP -> List.of(Capability.MEMORY_CAP);
            case RESYNC_ALONE -> List.of();
        };
    }

    /// Lines of redis.conf.
    String appendOnlyFile() {
        return switch (this) {
            case DISK_WITHOUT_LOG -> "appendonly no\n";
            case DISK_ALWAYS -> "appendonly yes\nappendfsync always\n";
            case SWAP, RECLAIM, DISK_EVERYSEC, CAP, RESYNC_ALONE ->
                    "appendonly yes\nappendfsync everysec\n";
        };
    }

    /// What is wrong beside the resync; empty when nothing is.
    ///
    /// @param cores and `diskBytesPerSecond`: what reclaim and swapping leave
    /// @param capBytes of memory
    Optional<Fault> fault(double cores, long diskBytesPerSecond, long capBytes) {
        return switch (this) {
            case SWAP -> Optional.of(new MemoryPressure(Role.MASTER, cores, diskBytesPerSecond));
            case RECLAIM -> Optional.of(new StarvedCpu(Role.MASTER, cores));
            case DISK_ALWAYS, DISK_EVERYSEC, DISK_WITHOUT_LOG ->
                    Optional.of(new SlowDataDisk(Role.MASTER, diskBytesPerSecond));
            case CAP -> Optional.of(new CappedMaster(capBytes));
            case RESYNC_ALONE -> Optional.empty();
        };
    }
}
