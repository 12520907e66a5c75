package dev.firedrill.reports.render;

import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges below each other, variants side by side.
record JudgeTable(List<Column> columns, List<Row> rows) {
    record Column(String variant, String expectation) {}

    /// @param cells one for each variant; null where the variant does not have this judge
    record Row(String property, List<@Nullable ShownVerdict> cells) {}

    static JudgeTable of(RunAnswer answer) {
        var columns = new ArrayList<Column>();
        var properties = new LinkedHashMap<String, String>();
        for (Judged.VariantResult variant : answer.variants()) {
            var began = variant.began();
            columns.add(new Column(began.variant(), Names.word(began.expectation())));
            variant.judges()
                    .forEach(judge -> properties.putIfAbsent(judge.name(), judge.property()));
        }
        var rows = new ArrayList<Row>();
        for (Map.Entry<String, String> judge : properties.entrySet()) {
            var cells = new ArrayList<@Nullable ShownVerdict>();
            answer.variants().forEach(variant -> cells.add(cell(variant, judge.getKey())));
            rows.add(new Row(judge.getValue(), cells));
        }
        return new JudgeTable(columns, rows);
    }

    /// By its name: variants need not have the same judges.
    private static @Nullable ShownVerdict cell(Judged.VariantResult variant, String judge) {
        for (Judged.JudgeResult one : variant.judges()) {
            if (one.name().equals(judge)) {
                return ShownVerdict.of(one.verdict());
            }
        }
        return null;
    }
}
