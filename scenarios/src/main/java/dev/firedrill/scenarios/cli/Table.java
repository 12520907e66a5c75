package dev.firedrill.scenarios.cli;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Verdicts;
import dev.firedrill.reports.render.Names;
import dev.firedrill.reports.render.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Judges below each other, variants side by side, by number, within 80 columns.
final class Table {
    /// `inconclusive`, and a space after it.
    private static final int VERDICT = 13;

    private static final int PROPERTY_MIN = 24;

    private Table() {}

    static String of(RunAnswer answer) {
        List<Judged.VariantResult> variants = answer.variants();
        var text = new StringBuilder();
        for (int i = 0; i < variants.size(); i++) {
            var began = variants.get(i).began();
            text.append(i + 1).append("  ").append(Text.plain(began.variant())).append(" (");
            text.append(Names.word(began.expectation())).append(")\n");
        }
        text.append('\n');
        Columns table = table(variants.size());
        var head = new ArrayList<String>();
        for (int i = 1; i <= variants.size(); i++) {
            head.add(Integer.toString(i));
        }
        head.add("");
        table.add(head.toArray(String[]::new));
        for (var property : properties(variants).entrySet()) {
            var row = new ArrayList<String>();
            variants.forEach(variant -> row.add(verdict(variant, property.getKey())));
            row.add(Text.plain(property.getValue()));
            table.add(row.toArray(String[]::new));
        }
        var last = new ArrayList<String>();
        variants.forEach(variant -> last.add(Verdicts.word(variant.answer())));
        last.add("answer");
        table.add(last.toArray(String[]::new));
        text.append(table);
        return text.toString();
    }

    /// The property last, since what wraps pushes the columns after it down.
    private static Columns table(int variants) {
        int[] widths = new int[variants + 1];
        Arrays.fill(widths, VERDICT);
        widths[variants] = Math.max(PROPERTY_MIN, Columns.ALL - variants * VERDICT);
        return new Columns(widths);
    }

    /// What judges are about, by their names: variants need not have the same judges.
    private static Map<String, String> properties(List<Judged.VariantResult> variants) {
        var properties = new LinkedHashMap<String, String>();
        for (Judged.VariantResult variant : variants) {
            variant.judges()
                    .forEach(judge -> properties.putIfAbsent(judge.name(), judge.property()));
        }
        return properties;
    }

    private static String verdict(Judged.VariantResult variant, String judge) {
        return variant.judges().stream()
                .filter(one -> one.name().equals(judge))
                .findFirst()
                .map(one -> Verdicts.word(one.verdict()))
                .orElse("-");
    }
}
