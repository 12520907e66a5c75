package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Map;

/// What clients and nodes saw, second by second.
///
/// @param p50Millis and `p99Millis`, `maxMillis`: latency of the operations that ended in that
///   second, 0 when none did
/// @param memoryBytes by node
/// @param faults bands in which something was broken, one for each fault
/// @param marks moments at which a process ended or was started again, or a lasting change was made
public record Series(
        double[] p50Millis,
        double[] p99Millis,
        double[] maxMillis,
        double[] okPerSecond,
        double[] failedPerSecond,
        Map<String, double[]> memoryBytes,
        List<Band> faults,
        List<Mark> marks) {

    public record Band(double fromSeconds, double toSeconds, String label) {}

    public record Mark(double atSeconds, String label) {}

    public int seconds() {
        return p50Millis.length;
    }
}
