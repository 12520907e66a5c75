package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ServerRole;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether each node is a master or a replica, as far as the journal has shown it.
final class RolesSeen {
    private final Map<String, ServerRole> roles = new TreeMap<>();

    /// @return the replica that this event shows to have become a master
    Optional<String> hear(Event event) {
        if (event instanceof Event.VariantBegan began) {
            began.nodes().forEach(node -> roles.put(node, ServerRole.REPLICA));
            roles.put(began.master(), ServerRole.MASTER);
        } else if (event instanceof Event.OperatorActed acted && acted.succeeded()) {
            if (acted.action() instanceof OperatorAction.Promoted) {
                return isMasterNow(acted.node());
            }
            if (acted.action() instanceof OperatorAction.Repointed) isReplicaNow(acted.node());
        } else if (event instanceof Event.GuardActed(_, _, var action)) {
            // What it tells a node to become the node may not do.
            if (action instanceof GuardAction.Promoted(var node)) return isMasterNow(node);
        } else if (event instanceof Event.ReplicaClosed(_, var node, _, var reason)
                && reason == ReplicaCloseReason.PROMOTED) {
            return isMasterNow(node);
        } else if (event instanceof Event.ResyncDecided decided) {
            // Only a replica asks for a resync.
            isReplicaNow(decided.replica());
        } else if (event instanceof Event.DatasetObserved data) {
            return observed(data);
        }
        return Optional.empty();
    }

    private Optional<String> observed(Event.DatasetObserved data) {
        switch (data.role()) {
            case MASTER -> {
                return isMasterNow(data.node());
            }
            case REPLICA -> isReplicaNow(data.node());
            case UNKNOWN -> {}
        }
        return Optional.empty();
    }

    private Optional<String> isMasterNow(String node) {
        return roles.put(node, ServerRole.MASTER) == ServerRole.REPLICA
                ? Optional.of(node)
                : Optional.empty();
    }

    private void isReplicaNow(String node) {
        roles.put(node, ServerRole.REPLICA);
    }

    boolean isMaster(String node) {
        return roles.get(node) == ServerRole.MASTER;
    }
}
