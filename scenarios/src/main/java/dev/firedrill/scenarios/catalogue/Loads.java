package dev.firedrill.scenarios.catalogue;

import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.scenarios.option.Bandwidth;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.workload.Workload;
import dev.firedrill.scenarios.workload.Writes;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Loads and options that several scenarios share, and what a lab can carry of them.
final class Loads {
    private static final int KEYS = 2_000;

    /// Every operation is written to a journal.
    private static final int WRITES_MAX = 600_000;

    /// The nodes of a lab share one machine's memory.
    private static final long DATASETS_BYTES_MAX = 1L << 30;

    /// The longest wait for replicas: virtual time is cheap, real time is not.
    private static final PerLab<Duration> WAIT_MAX =
            new PerLab<>(Duration.ofMinutes(30), Duration.ofMinutes(10));

    private Loads() {}

    static Parameter.Count count(String name, String text, int fallback, int min, int max) {
        return new Parameter.Count(name, text, PerLab.same(fallback), min, max);
    }

    static Parameter.Rate bandwidth(String text, Bandwidth fallback, Bandwidth min, Bandwidth max) {
        return new Parameter.Rate("bandwidth", text, PerLab.same(fallback), min, max);
    }

    /// Values of that size at that rate.
    static Workload writes(int valueBytes, int perSecond) {
        return new Writes(KEYS, perSecond, valueBytes);
    }

    static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    /// Why the journal would not hold the load.
    static Optional<String> tooManyWrites(int perSecond, Duration load) {
        double seconds = load.toMillis() / 1e3;
        double writes = perSecond * seconds;
        return writes <= WRITES_MAX
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the journal would not hold the load: %d writes per second for"
                                        + " %.0f s are %.0f writes, at most %d are recorded.",
                                perSecond,
                                seconds,
                                writes,
                                WRITES_MAX));
    }

    /// Why the nodes would not fit one machine.
    ///
    /// @param datasetBytes what one node holds
    static Optional<String> tooMuchData(int replicas, long datasetBytes) {
        long all = (replicas + 1L) * datasetBytes;
        return all <= DATASETS_BYTES_MAX
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the data does not fit one machine: %d nodes of %d MB each are"
                                        + " more than %d MB.",
                                replicas + 1,
                                datasetBytes >> 20,
                                DATASETS_BYTES_MAX >> 20));
    }

    /// Why nobody would wait for the replicas.
    static Optional<String> tooLong(Setting setting, Duration wait) {
        Duration most = setting.of(WAIT_MAX);
        return wait.compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(
                        String.format(
                                Locale.ROOT,
                                "the dataset does not fit the link: to send it to the replicas may"
                                        + " take %d s, and this lab waits for at most %d s.",
                                wait.toSeconds(),
                                most.toSeconds()));
    }
}
