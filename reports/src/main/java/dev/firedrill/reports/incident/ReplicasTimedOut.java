package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Replicas from which their master heard nothing for `repl-timeout`.
public final class ReplicasTimedOut implements Finding {
    @Override
    public String name() {
        return "replicas-timed-out";
    }

    @Override
    public Hearing begin() {
        return new Closed();
    }

    private static final class Closed implements ServerHearing {
        private final Map<String, Episode> byMaster = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.ReplicaClosed(_, var master, var replica, var reason)
                    && reason == ReplicaCloseReason.TIMED_OUT) {
                byMaster.computeIfAbsent(master, _ -> new Episode())
                        .add(line, replica, master + " closed " + replica + ": timed out");
            }
        }

        @Override
        public List<Observation> observations() {
            return byMaster.entrySet().stream()
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Observation observation(String master, Episode closed) {
        String sentence =
                String.join(
                        " ",
                        master,
                        "closed",
                        Phrases.listWithTimes(closed.nodes(), closed.count()),
                        Phrases.within(closed.span()) + ", because nothing came back for",
                        "repl-timeout.");
        return Observation.of(Origin.CONSEQUENCE, sentence, closed.span())
                .on(closed.nodes())
                .peers(List.of(master))
                .figure("closedReplicas", closed.count())
                .shownBy(closed.evidence())
                .causedBy(
                        CausedBy.sameNode(LinkFault.class),
                        CausedBy.sameNode(ProcessFault.class),
                        CausedBy.sameNode(ResourceFault.class))
                .build();
    }
}
