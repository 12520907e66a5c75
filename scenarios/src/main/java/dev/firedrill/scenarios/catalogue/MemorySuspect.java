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
    SWAP(
            Variant.breaks(
                    "swap",
                    "reclaim takes the processor and swapping the disk, appendfsync everysec",
                    violates(LatencyAtMost.class)),
            "everysec",
            Capability.CPU_QUOTA,
            Capability.DISK_BANDWIDTH),
    RECLAIM(
            Variant.breaks("reclaim", "reclaim takes the processor", violates(LatencyAtMost.class)),
            "everysec",
            Capability.CPU_QUOTA),
    DISK_ALWAYS(
            Variant.breaks(
                    "slow-disk-always",
                    "swapping takes the disk, and answers wait for it: appendfsync always",
                    violates(LatencyAtMost.class)),
            "always",
            Capability.DISK_BANDWIDTH),
    DISK_EVERYSEC(
            Variant.breaks(
                    "slow-disk-everysec",
                    "swapping takes the disk, and writes wait for fsyncs of more than two seconds:"
                            + " appendfsync everysec",
                    violates(LatencyAtMost.class)),
            "everysec",
            Capability.DISK_BANDWIDTH),
    DISK_WITHOUT_LOG(
            Variant.holds(
                    "slow-disk-without-log",
                    "swapping takes the disk, and nothing waits for it: no append-only file"),
            "",
            Capability.DISK_BANDWIDTH),
    CAP(
            Variant.holds("memory-just-enough", "a memory cap with room for what the resync needs"),
            "everysec",
            Capability.MEMORY_CAP),
    /// What it costs to copy the dataset, and to send it to everybody.
    RESYNC_ALONE(Variant.holds("resync-alone", "the resync, with nothing else wrong"), "everysec");

    private final Variant variant;
    private final String policy;
    private final List<Capability> needs;

    /// @param policy appendfsync; empty for no append-only file
    MemorySuspect(Variant variant, String policy, Capability... needs) {
        this.variant = variant;
        this.policy = policy;
        this.needs = List.of(needs);
    }

    static MemorySuspect of(Variant variant) {
        return Arrays.stream(values())
                .filter(one -> one.variant.equals(variant))
                .findFirst()
                .orElseThrow();
    }

    static List<Variant> variants() {
        return Arrays.stream(values()).map(one -> one.variant).toList();
    }

    List<Capability> needs() {
        return needs;
    }

    /// Lines of redis.conf.
    String appendOnlyFile() {
        return policy.isEmpty()
                ? "appendonly no\n"
                : "appendonly yes\nappendfsync " + policy + "\n";
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
