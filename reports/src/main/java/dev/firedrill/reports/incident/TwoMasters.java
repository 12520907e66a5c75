package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.WriteCommands;
import dev.firedrill.reports.check.DataLossWindowAtMost;
import dev.firedrill.reports.check.NoAcknowledgedWriteLost;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A split brain: after a replica was promoted, a node that had not followed it yet went on
/// acknowledging writes, which the new master does not have.
public final class TwoMasters implements Finding {
    private static final String PROMOTION = "REPLICAOF NO ONE";

    @Override
    public String name() {
        return "two-masters";
    }

    @Override
    public Hearing begin() {
        return new Acknowledgements();
    }

    private static final class Acknowledgements implements Hearing {
        private final Map<String, Episode> elsewhere = new TreeMap<>(NodeOrder.BY_NUMBER);
        private String promoted = "";
        private long promotedAtNanos;

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.OperatorActed acted
                    && acted.action().toUpperCase(Locale.ROOT).equals(PROMOTION)) {
                promoted(line, acted.node());
            } else if (line.event() instanceof Event.ReplicaClosed(_, var node, _, var reason)
                    && reason == ReplicaCloseReason.PROMOTED) {
                promoted(line, node);
            } else if (line.event() instanceof Event.Operation operation) {
                wrote(line, operation);
            }
        }

        private void promoted(JournalLine line, String node) {
            if (!promoted.equals(node)) promotedAtNanos = line.atNanos();
            promoted = node;
        }

        /// What was asked before the promotion may still have been answered rightly.
        private void wrote(JournalLine line, Event.Operation operation) {
            if (!promoted.isEmpty()
                    && operation.outcome() == Outcome.OK
                    && operation.invokedAtNanos() > promotedAtNanos
                    && !operation.node().equals(promoted)
                    && WriteCommands.isWrite(operation)) {
                elsewhere
                        .computeIfAbsent(operation.node(), _ -> new Episode())
                        .add(
                                line,
                                operation.node(),
                                operation.command() + " " + operation.key() + " acknowledged");
            }
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
                    .remedy(
                            Remedy.forAll(
                                            "Let a master that has lost its replicas refuse writes:"
                                                    + " what it acknowledges alone is then bounded"
                                                    + " by the lag.")
                                    .setting("min-replicas-to-write", "1")
                                    .setting("min-replicas-max-lag", "10"))
                    .build();
        }
    }
}
