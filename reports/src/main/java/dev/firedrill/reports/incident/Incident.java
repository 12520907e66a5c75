package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.ConfigurationDrift;
import dev.firedrill.reports.history.Event;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// One variant as an incident report tells it: causes in sentences, who had to resync and why, what
/// the restart changed, what to do about it.
///
/// @param figures numbers that machines may want, in a fixed order
public record Incident(
        List<String> chain,
        List<Resync> ledger,
        List<ConfigurationDrift.Drift> drifts,
        List<String> recommendations,
        List<TimelineEntry> timeline,
        Series series,
        Map<String, Long> figures) {

    /// @param kind `phase`, `fault`, `operator`, `process`, `resync` or `snapshot`
    public record TimelineEntry(long atNanos, String kind, String text) {}

    /// Puts one variant's events together while they are heard.
    public static final class Fold implements Consumer<Event> {
        private final Investigation investigation = new Investigation();

        @Override
        public void accept(Event event) {
            investigation.hear(event);
        }

        public Incident incident() {
            return investigation.incident();
        }
    }
}
