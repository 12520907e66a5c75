package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LogCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;

/// Sends each replica its snapshot, then its stream: as much as its socket takes, and no more in
/// one turn than clients can wait for.
final class ReplicaSender {
    /// As much as may lie unsent in the kernel's hands: more would only hide how slow a link is.
    private static final long UNSENT_BYTES_MAX = 256 * 1024;

    static final int CHUNK_BYTES = 64 * 1024;

    /// What one replica is sent of the stream in one turn, though its socket would take more: what
    /// has gathered while it loaded would otherwise keep all clients waiting. (redis-server's bound
    /// is 64 KiB for each client; four replicas make that four times as much.)
    private static final int TURN_BYTES_MAX = 16 * 1024;

    private final NodeContext node;

    /// Told once a replica was sent the whole of its snapshot.
    private final Consumer<Replica> transferred;

    private boolean pumpsOn;

    ReplicaSender(NodeContext node, Consumer<Replica> transferred) {
        this.node = node;
        this.transferred = transferred;
    }

    /// Whether a socket would have taken more than it was given in this turn.
    boolean pumpsOn() {
        return pumpsOn;
    }

    /// Sends what may be sent to everyone.
    void pumpAll(List<Replica> replicas) {
        pumpsOn = false;
        for (int i = 0; i < replicas.size(); i++) {
            pump(replicas.get(i));
        }
    }

    void pump(Replica replica) {
        LogCursor transfer = replica.snapshot;
        if (transfer != null) {
            replica.resyncBytes += pumpFrom(replica, transfer, CHUNK_BYTES);
            if (transfer.unreadBytes() == 0 && replica.transferWhole()) {
                transfer.close();
                replica.snapshot = null;
                transferred.accept(replica);
            }
            return;
        }
        LogCursor cursor = replica.stream;
        // After CLIENT REPLY OFF a replica is sent its snapshot and nothing else, as by
        // redis-server.
        if (replica.online() && cursor != null && !replica.session.repliesOff) {
            long sent = pumpFrom(replica, cursor, TURN_BYTES_MAX);
            node.stats.replicationBytesOut += sent;
        }
    }

    private long pumpFrom(Replica replica, LogCursor cursor, int bytesMax) {
        long sent = 0;
        while (cursor.unreadBytes() > 0
                && node.wire.unsentBytes(replica.session.connection) < UNSENT_BYTES_MAX) {
            if (sent >= bytesMax) {
                pumpsOn = true;
                break;
            }
            ByteBuffer bytes = cursor.read((int) (bytesMax - sent));
            sent += bytes.remaining();
            send(replica, bytes);
        }
        return sent;
    }

    void send(Replica replica, ByteBuffer bytes) {
        node.stats.bytesOut += bytes.remaining();
        replica.lastSentNanos = node.nowNanos;
        node.wire.write(replica.session.connection, bytes);
    }
}
