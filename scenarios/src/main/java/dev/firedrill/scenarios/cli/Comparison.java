package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
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
final class Comparison {
    private static final int LABEL = 18;

    /// `inconclusive`, and a space after it.
    private static final int CELL = 13;

    private Comparison() {}

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
                    new Row("writes lost", (variant, _) -> lost(variant)));

    /// @param ended by server; all of the same scenario
    static String of(Map<String, Rehearsal.Ended> ended) {
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
        Rehearsal.Ended first = ended.values().iterator().next();
        for (int i = 0; i < first.answer().variants().size(); i++) {
            var began = first.answer().variants().get(i).began();
            text.append(Text.plain(began.variant())).append('\n');
            text.append(table(widths, rows(ended, i)));
        }
        text.append('\n').append(violated(ended));
        return text.toString();
    }

    private static List<List<String>> rows(Map<String, Rehearsal.Ended> ended, int variant) {
        var rows = new ArrayList<List<String>>();
        for (Row row : ROWS) {
            var cells = new ArrayList<String>(List.of("  " + row.label()));
            for (Rehearsal.Ended one : ended.values()) {
                cells.add(
                        row.cell()
                                .apply(
                                        one.answer().variants().get(variant),
                                        one.incidents().get(variant)));
            }
            rows.add(cells);
        }
        return rows;
    }

    private static String table(int[] widths, List<List<String>> rows) {
        var columns = new Columns(Arrays.copyOf(widths, widths.length));
        rows.forEach(row -> columns.add(row.toArray(String[]::new)));
        return columns.toString();
    }

    private static String figure(Incident incident, String name) {
        Long value = incident.figures().get(name);
        return value == null ? "-" : value.toString();
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

    private static String lost(Judged.VariantResult variant) {
        return variant.judges().stream()
                .filter(one -> one.judge() instanceof NoAcknowledgedWriteLost)
                .map(one ->
                        switch (one.verdict()) {
                            case Verdict.Held _ -> "none";
                            case Verdict.Violated _ -> "some";
                            case Verdict.Inconclusive _ -> "unknown";
                        })
                .findFirst()
                .orElse("-");
    }

    /// What the judges found, and why some could not say.
    private static String violated(Map<String, Rehearsal.Ended> ended) {
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
