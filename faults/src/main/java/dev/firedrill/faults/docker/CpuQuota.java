package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.HostConfig;

/// The processor time that a container gets in each period, both in microseconds.
///
/// Docker's own word for it (`--cpus`) counts in periods of 100 ms: whoever has used up a tenth of
/// a processor stands still for 90 ms on end, which looks like a pause and not like a crowded host.
/// A scheduler's turns take a few milliseconds. The kernel gives out no less than 1 ms
/// (`cpu.cfs_quota_us`, Documentation/scheduler/sched-bwc.rst), so that a very small share needs a
/// longer period.
record CpuQuota(long periodMicros, long quotaMicros) {
    private static final long PERIOD_MICROS = 20_000;
    private static final long LONGEST_PERIOD_MICROS = 1_000_000;
    private static final long LEAST_MICROS = 1_000;

    static CpuQuota of(double cores) {
        long period = Math.max(PERIOD_MICROS, (long) Math.ceil(LEAST_MICROS / cores));
        period = Math.min(period, LONGEST_PERIOD_MICROS);
        return new CpuQuota(period, Math.max(LEAST_MICROS, Math.round(period * cores)));
    }

    /// What the container is held to; no cores at all where it is not.
    static double coresOf(HostConfig container) {
        Long period = container.getCpuPeriod();
        Long quota = container.getCpuQuota();
        return period == null || quota == null || period == 0 ? 0 : (double) quota / period;
    }
}
