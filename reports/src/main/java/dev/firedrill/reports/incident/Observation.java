package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Checker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a finding has observed in one variant.
///
/// @param sentence what the journal shows, with figures; a sentence of its own
/// @param about the subject where a finding has several, for example a directive; empty for none
/// @param nodes where it happened: the nodes that were affected, or both ends of a link
/// @param peers the masters of replicas that were affected
/// @param figures the numbers of the sentence for machines, each with its unit at the end of its
///   name, for example `missedBytes`; in the order of the sentence
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
        Map<String, Long> figures,
        List<Evidence> evidence,
        List<CausedBy> causes,
        List<Class<? extends Checker>> explains,
        List<Remedy> remedies) {
    public Observation {
        nodes = List.copyOf(nodes);
        peers = List.copyOf(peers);
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        evidence = List.copyOf(evidence);
        causes = List.copyOf(causes);
        explains = List.copyOf(explains);
        remedies = List.copyOf(remedies);
    }

    /// Begins an observation; the builder adds the rest.
    public static Builder of(Origin origin, String sentence, Span span) {
        return new Builder(origin, sentence, span);
    }

    /// An observation that is being put together.
    public static final class Builder {
        private final Origin origin;
        private final String sentence;
        private final Span span;
        private final Map<String, Long> figures = new LinkedHashMap<>();
        private final List<CausedBy> causes = new ArrayList<>();
        private final List<Class<? extends Checker>> explains = new ArrayList<>();
        private final List<Remedy> remedies = new ArrayList<>();
        private String about = "";
        private List<String> nodes = List.of();
        private List<String> peers = List.of();
        private List<Evidence> evidence = List.of();

        private Builder(Origin origin, String sentence, Span span) {
            this.origin = origin;
            this.sentence = sentence;
            this.span = span;
        }

        public Builder on(List<String> where) {
            nodes = where;
            return this;
        }

        public Builder on(String node) {
            return on(List.of(node));
        }

        public Builder peers(List<String> masters) {
            peers = masters;
            return this;
        }

        public Builder about(String subject) {
            about = subject;
            return this;
        }

        /// @param name with the unit at its end
        public Builder figure(String name, long value) {
            figures.put(name, value);
            return this;
        }

        public Builder shownBy(List<Evidence> lines) {
            evidence = lines;
            return this;
        }

        public Builder causedBy(CausedBy... possible) {
            causes.addAll(List.of(possible));
            return this;
        }

        @SafeVarargs
        public final Builder explains(Class<? extends Checker>... judges) {
            for (Class<? extends Checker> judge : judges) explains.add(judge);
            return this;
        }

        public Builder remedy(Remedy... more) {
            remedies.addAll(List.of(more));
            return this;
        }

        public Observation build() {
            return new Observation(
                    origin, sentence, span, about, nodes, peers, figures, evidence, causes,
                    explains, remedies);
        }
    }
}
