package dev.firedrill.engine.node;

import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.replication.OutputLimit;
import java.util.List;

/// Lets go of clients that do not read what they are sent: `client-output-buffer-limit` of the
/// classes normal and pubsub. Replicas have a limit of their own in [MasterSide].
final class OutputLimits {
    /// Who has not authenticated gets no more memory than redis-server gives to every client; with
    /// what goes beyond it ends the connection (CVE-2025-21605).
    private static final OutputLimit BEFORE_AUTHENTICATION = new OutputLimit(16 * 1024, 0, 0);

    private final NodeContext node;

    OutputLimits(NodeContext node) {
        this.node = node;
    }

    /// So much is handed to a network that has not sent what it was given before; less would only
    /// make a long queue of short pieces of it.
    private static final int COLLECTED_BYTES_MAX = TransitMemory.PIECE_BYTES;

    /// Whether the replies are kept back until the client has read what was sent before, which
    /// [Node#writable] tells.
    boolean collects(Session session) {
        return !session.closing
                && session.replica == null
                && session.out.length() < COLLECTED_BYTES_MAX
                && lagsBehind(session);
    }

    /// Whether something is unread of what was sent before.
    boolean lagsBehind(Session session) {
        return node.wire.unsentBytes(session.connection) > 0;
    }

    private OutputLimit limitOf(Session session) {
        if (node.authentication.missing(session)) {
            return BEFORE_AUTHENTICATION;
        }
        return session.listens()
                ? node.settings.pubSubOutputLimit
                : node.settings.normalOutputLimit;
    }

    /// Whether the client has too much unread, what waits to be written included; then it is gone.
    boolean closes(Session session) {
        if (session.out.overflowed()) {
            node.stats.outputLimitDisconnections++;
            node.warning(
                    "Client id=%d addr=%s closed: there is no memory left for its replies (%d bytes"
                            + " are unread).",
                    session.id,
                    session.peer,
                    session.out.length() + node.wire.unsentBytes(session.connection));
            node.abort(session);
            return true;
        }
        OutputLimit limit = limitOf(session);
        if ((limit.hardBytes() == 0 && limit.softBytes() == 0) || session.replica != null) {
            return false;
        }
        long unsent = session.out.length() + node.wire.unsentBytes(session.connection);
        if (!limit.exceedsSoft(unsent)) {
            session.softLimitSinceNanos = OutputLimit.BELOW;
        } else if (session.softLimitSinceNanos == OutputLimit.BELOW) {
            session.softLimitSinceNanos = node.nowNanos;
        }
        if (!limit.closes(unsent, session.softLimitSinceNanos, node.nowNanos)) {
            return false;
        }
        node.stats.outputLimitDisconnections++;
        node.warning(
                "Client id=%d addr=%s scheduled to be closed ASAP for overcoming of output buffer"
                        + " limits.",
                session.id, session.peer);
        node.abort(session);
        return true;
    }

    /// A soft limit strikes although nothing new is sent.
    void cron() {
        boolean none =
                noLimit(node.settings.normalOutputLimit)
                        && noLimit(node.settings.pubSubOutputLimit);
        if (none) {
            return;
        }
        for (Session session : List.copyOf(node.sessions.values())) {
            closes(session);
        }
    }

    private static boolean noLimit(OutputLimit limit) {
        return limit.hardBytes() == 0 && limit.softBytes() == 0;
    }
}
