package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.replication.LogCursor;
import dev.firedrill.engine.replication.OutputLimit;
import dev.firedrill.engine.replication.PsyncDecision;
import dev.firedrill.engine.replication.PsyncRequest;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.replication.ResyncCounters;
import dev.firedrill.engine.replication.SharedLog;
import dev.firedrill.engine.resp.CommandEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a server does for its replicas: decides how each can go on, sends snapshot and stream, asks
/// and hears how far each is, and lets go of those that are too slow or silent.
final class MasterSide {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// As much as may lie unsent in the kernel's hands: more would only hide how slow a link is.
    private static final long UNSENT_BYTES_MAX = 256 * 1024;

    private static final int CHUNK_BYTES = 64 * 1024;

    /// What one replica is sent of the stream in one turn, though its socket would take more: what
    /// has gathered while it loaded would otherwise keep all clients waiting. (redis-server's bound
    /// is 64 KiB for each client; four replicas make that four times as much.)
    private static final int TURN_BYTES_MAX = 16 * 1024;

    private static final byte[] PING = CommandEncoder.encodeWords(List.of("PING"));
    private static final byte[] GETACK =
            CommandEncoder.encodeWords(List.of("REPLCONF", "GETACK", "*"));
    private static final ByteBuffer NEWLINE = ByteBuffer.wrap(new byte[] {'\n'});

    private final NodeContext node;
    private boolean pumpsOn;
    private final List<Replica> replicas = new ArrayList<>();
    final ResyncCounters resyncs = new ResyncCounters();
    private long lastPingNanos;
    private long lastCronNanos;
    private long noReplicasSinceNanos;

    MasterSide(NodeContext node) {
        this.node = node;
    }

    /// The backlog's time to live counts from here until a replica comes.
    void started() {
        noReplicasSinceNanos = node.nowNanos;
    }

    List<Replica> replicas() {
        return replicas;
    }

    /// PSYNC, or SYNC when `request` says so.
    void asked(Session session, PsyncRequest request, boolean syncOnly) throws Refused {
        if (session.replica != null) {
            return;
        }
        if (node.failover.under()) {
            throw new Refused("NOMASTERLINK Can't SYNC while failing over");
        }
        if (node.replicaSide.following() && !node.replicaSide.streaming()) {
            throw new Refused("NOMASTERLINK Can't SYNC while not connected with my master");
        }
        if (session.out.length() > 0) {
            node.flushNow(session);
        }
        var replica = new Replica(session, syncOnly, node.nowNanos);
        PsyncDecision decision = decide(request, syncOnly);
        resyncs.count(decision);
        session.replica = replica;
        replicas.add(replica);
        logDecision(replica, request, decision);
        switch (decision) {
            case PsyncDecision.Continue resumed -> resume(replica, resumed);
            case PsyncDecision.FullResync _ -> awaitSnapshot(replica);
        }
    }

    private PsyncDecision decide(PsyncRequest request, boolean syncOnly) {
        if (syncOnly) {
            return new PsyncDecision.FullResync(
                    PsyncDecision.Reason.SYNC_ONLY, PsyncDecision.UNKNOWN);
        }
        return PsyncDecision.decide(request, node.replication.history());
    }

    private void logDecision(Replica replica, PsyncRequest request, PsyncDecision decision) {
        String backlog =
                node.replication.active() ? Long.toString(node.replication.backlogBytesMin()) : "-";
        switch (decision) {
            case PsyncDecision.Continue(long fromOffset, long missing) -> {
                node.notice(
                        "Partial resynchronization request from %s accepted. Sending %d bytes of"
                                + " backlog starting from offset %d.",
                        replica.name(), missing, fromOffset);
                noticeDecision(replica, "partial", "continued", missing, backlog);
            }
            case PsyncDecision.FullResync refused -> {
                long missing = refused.missingBytes();
                PsyncDecision.Reason reason = refused.reason();
                switch (reason) {
                    case SYNC_ONLY, REQUESTED_BY_REPLICA ->
                            node.notice("Full resync requested by replica %s", replica.name());
                    case UNKNOWN_HISTORY, BEYOND_SECONDARY_HISTORY ->
                            node.notice(
                                    "Partial resynchronization not accepted: Replication ID"
                                            + " mismatch (Replica asked for '%s', my replication"
                                            + " IDs are '%s' and '%s')",
                                    request.replicationId(),
                                    node.replication.primaryId(),
                                    node.replication.secondaryId());
                    case NO_BACKLOG, BACKLOG_TRIMMED, AHEAD_OF_MASTER ->
                            node.notice(
                                    "Unable to partial resync with replica %s for lack of backlog"
                                            + " (Replica request was: %d).",
                                    replica.name(), request.nextOffset());
                }
                noticeDecision(replica, "full", reason.word(), missing, backlog);
            }
        }
    }

