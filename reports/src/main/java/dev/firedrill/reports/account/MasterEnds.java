package dev.firedrill.reports.account;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/// When the state of each master was given up: its process ended, or it became a replica of another
/// one. If it had been refusing writes until then, for want of replicas, it ended with the first
/// refusal: since then it acknowledged nothing that could be lost.
final class MasterEnds {
    private final Map<String, TreeSet<Long>> ends = new TreeMap<>();
    private final Map<String, Long> refusesSince = new TreeMap<>();
    private final TreeMap<Long, String> promotions = new TreeMap<>();

    void hear(Event event) {
        if (event instanceof Event.Operation operation) {
            answered(operation);
        } else if (event instanceof Event.ProcessExited exited) {
            ended(exited.node(), exited.atNanos());
        } else if (event instanceof Event.OperatorActed acted && acted.succeeded()) {
            if (acted.action() instanceof OperatorAction.Repointed) {
                ended(acted.node(), acted.atNanos());
            } else if (acted.action() instanceof OperatorAction.Promoted) {
                promotions.put(acted.atNanos(), acted.node());
            }
        } else if (event instanceof Event.ReplicaClosed(long at, var node, _, var reason)
                && reason == ReplicaCloseReason.PROMOTED) {
            promotions.put(at, node);
        } else if (event instanceof Event.GuardActed(long at, _, var action)) {
            if (action instanceof GuardAction.Promoted(var node)) promotions.put(at, node);
        } else if (event instanceof Event.ResyncDecided decided) {
            // Only a replica asks for a resync.
            ended(decided.replica(), decided.atNanos());
        }
    }

    private void answered(Event.Operation operation) {
        if (operation.outcome() == Outcome.FAILED) {
            WriteRefusal.ofError(operation.error())
                    .filter(WriteRefusal.TOO_FEW_REPLICAS::equals)
                    .ifPresent(
                            _ -> refusesSince.putIfAbsent(operation.node(), operation.atNanos()));
        } else if (operation.outcome() == Outcome.OK
                && refusesSince.containsKey(operation.node())
                && WriteCommands.isWrite(operation)) {
            refusesSince.remove(operation.node());
        }
    }

    private void ended(String node, long atNanos) {
        Long refused = refusesSince.remove(node);
        ends.computeIfAbsent(node, _ -> new TreeSet<>()).add(refused == null ? atNanos : refused);
    }

    /// When the state was given up that a node had at that time. While the node is still a master,
    /// that is when it began to refuse writes, or when another node was promoted in its place.
    OptionalLong after(String node, long nanos) {
        TreeSet<Long> known = ends.get(node);
        Long end = known == null ? null : known.ceiling(nanos);
        if (end != null) return OptionalLong.of(end);
        Long refused = refusesSince.get(node);
        if (refused != null && refused >= nanos) return OptionalLong.of(refused);
        return promotions.tailMap(nanos, true).entrySet().stream()
                .filter(one -> !one.getValue().equals(node))
                .mapToLong(Map.Entry::getKey)
                .findFirst();
    }
}
