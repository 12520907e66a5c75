package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Checker;
import java.util.ArrayList;
import java.util.List;

/// What a finding has observed in one variant.
///
/// @param sentence what the journal shows, with figures; a sentence of its own
/// @param about the subject where a finding has several, for example a directive; empty for none
/// @param nodes where it happened: the nodes that were affected, or both ends of a link
/// @param peers the masters of replicas that were affected, or the replicas of a master
/// @param evidence some of the journal's lines that show it
/// @param causes what it may follow from
/// @param explains judges that are violated because of it
/// @param remedies what would have helped, for each product
public record Observation(
        Origin origin,
        String sentence,
        Span span,
        String about,
        List<String> nodes,
        List<String> peers,
        List<Evidence> evidence,
        List<CausedBy> causes,
        List<Class<? extends Checker>> explains,
        List<Remedy> remedies) {
    public Observation {
        nodes = List.copyOf(nodes);
        peers = List.copyOf(peers);
        evidence = List.copyOf(evidence);
        causes = List.copyOf(causes);
        explains = List.copyOf(explains);
        remedies = List.copyOf(remedies);
    }

    /// A new observation, to which the rest is added by [#on], [#causedBy] and so on.
    public static Observation of(Origin origin, String sentence, Span span) {
        return new Observation(
                origin, sentence, span, "", List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of());
    }

    public Observation on(List<String> where) {
        return new Observation(
                origin, sentence, span, about, where, peers, evidence, causes, explains, remedies);
    }

    public Observation on(String node) {
        return on(List.of(node));
    }

    public Observation peers(List<String> otherEnds) {
        return new Observation(
                origin, sentence, span, about, nodes, otherEnds, evidence, causes, explains,
                remedies);
    }

    public Observation about(String subject) {
        return new Observation(
                origin, sentence, span, subject, nodes, peers, evidence, causes, explains,
                remedies);
    }

    public Observation shownBy(List<Evidence> lines) {
        return new Observation(
                origin, sentence, span, about, nodes, peers, lines, causes, explains, remedies);
    }

    public Observation causedBy(CausedBy... possible) {
        var all = new ArrayList<>(causes);
        all.addAll(List.of(possible));
        return new Observation(
                origin, sentence, span, about, nodes, peers, evidence, all, explains, remedies);
    }

    @SafeVarargs
    public final Observation explains(Class<? extends Checker>... judges) {
        return new Observation(
                origin,
                sentence,
                span,
                about,
                nodes,
                peers,
                evidence,
                causes,
                List.of(judges),
                remedies);
    }

    public Observation remedy(Remedy... more) {
        var all = new ArrayList<>(remedies);
        all.addAll(List.of(more));
        return new Observation(
                origin, sentence, span, about, nodes, peers, evidence, causes, explains, all);
    }
}
