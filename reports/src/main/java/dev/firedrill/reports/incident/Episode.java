package dev.firedrill.reports.incident;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Things of one kind that happened one after the other, added up as they are heard. It keeps the
/// first lines as evidence, so that a thousand of them take no more memory than five.
final class Episode {
    private static final int EVIDENCE_MAX = 5;

    private final List<Evidence> evidence = new ArrayList<>();
    private final SortedSet<String> nodes = new TreeSet<>(NodeOrder.BY_NUMBER);
    private @Nullable Span span;
    private long count;

    /// One that begins with the first line that it is given.
    Episode() {}

    /// One that began before, or with, its first line.
    Episode(long fromNanos) {
        span = Span.at(fromNanos);
    }

    /// @param node where it happened
    /// @param text what the line says
    void add(JournalLine line, String node, String text) {
        count++;
        nodes.add(node);
        lasts(line.atNanos());
        show(line, text);
    }

    /// Everything that the other one holds happened here, too.
    void add(Episode other) {
        count += other.count;
        nodes.addAll(other.nodes);
        if (other.span != null) {
            lasts(other.span.fromNanos());
            lasts(other.span.toNanos());
        }
        other.evidence.stream().limit(EVIDENCE_MAX - evidence.size()).forEach(evidence::add);
    }

    /// A line that shows it, and does not count as one more.
    void show(JournalLine line, String text) {
        if (evidence.size() < EVIDENCE_MAX) evidence.add(Evidence.of(line, text));
    }

    void lasts(long untilNanos) {
        span = span == null ? Span.at(untilNanos) : span.with(untilNanos);
    }

    /// @throws NullPointerException when there was no line yet
    Span span() {
        return Objects.requireNonNull(span, "an episode without a line");
    }

    long count() {
        return count;
    }

    List<String> nodes() {
        return List.copyOf(nodes);
    }

    List<Evidence> evidence() {
        return List.copyOf(evidence);
    }
}
