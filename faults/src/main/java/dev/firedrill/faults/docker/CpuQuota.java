package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.HostConfig;

/// The processor time that a container gets in each period, both in microseconds.
///
/// Docker's option `--cpus` uses periods of 100 ms: a container that may use a tenth of a processor
/// can be stopped for 90 ms on end, which is a pause and not a crowded host. A scheduler's turns
/// take a few milliseconds. The kernel accepts no quota below 1 ms (`cpu.cfs_quota_us`,
/// Documentation/scheduler/sched-bwc.rst), so a very small share needs a longer period.
record CpuQuota(long periodMicros, long quotaMicros) {
    private static final long PERIOD_MICROS = 20_000;
    private static final long LONGEST_PERIOD_MICROS = 1_000_000;
    private static final long LEAST_MICROS = 1_000;

    static CpuQuota of(double cores) {
        long period = Math.max(PERIOD_MICROS, (long) Math.ceil(LEAST_MICROS / cores));
        period = Math.min(period, LONGEST_PERIOD_MICROS);
        return new CpuQuota(period, Math.max(LEAST_MICROS, Math.round(period * cores)));
    }

    /// The quota of the container in cores; zero where it has none.
    static double coresOf(HostConfig container) {
        Long period = container.getCpuPeriod();
        Long quota = container.getCpuQuota();
        return period == null || quota == null || period == 0 ? 0 : (double) quota / period;
    }
}
