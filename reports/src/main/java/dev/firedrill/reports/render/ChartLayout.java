package dev.firedrill.reports.render;

import dev.firedrill.reports.incident.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Lays out the lines of one chart.
final class ChartLayout {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 190;
    private static final double LEFT = 64;
    private static final double BOTTOM = 26;
    private static final double TOP = 22;
    private static final double RIGHT = 12;
    private static final int NODES_DRAWN_MAX = 6;

    /// @param drawsZero whether a second with 0 is a value and no gap
    private record Line(String label, String style, double[] values, boolean drawsZero) {}

    private final Series series;
    private final String title;
    private final String unit;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    private ChartLayout(Series series, String title, String unit, boolean logarithmic) {
        this.series = series;
        this.title = title;
        this.unit = unit;
        this.logarithmic = logarithmic;
    }

    /// Latency, operations and memory of one variant.
    static List<Chart> charts(Series series) {
        var latency = new ChartLayout(series, "Latency", "ms, logarithmic", true);
        latency.add("p50", "c1", series.p50Millis(), false);
        latency.add("p99", "c2", series.p99Millis(), false);
        latency.add("max", "c3", series.maxMillis(), false);
        var operations = new ChartLayout(series, "Operations", "per second", false);
        operations.add("acknowledged", "c1", series.okPerSecond(), true);
        operations.add("failed", "c4", series.failedPerSecond(), true);
        var memory = new ChartLayout(series, "Memory", "bytes", false);
        for (Map.Entry<String, double[]> node : series.memoryBytes().entrySet()) {
            int drawn = memory.lines.size();
            if (drawn < NODES_DRAWN_MAX) {
                memory.add(node.getKey(), "c" + (drawn + 1), node.getValue(), false);
            }
        }
        return List.of(latency.chart(), operations.chart(), memory.chart());
    }

    private void add(String label, String style, double[] values, boolean drawsZero) {
        lines.add(new Line(label, style, values, drawsZero));
    }

    private Chart chart() {
        double highest = highest() * (logarithmic ? 1.5 : 1.08);
        int seconds = Math.max(2, series.seconds());
        double step = (WIDTH - LEFT - RIGHT) / (seconds - 1);
        return new Chart(
                title,
                unit,
                WIDTH,
                HEIGHT,
                bands(step),
                grid(highest),
                seconds(seconds, step),
                lines.stream()
                        .map(line -> new Chart.Curve(line.style(), path(line, highest, step)))
                        .toList(),
                marks(step),
                legend());
    }

    private double highest() {
        double highest = logarithmic ? 10 : 1;
        for (Line line : lines) {
            for (double value : line.values()) {
                highest = Math.max(highest, value);
            }
        }
        return highest;
    }

    private double y(double value, double highest) {
        double plot = HEIGHT - TOP - BOTTOM;
        double share =
                logarithmic
                        ? (Math.log10(Math.max(value, 0.1)) + 1) / (Math.log10(highest) + 1)
                        : value / highest;
        return TOP + plot * (1 - Math.min(1, Math.max(0, share)));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String label(double value) {
        if (value >= 1e9) {
            return String.format(Locale.ROOT, "%.1f G", value / 1e9);
        }
        if (value >= 1e6) {
            return String.format(Locale.ROOT, "%.1f M", value / 1e6);
        }
        if (value >= 1e4) {
            return String.format(Locale.ROOT, "%.0f k", value / 1e3);
        }
        return value >= 10 || value == 0
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /// Their labels in three rows, so that neighbours do not cover each other.
    private List<Chart.Band> bands(double step) {
        var bands = new ArrayList<Chart.Band>();
        for (Series.Band band : series.faults()) {
            double from = LEFT + band.fromSeconds() * step;
            double width = Math.max(2, (band.toSeconds() - band.fromSeconds()) * step);
            bands.add(
                    new Chart.Band(
                            number(from),
                            number(TOP),
                            number(width),
                            number(HEIGHT - TOP - BOTTOM),
                            number(from + 2),
                            number(TOP + 10 + 11 * (bands.size() % 3)),
                            band.label()));
        }
        return bands;
    }

    private List<Chart.GridLine> grid(double highest) {
        var grid = new ArrayList<Chart.GridLine>();
        int marks = logarithmic ? (int) Math.ceil(Math.log10(highest)) + 1 : 4;
        for (int i = 0; i <= marks; i++) {
            double value = logarithmic ? Math.pow(10, i - 1) : highest * i / marks;
            if (value <= highest) {
                grid.add(
                        new Chart.GridLine(
                                number(LEFT),
                                number(WIDTH - RIGHT),
                                number(y(value, highest)),
                                number(LEFT - 6),
                                label(value)));
            }
        }
        return grid;
    }

    private static List<Chart.Label> seconds(int seconds, double step) {
        var labels = new ArrayList<Chart.Label>();
        int every = Math.max(1, (seconds / 10 + 4) / 5 * 5);
        for (int second = 0; second < seconds; second += every) {
            labels.add(
                    new Chart.Label(
                            number(LEFT + second * step), number(HEIGHT - 8), second + " s"));
        }
        return labels;
    }

    private String path(Line line, double highest, double step) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < line.values().length; i++) {
            boolean gap = line.values()[i] == 0 && !line.drawsZero();
            if (!gap) {
                path.append(drawing ? 'L' : 'M')
                        .append(number(LEFT + i * step))
                        .append(' ')
                        .append(number(y(line.values()[i], highest)));
            }
            drawing = !gap;
        }
        return path.toString();
    }

    /// Their labels in three rows, as those of the bands.
    private List<Chart.Mark> marks(double step) {
        var marks = new ArrayList<Chart.Mark>();
        for (Series.Mark mark : series.marks()) {
            double x = LEFT + mark.atSeconds() * step;
            marks.add(
                    new Chart.Mark(
                            number(x),
                            number(TOP),
                            number(HEIGHT - BOTTOM),
                            number(x + 2),
                            number(HEIGHT - BOTTOM - 4 - 10 * (marks.size() % 3)),
                            mark.label()));
        }
        return marks;
    }

    /// From the right.
    private List<Chart.LegendEntry> legend() {
        var legend = new ArrayList<Chart.LegendEntry>();
        double x = WIDTH - RIGHT;
        for (Line line : lines.reversed()) {
            x -= 9.0 + 6.2 * line.label().length();
            legend.add(new Chart.LegendEntry(line.style(), number(x), "\u2014 " + line.label()));
            x -= 16;
        }
        return legend;
    }
}