    private void noticeDecision(
            Replica replica, String kind, String reason, long missing, String backlog) {
        node.notice(
                "firedrill: resync-decided replica=%s kind=%s reason=%s missing=%s backlog=%s",
                replica.name(), kind, reason, missing < 0 ? "-" : missing, backlog);
    }

    private void resume(Replica replica, PsyncDecision.Continue decision) {
        String answer =
                replica.session.understandsPsync2
                        ? "+CONTINUE " + node.replication.primaryId() + "\r\n"
                        : "+CONTINUE\r\n";
        send(replica, ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        replica.resync = "partial";
        replica.resyncBytes = decision.missingBytes();
        replica.stream = node.replication.cursorAt(decision.fromOffset());
        online(replica);
    }

    private void awaitSnapshot(Replica replica) {
        if (node.snapshots.attach(replica)) {
            return;
        }
        if (!node.replication.active() && !node.settings.compat26) {
            if (!node.replicaSide.following()) {
                // Nothing was kept so far, so no replica may believe that it knows this history.
                node.replication.renew();
            }
            node.replication.activate();
            node.notice(
                    "Replication backlog created, my new replication IDs are '%s' and '%s'",
                    node.replication.primaryId(), node.replication.secondaryId());
        }
        node.snapshots.wanted();
    }

    /// A snapshot begins that this replica will be sent: its stream goes on from here.
    void snapshotBegins(Replica replica) {
        if (!node.replicaSide.following()) {
            node.propagation.replicasSelectAgain();
        }
        // A stream that is only passed on cannot be told to name its database again: there the
        // snapshot says which one is selected.
        if (!replica.syncOnly) {
            answerFullResync(replica, node.replication.offset());
        }
        if (node.settings.compat26) {
            var own = new SharedLog(node.replication.offset() + 1, 0);
            replica.ownStream = own;
            replica.stream = own.cursorAt(own.offsetEnd());
        } else {
            replica.stream = node.replication.cursorAtEnd();
        }
    }

    /// It joins a snapshot that began for another: its stream goes on from where that one's does.
    void joins(Replica replica, Replica other) {
        LogCursor theirs = java.util.Objects.requireNonNull(other.stream);
        if (!replica.syncOnly) {
            // Where the snapshot began, not where the stream is by now.
            answerFullResync(replica, theirs.offset() - 1);
        }
        if (node.settings.compat26) {
            var own = new SharedLog(theirs.offset(), 0);
            try (LogCursor copied = theirs.copy()) {
                while (copied.unreadBytes() > 0) {
                    ByteBuffer bytes = copied.read(CHUNK_BYTES);
                    byte[] piece = new byte[bytes.remaining()];
                    bytes.get(piece);
                    own.append(piece, 0, piece.length);
                }
            }
            replica.ownStream = own;
            replica.stream = own.cursorAt(own.offsetMin());
        } else {
            replica.stream = theirs.copy();
        }
    }

    private void answerFullResync(Replica replica, long offset) {
        String answer = "+FULLRESYNC %s %d\r\n".formatted(node.replication.primaryId(), offset);
        send(replica, ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
    }

    private void online(Replica replica) {
        replica.state = Replica.State.ONLINE;
        replica.ackedAtNanos = node.nowNanos;
        node.notice("Synchronization with replica %s succeeded", replica.name());
        node.notice(
                "firedrill: resync-ended replica=%s kind=%s bytes=%d",
                replica.name(), replica.resync, replica.resyncBytes);
        pump(replica);
    }

    /// Whether changes must be encoded for replicas at all.
    boolean listening() {
        return node.replication.active() || !replicas.isEmpty();
    }

    /// Changes of this server, or bytes of its own master's stream that it passes on.
    void append(byte[] bytes, int offset, int length) {
        if (node.replication.active()) {
            node.replication.append(bytes, offset, length);
            return;
        }
        node.replication.countOnly(length);
        for (Replica replica : replicas) {
            SharedLog own = replica.ownStream;
            if (own != null) {
                own.append(bytes, offset, length);
            }
        }
    }

    /// Whether a socket would have taken more than it was given in this turn.
    boolean pumpsOn() {
        return pumpsOn;
    }

    /// Sends what may be sent to everyone.
    void pumpAll() {
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
                transferred(replica);
            }
            return;
        }
        LogCursor cursor = replica.stream;
        if (replica.online() && cursor != null) {
            long sent = pumpFrom(replica, cursor, TURN_BYTES_MAX);
            node.stats.replicationBytesOut += sent;
        }
    }

