package dev.firedrill.scenarios.catalogue;

import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Parameter;
import dev.firedrill.scenarios.workload.Workload;
import dev.firedrill.scenarios.workload.Writes;

/// Loads and options that several scenarios share.
final class Loads {
    private static final int KEYS = 2_000;

    private Loads() {}

    static Parameter number(String name, String text, int fallback, long min, long max) {
        String value = Integer.toString(fallback);
        return new Parameter(name, Parameter.Kind.NUMBER, text, value, value, min, max);
    }

    static Parameter bandwidth(String text, String fallback) {
        return new Parameter(
                "bandwidth",
                Parameter.Kind.BANDWIDTH,
                text,
                fallback,
                fallback,
                100_000,
                10_000_000_000L);
    }

    /// Values of that size, at the rate of the option `writes-per-second`.
    static Workload writes(Drill drill, int valueBytes) {
        return writes(drill, valueBytes, drill.setting().number("writes-per-second"));
    }

    static Workload writes(Drill drill, int valueBytes, int perSecond) {
        return new Writes(
                drill.cluster(),
                drill.master(),
                drill.prng("writes"),
                KEYS,
                perSecond,
                valueBytes,
                drill::record);
    }
}
