package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ServerRole;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Replicas that became masters.
public final class Promotion implements Finding {
    private static final List<String> COMMANDS = List.of("REPLICAOF NO ONE", "SLAVEOF NO ONE");

    @Override
    public String name() {
        return "promotion";
    }

    @Override
    public Hearing begin() {
        return new Roles();
    }

    /// How a node was seen to become a master.
    private static final class Promoted {
        final Episode episode;
        boolean byOperator;

        Promoted(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Roles implements Hearing {
        private final Map<String, ServerRole> roles = new TreeMap<>();
        private final Map<String, Promoted> promoted = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.VariantBegan began) {
                began.nodes().forEach(node -> roles.put(node, ServerRole.REPLICA));
                roles.put(began.master(), ServerRole.MASTER);
            } else if (line.event() instanceof Event.OperatorActed acted) {
                if (COMMANDS.contains(acted.action().toUpperCase(Locale.ROOT))
                        && roles.get(acted.node()) == ServerRole.REPLICA) {
                    becameMaster(line, acted.node(), acted.action() + ": " + acted.answer())
                                    .byOperator =
                            true;
                }
            } else if (line.event() instanceof Event.ReplicaClosed(_, var node, _, var reason)
                    && reason == ReplicaCloseReason.PROMOTED) {
                becameMaster(line, node, node + " was promoted");
            } else if (line.event() instanceof Event.DatasetObserved data) {
                observed(line, data);
            }
        }

        private void observed(JournalLine line, Event.DatasetObserved data) {
            ServerRole before = roles.get(data.node());
            switch (data.role()) {
                case MASTER -> {
                    if (before == ServerRole.REPLICA) {
                        becameMaster(line, data.node(), data.node() + " is a master");
                    }
                }
                case REPLICA -> roles.put(data.node(), ServerRole.REPLICA);
                case UNKNOWN -> {}
            }
        }

        private Promoted becameMaster(JournalLine line, String node, String text) {
            roles.put(node, ServerRole.MASTER);
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
