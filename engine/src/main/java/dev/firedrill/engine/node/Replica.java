package dev.firedrill.engine.node;

import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.replication.LogCursor;
import dev.firedrill.engine.replication.OutputLimit;
import dev.firedrill.engine.replication.SharedLog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A replica as its master sees it.
///
/// ```
///             snapshot begins                 all sent
///   Waiting ------------------> Receiving ---------------> AwaitingAck ---- ACK ----> Online
///      |  (a file is written       |          (only after      |                        ^
///      |   first: WaitingForFile)  |           a marked one)   |                        |
///      +---- PSYNC continues ------+------- a sized one, once sent ----------------------+
/// ```
final class Replica {
    /// Where it stands, in INFO's words.
    enum State {
        WAITING("wait_bgsave"),
        WAITING_FOR_FILE("wait_bgsave"),
        RECEIVING("send_bulk"),
        AWAITING_ACK("send_bulk"),
        ONLINE("online");

        private final String word;

        State(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    final Session session;
    final boolean syncOnly;
    State state = State.WAITING;
    final long askedAtNanos;

    ResyncKind resync = ResyncKind.FULL;
    long resyncBytes;

    /// It has not acknowledged yet that it streams.
    boolean resyncs = true;

    /// The place that it acknowledges once it streams: that of its snapshot, or the one up to which
    /// it had missed the stream.
    long streamsAtOffset;

    /// What of the replication stream it still has to be sent; absent until its place is known.
    @Nullable LogCursor stream;

    /// `compat 2.6`: a copy of the stream of its own.
    @Nullable SharedLog ownStream;

    /// The snapshot that it is being sent, and what of it is still to be sent.
    @Nullable Transfer transfer;

    @Nullable LogCursor snapshot;

    long ackedOffset;

    /// What of it is durable there, if it has said so.
    long fsyncedOffset = FsyncedPlace.NONE;

    long ackedAtNanos;
    long lastSentNanos;
    long softLimitSinceNanos = OutputLimit.BELOW;

    Replica(Session session, boolean syncOnly, long nowNanos) {
        this.session = session;
        this.syncOnly = syncOnly;
        askedAtNanos = nowNanos;
        ackedAtNanos = nowNanos;
        lastSentNanos = nowNanos;
    }

    /// A snapshot on its way to one or more replicas: one copy, each with a place of its own in it.
    static final class Transfer {
        /// As far as a transfer runs ahead of its slowest reader.
        static final long AHEAD_BYTES_MAX = 1024 * 1024;

        /// What goes out in one write: each costs a call of the kernel for each replica. On the
        /// other hand clients wait until all replicas have been sent theirs.
        static final int PIECE_BYTES = 16 * 1024;

        /// Nothing is kept for those who have read it.
        final SharedLog bytes;

        /// Ends with a mark rather than after an announced length.
        final boolean marked;

        boolean whole;

        /// @param memory for what a write to a long value hands over at once
        Transfer(boolean marked, TransitMemory memory) {
            this.marked = marked;
            bytes = new SharedLog(0, 0, PIECE_BYTES, memory);
        }

        /// What the slowest of its readers has before it.
        long unreadBytes(List<Replica> replicas) {
            long slowest = 0;
            for (Replica replica : replicas) {
                LogCursor place = replica.snapshot;
                if (replica.transfer == this && place != null) {
                    slowest = Math.max(slowest, place.unreadBytes());
                }
            }
            return slowest;
        }
    }

    void receives(Transfer begun) {
        transfer = begun;
        snapshot = begun.bytes.cursorAt(begun.bytes.offsetMin());
        state = State.RECEIVING;
    }

    boolean transferWhole() {
        Transfer present = transfer;
        return present != null && present.whole;
    }

    boolean transferMarked() {
        Transfer present = transfer;
        return present != null && present.marked;
    }

    boolean online() {
        return state == State.ONLINE;
    }

    /// The announced address, by which people and the log know it.
    String name() {
        return session.announcedIp.isEmpty()
                ? session.peer
                : PeerLines.printable(session.announcedIp);
    }

    String host() {
        return session.announcedIp.isEmpty() ? session.peerHost() : session.announcedIp;
    }

    /// Bytes of the stream held because of it. What is left of a snapshot is no part of that: it is
    /// made as fast as it is read.
    long unsentStreamBytes() {
        LogCursor cursor = stream;
        return cursor == null ? 0 : cursor.unreadBytes();
    }

    void release() {
        LogCursor cursor = stream;
        if (cursor != null) {
            cursor.close();
            stream = null;
        }
        SharedLog own = ownStream;
        if (own != null) {
            own.close();
        }
        LogCursor transfer = snapshot;
        if (transfer != null) {
            transfer.close();
            snapshot = null;
        }
    }
}
