package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.LatencyHistory;
import dev.firedrill.reports.render.LatencyLines;
import dev.firedrill.reports.render.Text;
import dev.firedrill.scenarios.run.Rehearsal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The latency histories of runs for the terminal; nothing for a run without heavy loads.
final class Latencies {
    private static final double NANOS_PER_SECOND = 1e9;

    private Latencies() {}

    /// Variant by variant.
    static String of(Rehearsal.Ended ended) {
        var text = new StringBuilder();
        for (Judged.VariantResult variant : ended.answer().variants()) {
            add(text, "", ended, variant.began().variant());
        }
        return text.toString();
    }

    /// Variant by variant, and of each variant server by server.
    ///
    /// @param ended by server
    static String of(List<String> variants, Map<String, Rehearsal.Ended> ended) {
        var text = new StringBuilder();
        for (String variant : variants) {
            ended.forEach((server, one) -> add(text, " on " + server, one, variant));
        }
        return text.toString();
    }

    private static void add(
            StringBuilder text, String where, Rehearsal.Ended ended, String variant) {
        List<Judged.VariantResult> variants = ended.answer().variants();
        for (int i = 0; i < variants.size(); i++) {
            if (!variants.get(i).began().variant().equals(variant)) continue;
            for (LatencyHistory history : ended.incidents().get(i).histories()) {
                text.append(Text.plain(variant)).append(where).append('\n');
                text.append(LatencyLines.title(history)).append(":\n");
                LatencyLines.of(history).forEach(line -> text.append(line).append('\n'));
                text.append('\n');
            }
        }
    }

    static boolean in(Rehearsal.Ended ended) {
        return ended.incidents().stream().anyMatch(one -> !one.histories().isEmpty());
    }

    /// How many operations of a second were answered, and were due: `4998/5000`.
    static String rate(Incident incident) {
        return windows(incident).isEmpty()
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%.0f/%.0f",
                        windows(incident).stream().mapToLong(one -> one.samples()).sum()
                                / seconds(incident),
                        windows(incident).stream().mapToLong(one -> one.due()).sum()
                                / seconds(incident));
    }

    private static List<LatencyHistory.Window> windows(Incident incident) {
        return incident.histories().stream().flatMap(one -> one.windows().stream()).toList();
    }

    private static double seconds(Incident incident) {
        return windows(incident).stream().mapToLong(one -> one.toNanos() - one.fromNanos()).sum()
                / NANOS_PER_SECOND;
    }

    /// Of the window in which answers took longest.
    static String worstP99(Incident incident) {
        return windows(incident).stream().mapToLong(LatencyHistory.Window::p99Micros).max().stream()
                .mapToObj(micros -> String.format(Locale.ROOT, "%.1f ms", micros / 1e3))
                .findFirst()
                .orElse("-");
    }
}
