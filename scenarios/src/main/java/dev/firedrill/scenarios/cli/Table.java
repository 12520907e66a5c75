package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.render.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Judges below each other, variants side by side.
final class Table {
    private static final String GAP = "  ";

    private Table() {}

    static String of(RunAnswer answer) {
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<String>(List.of(""));
        var expected = new ArrayList<String>(List.of(""));
        for (Judged.VariantResult variant : answer.variants()) {
            head.add(variant.began().variant());
            expected.add("(" + Names.word(variant.began().expectation()) + ")");
        }
        rows.add(head);
        rows.add(expected);
        List<Judged.JudgeResult> judges = answer.variants().getFirst().judges();
        for (int i = 0; i < judges.size(); i++) {
            var row = new ArrayList<String>(List.of(judges.get(i).property()));
            for (Judged.VariantResult variant : answer.variants()) {
                row.add(
                        i < variant.judges().size()
                                ? Verdicts.word(variant.judges().get(i).verdict())
                                : "-");
            }
            rows.add(row);
        }
        var last = new ArrayList<String>(List.of("answer"));
        answer.variants().forEach(variant -> last.add(Verdicts.word(variant.answer())));
        rows.add(last);
        return layOut(rows);
    }

    private static String layOut(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                line.append(String.format(Locale.ROOT, "%-" + widths[i] + "s", row.get(i)))
                        .append(GAP);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
