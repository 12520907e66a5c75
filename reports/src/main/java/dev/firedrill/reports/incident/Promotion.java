package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.util.ArrayList;
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

        /// Which process of the guard led the failover; empty when the guard did not promote it.
        String byGuard = "";

        Promoted(long fromNanos) {
            episode = new Episode(fromNanos);
        }
    }

    private static final class Promotions implements ServerHearing {
        private final RolesSeen roles = new RolesSeen();

        /// What the guard did until now to fail over.
        private final List<JournalLine> leadUp = new ArrayList<>();

        private final Map<String, Promoted> promoted = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            Optional<String> became = roles.hear(line.event());
            if (line.event() instanceof Event.OperatorActed acted) {
                became.ifPresent(node -> {
                    String text = OperatorWords.of(acted.action()) + ": " + acted.answer();
                    becameMaster(line, node, text).byOperator = true;
                });
            } else if (line.event() instanceof Event.GuardActed acted) {
                guard(line, acted);
            } else if (line.event() instanceof Event.ReplicaClosed(_, var node, _, var reason)
                    && reason == ReplicaCloseReason.PROMOTED) {
                becameMaster(line, node, node + " was promoted");
            } else if (line.event() instanceof Event.DatasetObserved) {
                became.ifPresent(node -> becameMaster(line, node, node + " is a master"));
            }
        }

        private void guard(JournalLine line, Event.GuardActed acted) {
            switch (acted.action()) {
                case GuardAction.AgreedDown _, GuardAction.Elected _, GuardAction.Chose _ ->
                        leadUp.add(line);
                case GuardAction.Promoted(var replica) -> {
                    Promoted one = becameMaster(line, replica, GuardWords.of(acted));
                    one.byGuard = acted.watcher();
                    for (JournalLine before : leadUp) {
                        if (before.event() instanceof Event.GuardActed step) {
                            one.episode.show(before, GuardWords.of(step));
                        }
                    }
                    leadUp.clear();
                }
                case GuardAction.GaveUp _ -> leadUp.clear();
                case GuardAction.SawDown _,
                        GuardAction.SawUp _,
                        GuardAction.SwitchedMaster _,
                        GuardAction.Repointed _,
                        GuardAction.Demoted _ -> {
                    // Who is the master it does not decide.
                }
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

    private static String sentence(String node, Promoted promoted) {
        if (promoted.byOperator) return "The operator promoted " + node + " to a master";
        return promoted.byGuard.isEmpty()
                ? node + " was a replica and was seen as a master"
                : "The guard, led by " + promoted.byGuard + ", promoted " + node + " to a master";
    }

    private static Observation observation(String node, Promoted promoted) {
        Span span = promoted.episode.span();
        String sentence = sentence(node, promoted);
        return Observation.of(
                        promoted.byOperator ? Origin.OPERATOR : Origin.CONSEQUENCE,
                        sentence + " at " + Phrases.seconds(span.fromNanos()) + ".",
                        span)
                .on(node)
                .shownBy(promoted.episode.evidence())
                .causedBy(
                        CausedBy.anywhere(LinkFault.class),
                        CausedBy.anywhere(ProcessFault.class),
                        CausedBy.anywhere(ProcessDied.class),
                        CausedBy.anywhere(KilledAtMemoryCap.class))
                .build();
    }
}