    private void transferred(Replica replica) {
        if (replica.transferMarked()) {
            // Where the mark ends only the replica can tell; its first ACK says that it has it.
            replica.state = Replica.State.AWAITING_ACK;
            replica.ackedAtNanos = node.nowNanos;
        } else {
            online(replica);
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

    private void send(Replica replica, ByteBuffer bytes) {
        node.stats.bytesOut += bytes.remaining();
        replica.lastSentNanos = node.nowNanos;
        node.wire.write(replica.session.connection, bytes);
    }

    /// @param fsynced what of it is durable at the replica; [FsyncedPlace#NONE] if it did not say
    void acked(Session session, long offset, long fsynced) {
        Replica replica = session.replica;
        if (replica == null) {
            return;
        }
        replica.ackedOffset = Math.max(replica.ackedOffset, offset);
        replica.fsyncedOffset = Math.max(replica.fsyncedOffset, fsynced);
        replica.ackedAtNanos = node.nowNanos;
        if (replica.state == Replica.State.AWAITING_ACK) {
            online(replica);
        }
        node.waiters.progressed();
        node.failover.advance();
        node.shutdown.advance();
    }

    /// The connection is gone.
    void left(Replica replica) {
        replicas.remove(replica);
        replica.release();
        node.snapshots.left(replica);
        node.notice("Connection with replica %s lost.", replica.name());
        if (replicas.isEmpty()) {
            noReplicasSinceNanos = node.nowNanos;
        }
    }

    void close(Replica replica, String why) {
        node.notice("firedrill: replica-closed replica=%s why=%s", replica.name(), why);
        node.abort(replica.session);
    }

    /// Everyone must come again: the history or the data has changed under them.
    void closeAll(String why) {
        for (Replica replica : List.copyOf(replicas)) {
            close(replica, why);
        }
    }

    /// How many replicas are being sent a snapshot, or wait for the file that they will be sent.
    int fullResyncs() {
        int count = 0;
        for (Replica replica : replicas) {
            count +=
                    switch (replica.state) {
                        case WAITING, ONLINE -> 0;
                        case WAITING_FOR_FILE, RECEIVING, AWAITING_ACK -> 1;
                    };
        }
        return count;
    }

    boolean enoughGoodReplicas() {
        if (node.settings.replicasToWriteMin == 0 || node.settings.replicaLagNanosMax == 0) {
            return true;
        }
        return goodReplicas() >= node.settings.replicasToWriteMin;
    }

    int goodReplicas() {
        int good = 0;
        for (Replica replica : replicas) {
            if (replica.online()
                    && node.nowNanos - replica.ackedAtNanos <= node.settings.replicaLagNanosMax) {
                good++;
            }
        }
        return good;
    }

    /// How many replicas are known to have everything up to there.
    int ackedUpTo(long offset) {
        int count = 0;
        for (Replica replica : replicas) {
            if (replica.online() && replica.ackedOffset >= offset) {
                count++;
            }
        }
        return count;
    }

    /// How many are known to have it on their disk.
    int fsyncedUpTo(long offset) {
        int count = 0;
        for (Replica replica : replicas) {
            if (replica.online() && replica.fsyncedOffset >= offset) {
                count++;
            }
        }
        return count;
    }

    /// Whether every replica that streams is known to have everything up to there.
    boolean onlineHave(long offset) {
        for (Replica replica : replicas) {
            if (replica.online() && !replica.syncOnly && replica.ackedOffset < offset) {
                return false;
            }
        }
        return true;
    }

    void askForAcks() {
        if (!node.pause.holdsOffset()) {
            node.propagation.toReplicasOnly(GETACK);
        }
    }

    // Timers.

    void cron() {
        for (Replica replica : List.copyOf(replicas)) {
            enforceOutputLimit(replica);
        }
        if (node.nowNanos - lastCronNanos < NANOS_PER_SECOND) {
            return;
        }
        lastCronNanos = node.nowNanos;
        if (!node.replicaSide.following()
                && !node.shuttingDown
                && !node.pause.holdsOffset()
                && !replicas.isEmpty()
                && node.nowNanos - lastPingNanos >= node.settings.pingPeriodNanos) {
            lastPingNanos = node.nowNanos;
            node.propagation.toReplicasOnly(PING);
        }
        for (Replica replica : List.copyOf(replicas)) {
            if (replica.state == Replica.State.WAITING
                    || replica.state == Replica.State.WAITING_FOR_FILE) {
                // Tells the replica that its master has not forgotten it.
                send(replica, NEWLINE.duplicate());
            }
            dropIfSilent(replica);
        }
        dropBacklogIfUnused();
    }

    private void dropIfSilent(Replica replica) {
        boolean silent =
                switch (replica.state) {
                    case ONLINE, AWAITING_ACK ->
                            node.nowNanos - replica.ackedAtNanos
                                    > node.settings.replicationTimeoutNanos;
                    case RECEIVING ->
                            node.nowNanos - replica.lastSentNanos
                                    > node.settings.replicationTimeoutNanos;
                    case WAITING, WAITING_FOR_FILE -> false;
                };
        // Old replicas that know no ACK would always look silent.
        if (silent && !(replica.syncOnly && replica.online())) {
            node.notice(
                    "Disconnecting timedout replica (%s): %s",
                    replica.state == Replica.State.RECEIVING ? "full sync" : "streaming sync",
                    replica.name());
            close(replica, "timed-out");
        }
    }

    private void enforceOutputLimit(Replica replica) {
        var limit = node.config.outputBufferLimit("replica");
        var bounded =
                new OutputLimit(limit.hardBytes(), limit.softBytes(), limit.softSeconds())
                        .withHardBytesMin(node.replication.backlogBytesMin());
        long written = replica.online() ? node.wire.unsentBytes(replica.session.connection) : 0;
        long unsent = replica.unsentStreamBytes() + written;
        if (!bounded.exceedsSoft(unsent)) {
            replica.softLimitSinceNanos = OutputLimit.BELOW;
        } else if (replica.softLimitSinceNanos == OutputLimit.BELOW) {
            replica.softLimitSinceNanos = node.nowNanos;
        }
        if (bounded.closes(unsent, replica.softLimitSinceNanos, node.nowNanos)) {
            node.stats.outputLimitDisconnections++;
            node.warning(
                    "Client id=%d addr=%s scheduled to be closed ASAP for overcoming of output"
                            + " buffer limits.",
                    replica.session.id, replica.session.peer);
            close(replica, "output-buffer-limit");
        }
    }

    private void dropBacklogIfUnused() {
        long ttlSeconds = node.config.number("repl-backlog-ttl");
        if (replicas.isEmpty()
                && node.replication.active()
                && !node.replicaSide.following()
                // The time begins when all is loaded: until then it would count from the epoch, and
                // the place that was just restored would be thrown away.
                && !node.loading
                && ttlSeconds > 0
                && node.nowNanos - noReplicasSinceNanos > ttlSeconds * NANOS_PER_SECOND) {
            // Writes from here on go uncounted, so the present offset would lie to a replica that
            // comes back: it must not find its history again.
            node.replication.renew();
            node.replication.deactivate();
            node.notice(
                    "Replication backlog freed after %d seconds without connected replicas.",
                    ttlSeconds);
        }
    }

    /// INFO's `mem_clients_slaves`: memory that is there for slow replicas alone.
    long heldForReplicasBytes() {
        return node.replication.heldForReadersBytes() + bufferBytes();
    }

    /// Memory held for replicas outside of the shared log.
    long bufferBytes() {
        long bytes = 0;
        for (Replica replica : replicas) {
            SharedLog own = replica.ownStream;
            bytes += own == null ? 0 : own.allocatedBytes();
        }
        return bytes;
    }

    static PsyncRequest parseRequest(String id, String offset) throws Refused {
        try {
            return new PsyncRequest(new ReplicationId(id), Long.parseLong(offset));
        } catch (NumberFormatException notANumber) {
            throw new Refused("ERR value is not an integer or out of range");
        }
    }
}
