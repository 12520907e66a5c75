package dev.firedrill.reports.incident;

import java.util.Comparator;

/// Nodes in the order in which people count them: R2 before R10.
final class NodeOrder {
    static final Comparator<String> BY_NUMBER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private NodeOrder() {}
}
