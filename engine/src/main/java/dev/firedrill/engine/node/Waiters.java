package dev.firedrill.engine.node;

import java.util.ArrayList;
import java.util.List;

/// Clients in WAIT and WAITAOF: each learns how many replicas have its writes, in memory or on
/// their disks, when enough have or when its time is up.
final class Waiters {
    static final String NO_LOG =
            "WAITAOF cannot be used when numlocal is set but appendonly is disabled.";

    /// What a client waits for.
    ///
    /// @param files whether only what is durable counts
    /// @param local whether it must be durable here
    record Wish(boolean files, boolean local, long replicas) {
        static Wish copies(long replicas) {
            return new Wish(false, false, replicas);
        }

        static Wish files(boolean local, long replicas) {
            return new Wish(true, local, replicas);
        }
    }

    /// @param offset in the replication stream, behind what the client has seen written
    /// @param logOffset the same place in the append-only log
    private record Waiting(
            Session session, Wish wish, long offset, long logOffset, long deadlineNanos) {}

    private final NodeContext node;
    private final List<Waiting> waiting = new ArrayList<>();

    Waiters(NodeContext node) {
        this.node = node;
    }

    /// @param timeoutMillis 0 is for ever
    void await(Session session, Wish wish, long timeoutMillis) {
        long deadline =
                timeoutMillis == 0 ? Long.MAX_VALUE : node.nowNanos + timeoutMillis * 1_000_000L;
        var one =
                new Waiting(session, wish, session.writtenOffset, session.appendedOffset, deadline);
        if (fulfilled(one) || node.transactions.executing()) {
            answer(one);
            return;
        }
        waiting.add(one);
        session.unblocker = error -> unblock(session, error);
        node.block(session);
        if (wish.replicas() > 0) {
            node.masterSide.askForAcks();
        }
    }

    private boolean fulfilled(Waiting one) {
        return replicas(one) >= one.wish().replicas() && (!one.wish().local() || local(one));
    }

    private int replicas(Waiting one) {
        return one.wish().files()
                ? node.masterSide.fsyncedUpTo(one.offset())
                : node.masterSide.ackedUpTo(one.offset());
    }

    private boolean local(Waiting one) {
        return node.persistence.durable(one.logOffset());
    }

    private void answer(Waiting one) {
        var out = one.session().out;
        if (one.wish().files()) {
            out.array(2);
            out.integer(local(one) ? 1 : 0);
        }
        out.integer(replicas(one));
    }

    /// A master has become a replica: nobody will hear of the writes that are waited for.
    void masterNoMore() {
        for (Waiting one : List.copyOf(waiting)) {
            node.dispatcher.answerLateError(
                    one.session(),
                    "UNBLOCKED force unblock from blocking operation, instance state"
                            + " changed (master -> replica?)");
            one.session().closing = true;
            node.unblock(one.session());
        }
        waiting.clear();
    }

    /// A replica or the disk has got further.
    void progressed() {
        end(false);
    }

    void cron() {
        end(true);
    }

    private void end(boolean alsoLate) {
        if (waiting.isEmpty()) {
            return;
        }
        boolean logOff = !node.config.yes("appendonly");
        waiting.removeIf(one -> {
            boolean late = alsoLate && node.nowNanos >= one.deadlineNanos();
            if (one.wish().local() && logOff) {
                node.dispatcher.answerLateError(one.session(), "ERR " + NO_LOG);
            } else if (fulfilled(one) || late) {
                answer(one);
            } else {
                return false;
            }
            node.unblock(one.session());
            return true;
        });
    }

    /// CLIENT UNBLOCK.
    private void unblock(Session session, boolean error) {
        for (Waiting one : waiting) {
            if (one.session() == session && error) {
                node.dispatcher.answerLateError(
                        session, "UNBLOCKED client unblocked via CLIENT UNBLOCK");
            } else if (one.session() == session) {
                answer(one);
            }
        }
        node.dispatcher.calledOff(session, error);
        forget(session);
        node.unblock(session);
    }

    void forget(Session session) {
        waiting.removeIf(one -> one.session() == session);
    }

    int count() {
        return waiting.size();
    }
}
