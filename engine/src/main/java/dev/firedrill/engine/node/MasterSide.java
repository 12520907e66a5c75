package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.replication.LogCursor;
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
import java.util.Locale;
import java.util.OptionalLong;

/// What a server does for its replicas: decides how each can go on, hears how far each is, and lets
/// go of them. [ReplicaSender] sends them snapshot and stream, [ReplicaTimers] watches over them.
final class MasterSide {
    private static final byte[] GETACK =
            CommandEncoder.encodeWords(List.of("REPLCONF", "GETACK", "*"));

    private final NodeContext node;
    private final List<Replica> replicas = new ArrayList<>();
    final ResyncCounters resyncs = new ResyncCounters();
    private final ReplicaSender sender;
    private final ReplicaTimers timers;

    MasterSide(NodeContext node) {
        this.node = node;
        sender = new ReplicaSender(node, this::transferred);
        timers = new ReplicaTimers(node, sender);
    }

    void cron() {
        timers.cron(replicas);
    }

    /// Sends what may be sent to everyone.
    void pumpAll() {
        sender.pumpAll(replicas);
    }

    /// Whether a socket would have taken more than it was given in this turn.
    boolean pumpsOn() {
        return sender.pumpsOn();
    }

    /// Sends one of them what may be sent.
    void pump(Replica replica) {
        sender.pump(replica);
    }

    /// The backlog's time to live counts from here until a replica comes.
    void started() {
        timers.alone();
    }

    List<Replica> replicas() {
        return replicas;
    }

