package dev.firedrill.engine.node;

import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import dev.firedrill.engine.resp.RequestParser;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server knows of one connection that was opened to it: a client's or a replica's.
final class Session {
    final Connection connection;
    final long id;
    final String peer;
    final long createdNanos;
    final RequestParser parser = new RequestParser();
    final ReplyWriter out = new ReplyWriter();

    int database;
    String name = "";
    String libraryName = "";
    String libraryVersion = "";
    boolean authenticated;
    long lastActiveNanos;
    String lastCommand = "NULL";

    /// Nothing further is read; the connection closes once the replies are out.
    boolean closing;

    /// The answer to the present command is still to come, so no further command is begun.
    boolean blocked;

    /// A write that waits until writes may go on, see [WriteHold].
    @Nullable Args held;

    /// In the list of sessions whose replies wait for the end of the batch.
    boolean flushWanted;

    /// Between MULTI and EXEC.
    @Nullable List<Args> queued;

    /// A command could not be queued: EXEC refuses.
    boolean queueBroken;

    final List<WatchedKey> watched = new ArrayList<>();
    boolean watchedChanged;

    /// Replies may go out once the append-only file is as durable as its policy promises up to
    // here.
    long appendedOffset;

    /// Replication offset behind the last write of this client, for WAIT.
    long writtenOffset;

    /// Set once the connection has asked to replicate.
    @Nullable Replica replica;

    /// What REPLCONF said before PSYNC.
    String announcedIp = "";

    int announcedPort;
    boolean understandsMark;
    boolean understandsPsync2;

    /// Since when its unsent replies are above the soft limit.
    long softLimitSinceNanos = dev.firedrill.engine.replication.OutputLimit.BELOW;

    record WatchedKey(int database, byte[] key) {}

    Session(Connection connection, long id, String peer, long nowNanos) {
        this.connection = connection;
        this.id = id;
        this.peer = peer;
        this.createdNanos = nowNanos;
        this.lastActiveNanos = nowNanos;
    }

    boolean inTransaction() {
        return queued != null;
    }

    /// The address without the port.
    String peerHost() {
        int colon = peer.lastIndexOf(':');
        return colon < 0 ? peer : peer.substring(0, colon);
    }
}
