package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.OperatorAction;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The operator deleted every key of a node, which its replicas then deleted as well.
public final class DatasetWiped implements Finding {
    @Override
    public String name() {
        return "dataset-wiped";
    }

    @Override
    public Hearing begin() {
        return new Wipes();
    }

    private static final class Wipes implements ServerHearing {
        private final Map<String, Episode> byNode = new TreeMap<>(NodeOrder.BY_NUMBER);

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.OperatorActed acted
                    && acted.succeeded()
                    && acted.action() instanceof OperatorAction.Wiped) {
                byNode.computeIfAbsent(acted.node(), _ -> new Episode())
                        .add(
                                line,
                                acted.node(),
                                OperatorWords.of(acted.action()) + ": " + acted.answer());
            }
        }

        @Override
        public List<Observation> observations() {
            return byNode.entrySet().stream()
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }
    }

    private static Observation observation(String node, Episode wipes) {
        return Observation.of(
                        Origin.OPERATOR,
                        "The operator deleted every key of "
                                + node
                                + " with FLUSHALL, "
                                + Phrases.within(wipes.span())
                                + ".",
                        wipes.span())
                .on(node)
                .figure("commands", wipes.count())
                .shownBy(wipes.evidence())
                .causedBy(
                        CausedBy.anywhere(BacklogOverrun.class),
                        CausedBy.anywhere(BacklogExpired.class),
                        CausedBy.anywhere(EndlessResync.class))
                .remedy(
                        Remedy.forAll(
                                        "Take FLUSHALL away. A replica refuses it in any case, so"
                                                + " that it can empty nothing but a master.")
                                .setting("rename-command", "FLUSHALL \"\""),
                        Remedy.forAll(
                                        "Keep backups that the server does not write over: where"
                                                + " there are save points, FLUSHALL puts an empty"
                                                + " snapshot in the place of the last one.")
                                .setting("save", "\"\""))
                .build();
    }
}
