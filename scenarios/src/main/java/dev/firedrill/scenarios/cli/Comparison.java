package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Resync;
import dev.firedrill.reports.render.Text;
import dev.firedrill.scenarios.run.Rehearsal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/// One scenario on several servers: variants below each other, servers side by side.
///
/// @param variants all that were asked for
/// @param ended by server; all of the same scenario
/// @param notApplicable why a server cannot run a variant, by server and by variant
record Comparison(
        List<String> variants,
        Map<String, Rehearsal.Ended> ended,
        Map<String, Map<String, String>> notApplicable) {
    private static final int LABEL = 18;

    /// `inconclusive`, and a space after it.
    private static final int CELL = 13;

    private static final String NOT_APPLICABLE = "n/a";

    /// One line of the table: a label, and its cell for each server.
    private record Row(String label, BiFunction<Judged.VariantResult, Incident, String> cell) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("answer", (variant, _) -> Verdicts.word(variant.answer())),
                    new Row(
                            "full resyncs",
                            (_, incident) -> figure(incident, "fullResyncsAfterFault")),
                    new Row(
                            "partial resyncs",
                            (_, incident) -> figure(incident, "partialResyncsAfterFault")),
                    new Row("longest resync", (_, incident) -> longest(incident)),
                    // Keys, and elements of lists, sets and hashes.
                    new Row(
                            "values lost",
                            (_, incident) -> figure(incident, "valuesThatLostWrites")));

    /// Of those that have a heavy load.
    private static final List<Row> ROWS_OF_LOADS =
            List.of(
                    new Row("answered/due", (_, incident) -> Latencies.rate(incident)),
                    new Row("worst p99", (_, incident) -> Latencies.worstP99(incident)));

    /// The table, and what the judges found.
    @Override
    public String toString() {
        int[] widths = new int[ended.size() + 1];
        for (int i = 0; i < ended.size(); i++) {
            widths[i + 1] = CELL;
        }
        List<String> servers = List.copyOf(ended.keySet());
        for (int i = 0; i < servers.size(); i++) {
            widths[i + 1] = Math.max(CELL, servers.get(i).length() + 1);
        }
        widths[0] = LABEL;
        var text = new StringBuilder();
        var head = new ArrayList<String>(List.of(""));
        head.addAll(servers);
        text.append(table(widths, List.of(head)));
        for (String variant : variants) {
            text.append(Text.plain(variant)).append('\n');
            text.append(table(widths, rows(variant)));
        }
        text.append('\n').append(reasons()).append(violated());
        return text.toString();
    }

    private List<List<String>> rows(String variant) {
        var rows = new ArrayList<List<String>>();
        var shown = new ArrayList<>(ROWS);
        if (ended.values().stream().anyMatch(Latencies::in)) shown.addAll(ROWS_OF_LOADS);
        for (Row row : shown) {
            var cells = new ArrayList<String>(List.of("  " + row.label()));
            for (Rehearsal.Ended one : ended.values()) {
                cells.add(cell(row, one, variant));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static String cell(Row row, Rehearsal.Ended ended, String variant) {
        List<Judged.VariantResult> all = ended.answer().variants();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).began().variant().equals(variant)) {
                return row.cell().apply(all.get(i), ended.incidents().get(i));
            }
        }
        return NOT_APPLICABLE;
    }

    private static String table(int[] widths, List<List<String>> rows) {
        var columns = new Columns(Arrays.copyOf(widths, widths.length));
        rows.forEach(row -> columns.add(row.toArray(String[]::new)));
        return columns.toString();
    }

    private static String figure(Incident incident, String name) {
        Long value = incident.figures().get(name);
        return value == null ? "unknown" : value.toString();
    }

    /// Of those that ended; initial ones are among them.
    private static String longest(Incident incident) {
        return incident.ledger().stream()
                .map(Resync::tookNanos)
                .filter(took -> took.isPresent())
                .mapToLong(took -> took.getAsLong())
                .max()
                .stream()
                .mapToObj(nanos -> String.format(Locale.ROOT, "%.2f s", nanos / 1e9))
                .findFirst()
                .orElse("-");
    }

    private String reasons() {
        var text = new StringBuilder();
        notApplicable.forEach((server, reasons) ->
                reasons.forEach((variant, reason) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s, %s: not applicable: %s%n",
                                        server,
                                        Text.plain(variant),
                                        reason))));
        return text.toString();
    }

    /// What the judges found, and why some could not say.
    private String violated() {
        var text = new StringBuilder();
        ended.forEach((server, one) -> {
            for (Judged.VariantResult variant : one.answer().variants()) {
                for (Judged.JudgeResult judge : variant.judges()) {
                    String found =
                            switch (judge.verdict()) {
                                case Verdict.Held _ -> "";
                                case Verdict.Violated(var summary, _) -> summary;
                                case Verdict.Inconclusive(var reason) -> "inconclusive: " + reason;
                            };
                    if (!found.isEmpty()) {
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s, %s: %s: %s%n",
                                        server,
                                        Text.plain(variant.began().variant()),
                                        Text.plain(judge.name()),
                                        Text.plain(found)));
                    }
                }
            }
        });
        return text.toString();
    }
}
