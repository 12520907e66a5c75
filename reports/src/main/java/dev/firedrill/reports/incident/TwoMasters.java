package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.WriteCommands;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A split brain: two nodes were masters at the same time. One had been promoted, and was seen as a
/// master afterwards: it acknowledged a write, or said that it was one. The other, which followed
/// nobody, acknowledged writes meanwhile, which the promoted node does not have.
public final class TwoMasters implements Finding {
    @Override
    public String name() {
        return "two-masters";
    }

    @Override
    public Hearing begin() {
        return new Masters();
    }

    private static final class Masters implements Hearing {
        private final RolesSeen roles = new RolesSeen();

        /// Writes of other masters since the promoted node was last seen as a master.
        private final Map<String, Episode> unconfirmed = new TreeMap<>(NodeOrder.BY_NUMBER);

        /// Writes of other masters while the promoted node was one.
        private final Map<String, Episode> elsewhere = new TreeMap<>(NodeOrder.BY_NUMBER);

        private final LinksInForce links = new LinksInForce();

        /// How many replicas each of those masters still reached, at most.
        private final Map<String, Integer> companions = new TreeMap<>();

        private String promoted = "";
        private long promotedAtNanos;

        @Override
        public void hear(JournalLine line) {
            links.hear(line.event());
            roles.hear(line.event()).ifPresent(node -> promoted(line, node));
            if (!roles.isMaster(promoted)) {
                promoted = "";
                unconfirmed.clear();
            } else if (line.event() instanceof Event.Operation operation) {
                if (isAcknowledgedWrite(operation)) wrote(line, operation);
            } else if (line.event() instanceof Event.DatasetObserved data
                    && data.node().equals(promoted)) {
                confirmed(line, promoted + " is a master");
            }
        }

        private void promoted(JournalLine line, String node) {
            promoted = node;
            promotedAtNanos = line.atNanos();
            unconfirmed.clear();
        }

        /// What was asked before the promotion may still have been answered rightly.
        private boolean isAcknowledgedWrite(Event.Operation operation) {
            return operation.outcome() == Outcome.OK
                    && operation.invokedAtNanos() > promotedAtNanos
                    && roles.isMaster(operation.node())
                    && WriteCommands.isWrite(operation);
        }

        private void wrote(JournalLine line, Event.Operation operation) {
            String text = operation.command() + " " + operation.key() + " acknowledged";
            if (operation.node().equals(promoted)) {
                confirmed(line, text + " by " + promoted);
            } else {
                List<String> reached = links.reachedBy(operation.node());
                reached.remove(promoted);
                companions.merge(operation.node(), reached.size(), Math::max);
                unconfirmed
                        .computeIfAbsent(operation.node(), _ -> new Episode())
                        .add(line, operation.node(), text);
            }
        }

        private void confirmed(JournalLine line, String text) {
            unconfirmed.forEach((node, writes) -> {
                Episode known = elsewhere.get(node);
                if (known != null) {
                    known.add(writes);
                } else {
                    writes.show(line, text);
                    elsewhere.put(node, writes);
                }
            });
            unconfirmed.clear();
        }

        @Override
        public List<Observation> observations() {
            return elsewhere.entrySet().stream()
                    .map(entry -> observation(entry.getKey(), entry.getValue()))
                    .toList();
        }

        private Observation observation(String node, Episode writes) {
            return Observation.of(
                            Origin.CONSEQUENCE,
                            String.format(
                                    Locale.ROOT,
                                    "%s acknowledged %s after %s had been promoted, %s.",
                                    node,
                                    writes.count() == 1
                                            ? "1 more write"
                                            : writes.count() + " more writes",
                                    promoted,
                                    Phrases.within(writes.span())),
                            writes.span())
                    .on(node)
                    .figure("acknowledgedWrites", writes.count())
                    .shownBy(writes.evidence())
                    .causedBy(
                            CausedBy.anywhere(Promotion.class).everAfter(),
                            CausedBy.sameNode(LinkFault.class))
                    .explains(DataLossWindowAtMost.class, NoAcknowledgedWriteLost.class)
                    .remedy(remedy(companions.getOrDefault(node, 0)))
                    .build();
        }

        /// Replicas that stay with the old master acknowledge what it writes, and so satisfy a
        /// minimum that does not exceed their number.
        private static Remedy remedy(int companions) {
            Remedy advice =
                    Remedy.forAll(
                            "Let a master that has lost its replicas refuse writes: what it"
                                    + " acknowledges alone is then bounded by the lag.");
            Remedy set =
                    advice.setting("min-replicas-to-write", Integer.toString(companions + 1))
                            .setting("min-replicas-max-lag", "10");
            return companions == 0
                    ? set
                    : set.because(
                            Phrases.count(companions, "replica")
                                    + " stayed with the old master, so that it takes one more.");
        }
    }
}
