package dev.firedrill.engine.node;

import java.util.ArrayList;
import java.util.List;

/// Clients in WAIT: each learns how many replicas have its writes, when enough have or when its
/// time is up.
final class Waiters {
    private record Waiting(Session session, long offset, int replicas, long deadlineNanos) {}

    private final NodeContext node;
    private final List<Waiting> waiting = new ArrayList<>();

    Waiters(NodeContext node) {
        this.node = node;
    }

    /// @param timeoutMillis 0 is for ever
    void await(Session session, int replicas, long timeoutMillis) {
        long offset = session.writtenOffset;
        int acked = node.masterSide.ackedUpTo(offset);
        if (acked >= replicas || node.transactions.executing()) {
            session.out.integer(acked);
            return;
        }
        long deadline =
                timeoutMillis == 0 ? Long.MAX_VALUE : node.nowNanos + timeoutMillis * 1_000_000L;
        waiting.add(new Waiting(session, offset, replicas, deadline));
        session.unblocker = error -> unblock(session, error);
        node.block(session);
        node.masterSide.askForAcks();
    }

    /// A master has become a replica: nobody will hear of the writes that are waited for.
    void masterNoMore() {
        for (Waiting one : List.copyOf(waiting)) {
            one.session()
                    .out
                    .error(
                            "UNBLOCKED force unblock from blocking operation, instance state"
                                    + " changed (master -> replica?)");
            one.session().closing = true;
            node.unblock(one.session());
        }
        waiting.clear();
    }

    void acked() {
        answer(false);
    }

    void cron() {
        answer(true);
    }

    private void answer(boolean alsoLate) {
        if (waiting.isEmpty()) {
            return;
        }
        waiting.removeIf(one -> {
            int acked = node.masterSide.ackedUpTo(one.offset());
            boolean late = alsoLate && node.nowNanos >= one.deadlineNanos();
            if (acked < one.replicas() && !late) {
                return false;
            }
            one.session().out.integer(acked);
            node.unblock(one.session());
            return true;
        });
    }

    /// CLIENT UNBLOCK.
    private void unblock(Session session, boolean error) {
        for (Waiting one : waiting) {
            if (one.session() == session && error) {
                session.out.error("UNBLOCKED client unblocked via CLIENT UNBLOCK");
            } else if (one.session() == session) {
                session.out.integer(node.masterSide.ackedUpTo(one.offset()));
            }
        }
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
