package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.resp.Args;

/// A command whose answer comes later than its turn. Until then nothing says how long it took, so
/// it is in no statistic of times and not in SLOWLOG.
///
/// @param args copies: the words that came have been overwritten by then
record SuspendedCommand(CommandSpec<NodeCall> spec, Args args, Why why, long beganNanos) {
    enum Why {
        /// Data is to come from elsewhere: only what answering takes counts.
        WAITS,
        /// The disk works for it, where redis-server would have the client and all others wait: all
        /// of it counts.
        WORKS,
        /// As WAIT and SHUTDOWN: redis-server never times one that has waited.
        UNTIMED
    }

    static Why why(CommandSpec<NodeCall> spec, boolean waitsForData) {
        if (waitsForData) {
            return Why.WAITS;
        }
        return switch (spec.name()) {
            case "wait", "waitaof", "shutdown" -> Why.UNTIMED;
            default -> Why.WORKS;
        };
    }
}
