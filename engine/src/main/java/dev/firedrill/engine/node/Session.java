package dev.firedrill.engine.node;

import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import dev.firedrill.engine.resp.RequestParser;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a server knows of one connection that was opened to it, a client's or a replica's, or of
/// its own to its master.
final class Session {
    final Connection connection;
    final long id;
    final String peer;
    final long createdNanos;
    final RequestParser parser;
    final ReplyWriter out;

    int database;
    String name = "";
    String libraryName = "";
    String libraryVersion = "";
    boolean authenticated;

    /// As whom.
    String user = dev.firedrill.engine.config.AccessUsers.DEFAULT;

    long lastActiveNanos;
    String lastCommand = "NULL";

    /// Which of our addresses the client has connected to, as far as the owner has said.
    String localAddress = "";

    /// CLIENT NO-EVICT and CLIENT NO-TOUCH.
    boolean noEvict;

    boolean noTouch;

    /// CLIENT REPLY OFF; SKIP for the next command, and for the present one.
    boolean repliesOff;

    boolean skipsNext;
    boolean skips;

    /// The command that CLIENT REPLY SKIP applied to has ended.
    void skipEnds() {
        skips = false;
        out.muted(repliesOff);
    }

    /// What the client listens to, one character for each byte.
    final LinkedHashSet<String> channels = new LinkedHashSet<>();

    final LinkedHashSet<String> patterns = new LinkedHashSet<>();
    final LinkedHashSet<String> shardChannels = new LinkedHashSet<>();

    /// A command that waits for the end of CLIENT PAUSE.
    @Nullable Args postponed;

    /// Set while the client waits in a command that CLIENT UNBLOCK may end: told whether to answer
    /// with an error, and writes the answer, as if time had run out otherwise.
    @Nullable Consumer<Boolean> unblocker;

    /// Nothing further is read; the connection closes once the replies are out.
    boolean closing;

    /// The answer to the present command is still to come, so no further command is begun.
    boolean blocked;

    /// The command that the present answer is still to come to, with its words.
    @Nullable SuspendedCommand suspended;

    /// In the list of sessions whose replies wait for the end of the batch.
    boolean flushWanted;

    /// Between MULTI and EXEC.
    @Nullable List<Args> queued;

    /// What its unfinished requests hold of the heap, as [MemoryRoom] counts it.
    long requestBytes;

    /// The connection is gone.
    boolean closed;

    final KeptBytes kept = new KeptBytes();

    /// A command could not be queued: EXEC refuses.
    boolean queueBroken;

    final List<Watched> watched = new ArrayList<>();
    boolean watchedChanged;

    /// Replies may go out once the append-only file is as durable as its policy promises up to
    // here.
    long appendedOffset;

    /// Replication offset behind the last write of this client, for WAIT.
    long writtenOffset;

    /// Set once the connection has asked to replicate.
    @Nullable Replica replica;

    /// This is our own connection to the master that we stream from.
    boolean toMaster;

    /// What REPLCONF said before PSYNC.
    String announcedIp = "";

    int announcedPort;
    boolean understandsMark;
    boolean understandsPsync2;

    /// It wants a snapshot and no stream behind it.
    boolean snapshotOnly;

    /// It wants a snapshot without keys.
    boolean withoutKeys;

    /// Since when its unsent replies are above the soft limit.
    long softLimitSinceNanos = dev.firedrill.engine.replication.OutputLimit.BELOW;

    Session(Connection connection, long id, String peer, long nowNanos, TransitMemory transit) {
        parser = new RequestParser(transit);
        out = new ReplyWriter(transit, true);
        this.connection = connection;
        this.id = id;
        this.peer = peer;
        this.createdNanos = nowNanos;
        this.lastActiveNanos = nowNanos;
    }

    /// The connection is gone: gives back what it held outside of the heap.
    void release() {
        parser.release();
        out.clear();
        Args waiting = postponed;
        if (waiting != null) {
            waiting.release();
        }
    }

    boolean inTransaction() {
        return queued != null;
    }

    boolean listens() {
        return !channels.isEmpty() || !patterns.isEmpty() || !shardChannels.isEmpty();
    }

    /// The address without the port.
    String peerHost() {
        int colon = peer.lastIndexOf(':');
        String host = colon < 0 ? peer : peer.substring(0, colon);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
