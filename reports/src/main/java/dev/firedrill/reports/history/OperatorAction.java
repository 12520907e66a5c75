package dev.firedrill.reports.history;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the operator did to a node. A command that changes what the node is, or how it is
/// configured, has a type of its own, whichever way it was spelled.
public sealed interface OperatorAction {
    /// REPLICAOF NO ONE: the node is to be a master.
    record Promoted() implements OperatorAction {}

    /// REPLICAOF: the node is to follow the server at that address.
    record Repointed(String host, int port) implements OperatorAction {}

    /// FLUSHALL: deletes every key of the node and of its replicas.
    record Wiped() implements OperatorAction {}

    /// CONFIG SET.
    ///
    /// @param values by directive, in the order of the command; passwords are hidden
    record ConfigSet(Map<String, String> values) implements OperatorAction {
        public ConfigSet {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }

    /// CONFIG REWRITE.
    record ConfigRewritten() implements OperatorAction {}

    /// The process was asked to end, and started again with its redis.conf.
    record Restarted() implements OperatorAction {}

    /// redis.conf was edited on the disk; the running server does not notice.
    ///
    /// @param added lines at the end of the file, where they win
    record ConfigEdited(List<String> added) implements OperatorAction {
        public ConfigEdited {
            added = List.copyOf(added);
        }
    }

    /// Another file was put in the place of redis.conf; the running server does not notice.
    ///
    /// @param by which, for people: `the copy of last week`
    record ConfigReplaced(String by) implements OperatorAction {}

    /// Any other command.
    record Typed(List<String> words) implements OperatorAction {
        public Typed {
            words = List.copyOf(words);
        }
    }
}
