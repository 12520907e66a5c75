package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ConfigurationKept;
import dev.firedrill.reports.check.Judged;
import java.util.List;
import java.util.Map;

/// One variant as an incident report tells it: causes in sentences, who had to resync and why, what
/// the restart changed, what to do about it.
///
/// @param figures numbers that machines may want, in a fixed order
public record Incident(
        List<String> chain,
        List<Resync> ledger,
        List<ConfigurationKept.Drift> drifts,
        List<String> recommendations,
        List<TimelineEntry> timeline,
        Series series,
        Map<String, Long> figures) {

    /// @param kind `phase`, `fault`, `operator`, `process`, `resync` or `snapshot`
    public record TimelineEntry(long atNanos, String kind, String text) {}

    public static Incident of(Judged.VariantResult result) {
        return new Investigation(result).incident();
    }
}
