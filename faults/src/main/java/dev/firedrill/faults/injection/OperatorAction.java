package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.NodeId;
import java.util.List;

/// What an operator does to a node. It is no fault: nothing is in force afterwards, nothing is
/// healed, and it counts for no proof that a fault took effect.
public sealed interface OperatorAction {
    NodeId node();

    /// For journals and people: `RestartNode M`. A redis.conf is not quoted, its length is.
    default String describe() {
        return getClass().getSimpleName()
                + " "
                + node()
                + switch (this) {
                    case RestartNode _ -> "";
                    case OperatorCommand(_, var command) -> " " + String.join(" ", command);
                    case EditConfig(_, var redisConf) ->
                            " redis.conf of " + redisConf.lines().count() + " lines";
                };
    }

    /// SIGTERM, wait for the exit, start with the configuration file as it stands.
    record RestartNode(NodeId node) implements OperatorAction {}

    /// A command typed at the node, for example `CONFIG SET appendonly yes`.
    record OperatorCommand(NodeId node, List<String> command) implements OperatorAction {
        public OperatorCommand {
            command = List.copyOf(command);
        }
    }

    /// redis.conf edited or replaced on the disk, without a restart.
    record EditConfig(NodeId node, String redisConf) implements OperatorAction {}
}
