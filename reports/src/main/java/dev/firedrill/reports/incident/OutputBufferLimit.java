package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Replicas that their master closed because what it held for them outgrew
/// `client-output-buffer-limit replica`.
public final class OutputBufferLimit implements Finding {
    @Override
    public String name() {
        return "output-buffer-limit-exceeded";
    }

    @Override
    public Hearing begin() {
        return new Closed();
    }

    private static final class Closed implements ServerHearing {
        private final Map<String, Episode> byMaster = new TreeMap<>(NodeOrder.BY_NUMBER);
        private final Map<String, TransferNeed> needs = new TreeMap<>();

        @Override
        public void hear(JournalLine line) {
            TransferNeed.hear(needs, line.event());
            if (line.event() instanceof Event.ReplicaClosed(_, var master, var replica, var reason)
                    && reason == ReplicaCloseReason.OUTPUT_BUFFER_LIMIT) {
                byMaster.computeIfAbsent(master, _ -> new Episode())
                        .add(
                                line,
                                replica,
                                master + " closed " + replica + ": output-buffer limit");
            }
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            byMaster.forEach((master, closed) -> all.add(observation(master, closed)));
            return all;
        }

        private Observation observation(String master, Episode closed) {
            String sentence =
                    String.join(
                            " ",
                            master,
                            "closed",
                            Phrases.listWithTimes(closed.nodes(), closed.count()),
                            Phrases.within(closed.span()) + ": what it held for a replica",
                            "exceeded the output-buffer limit.");
            TransferNeed need = needs.get(master);
            Remedy remedy =
                    Remedy.forAll(
                            "Let the limit hold what is written while a snapshot is under way.");
            return Observation.of(Origin.CONSEQUENCE, sentence, closed.span())
                    .on(closed.nodes())
                    .peers(List.of(master))
                    .figure("closedReplicas", closed.count())
                    .shownBy(closed.evidence())
                    .causedBy(
                            CausedBy.sameNode(LinkFault.class),
                            CausedBy.sameNode(ProcessFault.class))
                    .remedy(need == null ? remedy : need.into(remedy))
                    .build();
        }
    }
}
