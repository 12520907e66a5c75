package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/// Writes wait while a server hands its role over or ends, so that its replication offset stands
/// still and replicas can reach it. Reads go on. Nothing else moves the offset meanwhile either: no
/// PING, no GETACK, no deletion of expired keys.
///
/// Source: behaviour of redis-server 7.0, which pauses clients for the same two reasons.
final class WriteHold {
    enum Why {
        FAILOVER,
        SHUTDOWN
    }

    private final NodeContext node;
    private final EnumSet<Why> reasons = EnumSet.noneOf(Why.class);
    private final List<Session> held = new ArrayList<>();

    WriteHold(NodeContext node) {
        this.node = node;
    }

    boolean on() {
        return !reasons.isEmpty();
    }

    void begin(Why why) {
        reasons.add(why);
    }

    /// When the last reason is gone, what was held is carried out, or refused as things are then.
    void end(Why why) {
        reasons.remove(why);
        if (on()) {
            return;
        }
        var released = List.copyOf(held);
        held.clear();
        released.forEach(node::unblock);
    }

    boolean holds(Session session, CommandSpec<NodeCall> spec) {
        return on()
                && session.replica == null
                && (spec.is(Flag.WRITE)
                        || node.transactions.queuedWrites(session, spec)
                        || spec.name().equals("publish"));
    }

    /// The command waits, and with it all that its client sends after it.
    void hold(Session session, Args args) {
        session.postponed = args.retained();
        held.add(session);
        node.block(session);
    }

    void forget(Session session) {
        held.remove(session);
    }

    int count() {
        return held.size();
    }
}
