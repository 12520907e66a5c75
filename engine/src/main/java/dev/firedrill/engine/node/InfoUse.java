package dev.firedrill.engine.node;

import java.util.Locale;

/// INFO commandstats and latencystats. How honest the times are, [Timings] says.
final class InfoUse {
    private final NodeContext node;

    InfoUse(NodeContext node) {
        this.node = node;
    }

    void commands(Info info) {
        for (CommandUse.Row row : node.commandUse.used()) {
            long micros = row.nanos / 1000;
            double each = row.calls == 0 ? 0 : (double) micros / row.calls;
            info.put(
                    "cmdstat_" + row.name,
                    String.format(
                            Locale.ROOT,
                            "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d",
                            row.calls,
                            micros,
                            each,
                            row.refused,
                            row.failed));
        }
    }

    void latencies(Info info) {
        String[] percentiles =
                node.config.text("latency-tracking-info-percentiles").trim().split(" +", -1);
        for (CommandUse.Row row : node.commandUse.used()) {
            if (row.durations.total() == 0 || percentiles[0].isEmpty()) {
                continue;
            }
            var text = new StringBuilder();
            for (String percentile : percentiles) {
                long nanos = row.durations.nanosAtPercentile(Double.parseDouble(percentile));
                text.append(text.isEmpty() ? "" : ",");
                text.append(String.format(Locale.ROOT, "p%s=%.3f", percentile, nanos / 1000.0));
            }
            info.put("latency_percentiles_usec_" + row.name, text);
        }
    }
}
