package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;

/// CLIENT PAUSE: for a while the commands of clients wait, all of them or those that write. What
/// replicas and a master say goes on, and nothing expires or is evicted, so that the data stands
/// still.
final class ClientPause {
    private final NodeContext node;
    private final List<Session> postponed = new ArrayList<>();
    private long endsAtNanos;
    private boolean all;
    private boolean held;

    ClientPause(NodeContext node) {
        this.node = node;
    }

    /// A second pause makes the first one longer and stricter, never shorter, as in Redis.
    void begin(long untilNanos, boolean allCommands) {
        boolean on = on();
        all = allCommands || (on && all);
        endsAtNanos = on ? Math.max(endsAtNanos, untilNanos) : untilNanos;
    }

    void end() {
        endsAtNanos = 0;
        if (held) {
            return;
        }
        for (Session session : List.copyOf(postponed)) {
            node.unblock(session);
        }
        postponed.clear();
    }

    boolean on() {
        return held || node.nowNanos < endsAtNanos;
    }

    /// The data is being exchanged: all commands wait, whatever CLIENT PAUSE says.
    void hold() {
        held = true;
    }

    void release() {
        held = false;
        if (!on()) {
            end();
        }
    }

    /// When [#cron] has something to do; far away if never.
    long endsAtNanos() {
        return endsAtNanos == 0 ? Long.MAX_VALUE : endsAtNanos;
    }

    void cron() {
        if (endsAtNanos != 0 && !on()) {
            end();
        }
    }

    /// Whether the command waits; then it is kept.
    boolean postpones(Session session, CommandSpec<NodeCall> spec, Args args) {
        if (!on() || session.replica != null) {
            return false;
        }
        boolean replicates =
                spec.is(Flag.WRITE)
                        || spec.is(Flag.MAY_REPLICATE)
                        || node.transactions.queuedWrites(session, spec);
        if (!held && !all && !replicates) {
            return false;
        }
        session.postponed = args.retained();
        postponed.add(session);
        node.block(session);
        return true;
    }

    void forget(Session session) {
        postponed.remove(session);
    }

    int count() {
        return postponed.size();
    }
}
