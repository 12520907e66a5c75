package dev.firedrill.reports.render;

import dev.firedrill.reports.incident.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A line chart over the seconds of a run, as SVG: it needs no script, and prints.
final class Chart {
    private static final double WIDTH = 860;
    private static final double HEIGHT = 190;
    private static final double LEFT = 64;
    private static final double BOTTOM = 26;
    private static final double TOP = 22;
    private static final double RIGHT = 12;

    private record Line(String label, String style, double[] values) {}

    private final String title;
    private final String unit;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    Chart(String title, String unit, boolean logarithmic) {
        this.title = title;
        this.unit = unit;
        this.logarithmic = logarithmic;
    }

    /// @param style a class of the page's style sheet
    Chart line(String label, String style, double[] values) {
        lines.add(new Line(label, style, values));
        return this;
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

    String svg(Series series) {
        double highest = highest() * (logarithmic ? 1.5 : 1.08);
        int seconds = Math.max(2, series.seconds());
        double step = (WIDTH - LEFT - RIGHT) / (seconds - 1);
        var html = new Html();
        html.raw(
                String.format(
                        Locale.ROOT,
                        "<figure><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"",
                        (int) WIDTH,
                        (int) HEIGHT));
        html.text(title).raw("\">\n");
        bands(html, series.faults(), step);
        grid(html, highest, seconds, step);
        for (Line line : lines) {
            html.raw("<path class=\"line " + line.style() + "\" d=\"");
            html.raw(path(line, highest, step)).raw("\"/>\n");
        }
        marks(html, series.marks(), step);
        legend(html);
        return html.raw("</svg></figure>\n").toString();
    }

    /// All bands before any label, which the next band would cover.
    private static void bands(Html html, List<Series.Band> bands, double step) {
        for (Series.Band band : bands) {
            double width = Math.max(2, (band.toSeconds() - band.fromSeconds()) * step);
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<rect class=\"band\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"><title>",
                            number(LEFT + band.fromSeconds() * step),
                            number(TOP),
                            number(width),
                            number(HEIGHT - TOP - BOTTOM)));
            html.text(band.label()).raw("</title></rect>\n");
        }
        int row = 0;
        for (Series.Band band : bands) {
            double x = LEFT + band.fromSeconds() * step + 2;
            label(html, "bandlabel", x, TOP + 10 + 11 * (row++ % 3), band.label());
        }
    }

    private static void label(Html html, String style, double x, double y, String text) {
        html.raw(
                String.format(
                        Locale.ROOT,
                        "<text class=\"%s\" x=\"%s\" y=\"%s\">",
                        style,
                        number(x),
                        number(y)));
        html.text(text).raw("</text>\n");
    }

    /// A line from top to bottom at each moment, with what happened as its title.
    private static void marks(Html html, List<Series.Mark> marks, double step) {
        int row = 0;
        for (Series.Mark mark : marks) {
            double x = LEFT + mark.atSeconds() * step;
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<line class=\"mark\" x1=\"%1$s\" x2=\"%1$s\" y1=\"%2$s\" y2=\"%3$s\">"
                                    + "<title>",
                            number(x),
                            number(TOP),
                            number(HEIGHT - BOTTOM)));
            html.text(mark.label()).raw("</title></line>\n");
            double y = HEIGHT - BOTTOM - 4 - 11 * (row++ % 3);
            label(html, "marklabel", x + 2, y, mark.label());
        }
    }

    /// Seconds without a value leave a gap.
    private String path(Line line, double highest, double step) {
        var path = new StringBuilder();
        boolean drawing = false;
        for (int i = 0; i < line.values().length; i++) {
            boolean gap = line.values()[i] == 0 && !line.style().startsWith("rate");
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

    private void grid(Html html, double highest, int seconds, double step) {
        int marks = logarithmic ? (int) Math.ceil(Math.log10(highest)) + 1 : 4;
        for (int i = 0; i <= marks; i++) {
            double value = logarithmic ? Math.pow(10, i - 1) : highest * i / marks;
            if (value > highest) {
                continue;
            }
            String y = number(y(value, highest));
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<line class=\"grid\" x1=\"%s\" x2=\"%s\" y1=\"%s\" y2=\"%s\"/>",
                            number(LEFT),
                            number(WIDTH - RIGHT),
                            y,
                            y));
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<text class=\"tick end\" x=\"%s\" y=\"%s\">",
                            number(LEFT - 6),
                            y));
            html.text(label(value)).raw("</text>\n");
        }
        int every = Math.max(1, (seconds / 10 + 4) / 5 * 5);
        for (int second = 0; second < seconds; second += every) {
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<text class=\"tick mid\" x=\"%s\" y=\"%s\">%d s</text>\n",
                            number(LEFT + second * step),
                            number(HEIGHT - 8),
                            second));
        }
    }

    private void legend(Html html) {
        html.raw("<text class=\"charttitle\" x=\"0\" y=\"13\">").text(title + ", " + unit);
        html.raw("</text>\n");
        double x = WIDTH - RIGHT;
        for (int i = lines.size() - 1; i >= 0; i--) {
            Line line = lines.get(i);
            x -= 9.0 + 6.2 * line.label().length();
            html.raw(
                    String.format(
                            Locale.ROOT,
                            "<text class=\"legend %s\" x=\"%s\" y=\"13\">",
                            line.style(),
                            number(x)));
            html.text("\u2014 " + line.label()).raw("</text>\n");
            x -= 16;
        }
    }
}