    /// PSYNC, or SYNC when `request` says so.
    void asked(Session session, PsyncRequest request, boolean syncOnly) throws Refused {
        if (node.failover.under()) {
            throw new Refused("NOMASTERLINK Can't SYNC while failing over");
        }
        if (node.replicaSide.following() && !node.replicaSide.streaming()) {
            throw new Refused("NOMASTERLINK Can't SYNC while not connected with my master");
        }
        if (session.out.length() > 0) {
            throw new Refused("ERR SYNC and PSYNC are invalid with pending output");
        }
        if (session.withoutKeys && !session.understandsMark) {
            throw new Refused("ERR Filtered replica requires EOF capability");
        }
        var replica = new Replica(session, syncOnly, node.nowNanos);
        PsyncDecision decision = decide(request, syncOnly);
        resyncs.count(decision);
        session.replica = replica;
        replicas.add(replica);
        ResyncReport.decided(node, replica, request, decision);
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

    private void resume(Replica replica, PsyncDecision.Continue decision) {
        String answer =
                replica.session.understandsPsync2
                        ? "+CONTINUE " + node.replication.primaryId() + "\r\n"
                        : "+CONTINUE\r\n";
        sender.send(replica, ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
        replica.resync = ResyncKind.PARTIAL;
        replica.resyncBytes = decision.missingBytes();
        replica.streamsAtOffset = node.replication.offset();
        replica.stream = node.replication.cursorAt(decision.fromOffset());
        online(replica);
    }

    private void awaitSnapshot(Replica replica) {
        if (!replica.session.withoutKeys && node.snapshots.attach(replica)) {
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
        if (replica.session.withoutKeys) {
            node.snapshots.sendWithoutKeys(replica);
        } else {
            node.snapshots.wanted();
        }
    }

    /// A snapshot begins that this replica will be sent: its stream goes on from here.
    void snapshotBegins(Replica replica) {
        if (!node.replicaSide.following()) {
            node.propagation.replicasSelectAgain();
        }
        replica.streamsAtOffset = node.replication.offset();
        // A stream that is only passed on cannot be told to name its database again: there the
        // snapshot says which one is selected.
        if (!replica.syncOnly) {
            answerFullResync(replica, node.replication.offset());
        }
        if (node.settings.compat26) {
            var own = new SharedLog(node.replication.offset() + 1, 0, node.transit);
            replica.ownStream = own;
            replica.stream = own.cursorAt(own.offsetEnd());
        } else {
            replica.stream = node.replication.cursorAtEnd();
        }
    }

    /// It joins a snapshot that began for another: its stream goes on from where that one's does.
    void joins(Replica replica, Replica other) {
        LogCursor theirs = java.util.Objects.requireNonNull(other.stream);
        replica.streamsAtOffset = other.streamsAtOffset;
        if (!replica.syncOnly) {
            // Where the snapshot began, not where the stream is by now.
            answerFullResync(replica, theirs.offset() - 1);
        }
        if (node.settings.compat26) {
            var own = new SharedLog(theirs.offset(), 0, node.transit);
            // From here on nothing of it is dropped.
            replica.stream = own.cursorAt(own.offsetEnd());
            try (LogCursor copied = theirs.copy()) {
                while (copied.unreadBytes() > 0) {
                    ByteBuffer bytes = copied.read(ReplicaSender.CHUNK_BYTES);
                    byte[] piece = new byte[bytes.remaining()];
                    bytes.get(piece);
                    own.append(piece, 0, piece.length);
                }
            }
            replica.ownStream = own;
        } else {
            replica.stream = theirs.copy();
        }
    }

    private void answerFullResync(Replica replica, long offset) {
        String answer =
                String.format(
                        Locale.ROOT, "+FULLRESYNC %s %d\r\n", node.replication.primaryId(), offset);
        sender.send(replica, ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
    }

    private void online(Replica replica) {
        replica.state = Replica.State.ONLINE;
        replica.ackedAtNanos = node.nowNanos;
        node.notice("Synchronization with replica %s succeeded", replica.name());
        pump(replica);
    }

    /// Whether changes must be encoded for replicas at all.
    boolean listening() {
        return node.replication.active() || !replicas.isEmpty();
    }

    /// Changes of this server, or bytes of its own master's stream that it passes on.
    void append(ByteBuffer bytes) {
        if (node.replication.active()) {
            node.replication.append(bytes);
            return;
        }
        node.replication.countOnly(bytes.remaining());
        for (Replica replica : replicas) {
            SharedLog own = replica.ownStream;
            if (own != null) {
                own.append(bytes.duplicate());
            }
        }
    }

    private void transferred(Replica replica) {
        if (replica.session.snapshotOnly) {
            node.notice(
                    "RDB transfer completed, rdb only replica (%s) should be disconnected asap",
                    replica.name());
            replica.session.closing = true;
            node.wire.closeAfterWrites(replica.session.connection);
        } else if (replica.transferMarked()) {
            // Where the mark ends only the replica can tell; its first ACK says that it has it.
            replica.state = Replica.State.AWAITING_ACK;
            replica.ackedAtNanos = node.nowNanos;
        } else {
            online(replica);
        }
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
        endResync(replica, offset);
        node.waiters.progressed();
        node.failover.advance();
        node.shutdown.advance();
    }

    /// Only the replica knows when it has the data: the last bytes for it may lie in buffers for
    /// seconds, while a slow link drains them. Its first acknowledgement comes when it begins to
    /// stream; after a partial resync a later one, within a second, says that it has caught up.
    ///
    /// One that only knows SYNC counts from a place of its own, so any acknowledgement will do.
    private void endResync(Replica replica, long offset) {
        if (!replica.resyncs
                || !replica.online()
                || (!replica.syncOnly && offset < replica.streamsAtOffset)) {
            return;
        }
        replica.resyncs = false;
        node.report(
                new NodeEvent.ResyncEnded(
                        replica.name(), replica.resync, OptionalLong.of(replica.resyncBytes)));
    }

    /// The replica or the network has ended the connection.
    void lost(Replica replica) {
        report(replica, ReplicaCloseReason.CONNECTION_LOST);
    }

    private void report(Replica replica, ReplicaCloseReason reason) {
        node.report(new NodeEvent.ReplicaClosed(replica.name(), reason));
    }

    /// The connection is gone.
    void left(Replica replica) {
        replicas.remove(replica);
        replica.release();
        node.snapshots.left(replica);
        node.notice("Connection with replica %s lost.", replica.name());
        if (replicas.isEmpty()) {
            timers.alone();
        }
    }

    /// A replica sends nothing but REPLCONF ACK. Whatever else it sent was answered: the answer
    /// would stand in its stream, so it is dropped, with the link. Source: redis-server 7.0.
    void spokeOutOfTurn(Replica replica) {
        node.warning(
                "Replica %s has sent a command that is answered, as no replica does: its link is"
                        + " closed.",
                replica.name());
        close(replica, ReplicaCloseReason.SPOKE_OUT_OF_TURN);
    }

    /// Any sign of life counts, also the empty line that a replica sends while it loads.
    void alive(Replica replica) {
        replica.ackedAtNanos = node.nowNanos;
    }

    void close(Replica replica, ReplicaCloseReason reason) {
        report(replica, reason);
        node.abort(replica.session);
    }

    /// Everyone must come again: the history or the data has changed under them.
    void closeAll(ReplicaCloseReason reason) {
        for (Replica replica : List.copyOf(replicas)) {
            close(replica, reason);
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
