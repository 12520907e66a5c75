package dev.firedrill.scenarios.cli;

import java.util.ArrayList;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.Column.Overflow;
import picocli.CommandLine.Help.TextTable;

/// Texts in columns that wrap, on a terminal of 80 columns, without colours.
final class Columns {
    /// A terminal may wrap a line that fills it.
    static final int ALL = 79;

    private final TextTable table;

    /// @param widths the last column is the one that wraps: it would push others down
    Columns(int... widths) {
        var columns = new ArrayList<Column>();
        for (int width : widths) {
            columns.add(new Column(width, 0, Overflow.WRAP));
        }
        table =
                TextTable.forColumns(
                        new ColorScheme.Builder(Ansi.OFF).build(), columns.toArray(Column[]::new));
    }

    void add(String... row) {
        table.addRowValues(row);
    }

    /// Lines without spaces at their ends, each with its end.
    @Override
    public String toString() {
        var text = new StringBuilder();
        for (String line : table.toString().lines().toList()) {
            text.append(line.stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
