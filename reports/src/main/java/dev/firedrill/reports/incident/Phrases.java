package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Locale;

/// Figures and lists as sentences have them.
final class Phrases {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int NAMED_MAX = 6;

    private Phrases() {}

    /// `13.230 s`.
    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.3f s", nanos / NANOS_PER_SECOND);
    }

    /// `at 13.230 s`, or `from 13.230 s to 34.800 s`.
    static String when(Span span) {
        return span.lengthNanos() == 0
                ? "at " + seconds(span.fromNanos())
                : "from " + seconds(span.fromNanos()) + " to " + seconds(span.toNanos());
    }

    /// Of several events: `at 13.230 s`, or `between 13.230 s and 34.800 s`.
    static String within(Span span) {
        return span.lengthNanos() == 0
                ? "at " + seconds(span.fromNanos())
                : "between " + seconds(span.fromNanos()) + " and " + seconds(span.toNanos());
    }

    /// `once`, `twice`, `3 times`.
    static String times(long count) {
        return count == 1 ? "once" : count == 2 ? "twice" : count + " times";
    }

    /// What happened to some nodes: `R1`, `R1 3 times`, `R1 and R2`, `R1 and R2 6 times in all`.
    static String listWithTimes(List<String> nodes, long count) {
        if (count == nodes.size()) return list(nodes);
        return list(nodes) + " " + times(count) + (nodes.size() > 1 ? " in all" : "");
    }

    /// `1 link`, `8 links`.
    static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /// `R1, R2 and R3`; of many the first few.
    static String list(List<String> names) {
        if (names.size() > NAMED_MAX) {
            return String.join(", ", names.subList(0, NAMED_MAX))
                    + " and "
                    + (names.size() - NAMED_MAX)
                    + " more";
        }
        return names.size() < 2
                ? String.join("", names)
                : String.join(", ", names.subList(0, names.size() - 1)) + " and " + names.getLast();
    }

    /// The verb or noun that agrees with a count: `needs` for one, `need` for several.
    static String agreeing(long count, String one, String several) {
        return count == 1 ? one : several;
    }

    /// With a capital letter and a full stop.
    static String sentence(String text) {
        int first = Character.charCount(text.codePointAt(0));
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first) + ".";
    }
}
