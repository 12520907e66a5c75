package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/// For a while the commands of clients wait, all of them or those that write, for one reason or for
/// several at once. What replicas and a master say goes on, and nothing expires or is evicted, so
/// that the data stands still. Source: behaviour of redis-server 7.0.
final class ClientPause {
    /// Each reason begins and ends by itself.
    enum Why {
        /// CLIENT PAUSE.
        OPERATOR,
        /// The role is handed over: replicas must be able to reach our offset.
        FAILOVER,
        /// Replicas catch up before the server ends.
        SHUTDOWN,
        /// The data is being exchanged for what a file holds.
        RELOAD
    }

    private static final long NEVER = Long.MAX_VALUE;

    private record Pause(boolean all, long endsAtNanos) {}

    private final NodeContext node;
    private final EnumMap<Why, Pause> pauses = new EnumMap<>(Why.class);
    private final List<Session> postponed = new ArrayList<>();

    ClientPause(NodeContext node) {
        this.node = node;
    }

    /// CLIENT PAUSE. A second one makes the first one longer and stricter, never shorter, as in
    /// Redis.
    void begin(long untilNanos, boolean allCommands) {
        Pause present = pauses.get(Why.OPERATOR);
        var wanted = new Pause(allCommands, untilNanos);
        if (present != null && runs(present)) {
            wanted =
                    new Pause(
                            allCommands || present.all, Math.max(untilNanos, present.endsAtNanos));
        }
        pauses.put(Why.OPERATOR, wanted);
    }

    /// Lasts until [#end] is called with the same reason.
    void begin(Why why) {
        pauses.put(why, new Pause(why == Why.RELOAD, NEVER));
    }

    void end(Why why) {
        if (pauses.remove(why) != null) {
            resume();
        }
    }

    /// What waited is carried out, or refused as things are now; what must wait for another reason
    /// is postponed again.
    private void resume() {
        var released = List.copyOf(postponed);
        postponed.clear();
        released.forEach(node::unblock);
    }

    private boolean runs(Pause pause) {
        return node.nowNanos < pause.endsAtNanos;
    }

    boolean on() {
        if (pauses.isEmpty()) {
            return false;
        }
        for (Pause pause : pauses.values()) {
            if (runs(pause)) {
                return true;
            }
        }
        return false;
    }

    /// Whether replicas are to reach our offset: then no PING and no GETACK may move it either.
    boolean holdsOffset() {
        return pauses.containsKey(Why.FAILOVER) || pauses.containsKey(Why.SHUTDOWN);
    }

    /// When [#cron] has something to do; far away if never.
    long endsAtNanos() {
        Pause pause = pauses.get(Why.OPERATOR);
        return pause == null ? NEVER : pause.endsAtNanos;
    }

    void cron() {
        Pause pause = pauses.get(Why.OPERATOR);
        if (pause != null && !runs(pause)) {
            end(Why.OPERATOR);
        }
    }

    /// Whether the command waits, and with it all that its client sends after it; then it is kept.
    boolean postpones(Session session, CommandSpec<NodeCall> spec, Args args) {
        if (session.replica != null || !on()) {
            return false;
        }
        boolean all = false;
        for (Pause pause : pauses.values()) {
            all |= pause.all && runs(pause);
        }
        if (!all && !replicates(session, spec)) {
            return false;
        }
        if (!node.room.admitsKept(session, KeptBytes.ofCommand(args))) {
            node.dispatcher.refuse(session, MemoryRoom.REFUSAL);
            return true;
        }
        session.kept.suspends(args);
        session.postponed = args.retained();
        postponed.add(session);
        node.block(session);
        return true;
    }

    private boolean replicates(Session session, CommandSpec<NodeCall> spec) {
        return spec.is(Flag.WRITE)
                || spec.is(Flag.MAY_REPLICATE)
                || node.transactions.queuedWrites(session, spec)
                || node.transactions.queued(session, spec, Flag.MAY_REPLICATE);
    }

    void forget(Session session) {
        postponed.remove(session);
    }
}
