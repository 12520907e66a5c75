package dev.firedrill.reports.render;

import java.util.List;

/// A line chart over the seconds of a run, laid out for `chart.jte` as SVG, which needs no script
/// and prints. Coordinates are texts with one decimal: the same chart on every machine.
///
/// @param bands in which something was broken
/// @param marks moments at which something happened
record Chart(
        String title,
        String unit,
        int width,
        int height,
        List<Band> bands,
        List<GridLine> grid,
        List<Label> seconds,
        List<Curve> curves,
        List<Mark> marks,
        List<LegendEntry> legend) {

    record Band(
            String x,
            String y,
            String width,
            String height,
            String labelX,
            String labelY,
            String label) {}

    record GridLine(String fromX, String toX, String y, String labelX, String label) {}

    record Label(String x, String y, String label) {}

    /// @param style a class of the page's style sheet
    /// @param path seconds without a value leave a gap
    record Curve(String style, String path) {}

    /// A line from top to bottom.
    record Mark(String x, String fromY, String toY, String labelX, String labelY, String label) {}

    record LegendEntry(String style, String x, String label) {}
}
