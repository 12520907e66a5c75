package dev.firedrill.reports.incident;

import java.util.List;

/// Where an injection acts, as the journal names it: a node `M`, or a link `M->R1`.
final class Places {
    private static final String ARROW = "->";

    private Places() {}

    /// The node, or both ends of the link.
    static List<String> nodes(String place) {
        int arrow = place.indexOf(ARROW);
        return arrow < 0
                ? List.of(place)
                : List.of(place.substring(0, arrow), place.substring(arrow + ARROW.length()));
    }
}
