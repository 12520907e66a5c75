package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.incident.LatencyHistory;
import dev.firedrill.reports.render.LatencyLines;
import dev.firedrill.reports.render.Text;
import dev.firedrill.scenarios.run.Rehearsal;
import java.util.List;

/// The latency histories of a run for the terminal, variant by variant; nothing for a run without
/// heavy loads.
final class Latencies {
    private Latencies() {}

    /// @param prefix of each variant's name: which server it was, where there are several
    static String of(Rehearsal.Ended ended, String prefix) {
        var text = new StringBuilder();
        List<Judged.VariantResult> variants = ended.answer().variants();
        for (int i = 0; i < variants.size(); i++) {
            for (LatencyHistory history : ended.incidents().get(i).histories()) {
                text.append(prefix)
                        .append(Text.plain(variants.get(i).began().variant()))
                        .append('\n');
                text.append(LatencyLines.title(history)).append(":\n");
                LatencyLines.of(history).forEach(line -> text.append(line).append('\n'));
                text.append('\n');
            }
        }
        return text.toString();
    }
}
