package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Replicas that became masters.
public final class Promotion implements Finding {
    @Override
    public String name() {
        return "promotion";
    }

    @Override
    public Hearing begin() {
        return new Promotions();
    }

    /// How a node was seen to become a master.
    private static final class Promoted {
        final Episode episode;
        boolean byOperator;

        Promoted(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Promotions implements ServerHearing {
        private final RolesSeen roles = new RolesSeen();
        private final Map<String, Promoted> promoted = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            Optional<String> became = roles.hear(line.event());
            if (line.event() instanceof Event.OperatorActed acted) {
                became.ifPresent(node -> {
                    String text = OperatorWords.of(acted.action()) + ": " + acted.answer();
                    becameMaster(line, node, text).byOperator = true;
                });
            } else if (line.event() instanceof Event.ReplicaClosed(_, var node, _, var reason)
                    && reason == ReplicaCloseReason.PROMOTED) {
                becameMaster(line, node, node + " was promoted");
            } else if (line.event() instanceof Event.DatasetObserved) {
                became.ifPresent(node -> becameMaster(line, node, node + " is a master"));
            }
        }

        private Promoted becameMaster(JournalLine line, String node, String text) {
            Promoted one = promoted.computeIfAbsent(node, _ -> new Promoted(line.atNanos()));
            one.episode.add(line, node, text);
            return one;
        }

        @Override
        public List<Observation> observations() {
            return promoted.entrySet().stream()
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Observation observation(String node, Promoted promoted) {
        Span span = promoted.episode.span();
        String sentence =
                promoted.byOperator
                        ? "The operator promoted " + node + " to a master"
                        : node + " was a replica and was seen as a master";
        return Observation.of(
                        promoted.byOperator ? Origin.OPERATOR : Origin.CONSEQUENCE,
                        sentence + " at " + Phrases.seconds(span.fromNanos()) + ".",
                        span)
                .on(node)
                .shownBy(promoted.episode.evidence())
                .causedBy(
                        CausedBy.anywhere(LinkFault.class),
                        CausedBy.anywhere(ProcessDied.class),
                        CausedBy.anywhere(KilledAtMemoryCap.class))
                .build();
    }
}
