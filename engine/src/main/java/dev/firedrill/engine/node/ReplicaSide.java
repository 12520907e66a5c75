package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.MasterAnswer;
import dev.firedrill.engine.replication.PsyncRequest;
import dev.firedrill.engine.replication.ReconnectDelay;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.resp.CommandEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server does as a replica: connects to its master, shakes hands, asks to go on from where
/// it is, takes a snapshot where it must, and applies the stream. The states are those of
/// [LinkState].
final class ReplicaSide {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final NodeContext node;
    private String host = "";
    private int port;
    private LinkState state = new LinkState.Offline(0);
    private @Nullable Connection connection;
    private final PeerLines lines = new PeerLines();
    private @Nullable StreamApplier applier;

    /// What CLIENT shows of the connection; of the last one, when there is no stream.
    private @Nullable Session link;

    /// Whether our replication id and offset are a place in some master's history.
    private boolean placeKnown;

    private long lastHeardNanos;
    private long downSinceNanos;
    private long streamingSinceNanos;
    private final ReconnectDelay reconnects;
    private final MasterHandshake handshake;
    private final RefusedSnapshots refusedSnapshots;
    private final FullResyncIntake intake;
    private final Acknowledgements acknowledgements;

    ReplicaSide(NodeContext node) {
        this.node = node;
        handshake = new MasterHandshake(node, this);
        refusedSnapshots = new RefusedSnapshots(node);
        intake = new FullResyncIntake(node, this, refusedSnapshots);
        acknowledgements = new Acknowledgements(node, this::say);
        reconnects = new ReconnectDelay(node.prng.fork("reconnects"));
    }

    boolean following() {
        return !host.isEmpty();
    }

    boolean streaming() {
        return state.streaming();
    }

    LinkState state() {
        return state;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    long lastHeardNanos() {
        return lastHeardNanos;
    }

    /// INFO's `master_link_down_since_seconds`; -1 when it never was up.
    long downSeconds() {
        return downSinceNanos == 0 ? -1 : (node.nowNanos - downSinceNanos) / NANOS_PER_SECOND;
    }

    boolean answersLoading() {
        return intake.answersLoading();
    }

    boolean loadsAsync() {
        return intake.loadsAsync();
    }

    /// Bytes of the stream that have arrived but make up no whole command or transaction yet.
    long unappliedBytes() {
        StreamApplier present = applier;
        return present == null ? 0 : present.unappliedBytes();
    }

    long snapshotBytesRead() {
        return intake.bytesRead();
    }

    /// The connection to the master as a client of ours, which it is, as in Redis, while it
    /// streams.
    @Nullable Session link() {
        Session shown = link;
        if (shown == null || !state.streaming()) {
            return null;
        }
        shown.lastActiveNanos = lastHeardNanos;
        return shown;
    }

    /// A client other than the master has asked for an acknowledgement (REPLCONF GETACK). As in
    /// redis-server, it goes to the master.
    void ackWanted() {
        if (state.streaming()) {
            acknowledgements.wanted();
        }
    }

    /// CLIENT KILL. The place in the stream is kept, and asked for again.
    void killLink() {
        giveUp("An operator has closed the connection with the master.");
    }

    boolean owns(Connection other) {
        return other.equals(connection);
    }

    /// What was loaded from a file belongs to this place in a history.
    void placeRestored() {
        placeKnown = true;
    }

    /// REPLICAOF, or the configuration at the start.
    void follow(String newHost, int newPort) {
        boolean wasMaster = !following();
        drop();
        host = newHost;
        port = newPort;
        if (wasMaster) {
            node.waiters.masterNoMore();
            if (node.replication.active() || node.started) {
                // What we have written so far is a history that our new master may share.
                placeKnown = true;
                node.notice(
                        "Before turning into a replica, using my own master parameters to"
                                + " synthesize a cached master: I may be able to synchronize with"
                                + " the new master with just a partial transfer.");
            }
        }
        node.blockedClients.endAllWaits();
        downSinceNanos = 0;
        state = new LinkState.Offline(node.nowNanos);
        node.masterSide.closeAll(ReplicaCloseReason.MASTER_CHANGED);
        node.notice("Connecting to MASTER %s:%d", host, port);
    }

    /// REPLICAOF NO ONE.
    void followNobody() {
        if (!following()) {
            return;
        }
        drop();
        host = "";
        state = new LinkState.Offline(node.nowNanos);
        node.replication.shift();
        node.propagation.replicasSelectAgain();
        node.masterSide.closeAll(ReplicaCloseReason.PROMOTED);
        node.masterSide.started();
        node.notice(
                "Setting secondary replication ID to %s, valid up to offset: %d. New replication"
                        + " ID is %s",
                node.replication.secondaryId(),
                node.replication.secondaryOffsetMax(),
                node.replication.primaryId());
    }

    private void drop() {
        Connection old = connection;
        connection = null;
        endedMeanwhile = null;
        if (old != null) {
            node.wire.abort(old);
        }
        intake.abandon();
        refusedSnapshots.forget();
        endApplier();
    }

    /// What made us refuse a snapshot may be gone: the next attempt need not wait any longer.
    void mayBeMended() {
        refusedSnapshots.forget();
        if (waitsAfterRefusal) {
            waitsAfterRefusal = false;
            state = new LinkState.Offline(node.nowNanos);
        }
    }

    /// Whether anything is read from the master: not while the disk is behind with its snapshot.
    void reads(boolean wanted) {
        Connection present = connection;
        if (present != null && wanted == readingPaused) {
            readingPaused = !wanted;
            node.wire.reads(present, wanted);
        }
    }

    void connected() {
        if (!(state instanceof LinkState.Connecting)) {
            return;
        }
        lastHeardNanos = node.nowNanos;
        node.notice("Non blocking connect for SYNC fired the event.");
        lines.reset();
        handshake.begin();
    }

    void closed(CloseReason why) {
        if (intake.finishes()) {
            // What has arrived of the stream counts first: redis-server reads on, and so notices
            // the end, only when the snapshot is its file.
            endedMeanwhile = why;
            return;
        }
        endedMeanwhile = null;
        connection = null;
        boolean wasStreaming = state.streaming();
        if (wasStreaming) {
            downSinceNanos = node.nowNanos;
        }
        node.notice(
                wasStreaming ? "Connection with master lost." : "Connection to master failed: %s",
                why);
        intake.abandon();
        endApplier();
        // A master that is down, or that breaks its stream, is not hammered.
        long streamed = wasStreaming && !broken ? node.nowNanos - streamingSinceNanos + 1 : 0;
        boolean granted = (wasStreaming || state.syncing()) && !broken;
        broken = false;
        state =
                new LinkState.Offline(
                        Math.max(
                                notBeforeNanos,
                                reconnects.ended(
                                        node.nowNanos,
                                        streamed,
                                        granted,
                                        node.config.number("replica-reconnect-backoff-max"))));
        waitsAfterRefusal = notBeforeNanos != 0;
        notBeforeNanos = 0;
    }

    private void endApplier() {
        StreamApplier present = applier;
        applier = null;
        if (present != null) {
            present.release();
        }
    }

    /// The stream could not be understood: our place in it is not to be trusted either.
    private boolean broken;

    /// A snapshot was refused that will not be better in a second.
    private long notBeforeNanos;

    private boolean waitsAfterRefusal;

    /// Why the link has ended while a received snapshot became our file.
    private @Nullable CloseReason endedMeanwhile;

    private boolean readingPaused;

    /// As [#giveUp], and there is no use in trying again before that time.
    void giveUpUntil(long nanos, String why) {
        notBeforeNanos = nanos;
        giveUp(why);
    }

    boolean placeKnown() {
        return placeKnown;
    }

    void giveUp(String why) {
        node.warning("%s", why);
        Connection old = connection;
        if (old != null) {
            node.wire.abort(old);
        }
        closed(CloseReason.LOCAL);
    }

    // Handshake.

    /// Where we would go on, if there is a place to go on from.
    PsyncRequest place() {
        return placeKnown
                ? new PsyncRequest(node.replication.primaryId(), node.replication.offset() + 1)
                : PsyncRequest.FULL;
    }

    void become(LinkState next) {
        state = next;
    }

    void say(String... words) {
        Connection present = connection;
        if (present != null) {
            node.wire.write(present, ByteBuffer.wrap(CommandEncoder.encodeWords(List.of(words))));
        }
    }

    void received(ByteBuffer bytes) {
        lastHeardNanos = node.nowNanos;
        while (bytes.hasRemaining() && connection != null) {
            StreamApplier stream = applier;
            if (stream != null) {
                stream.received(bytes);
                if (!applied(stream)) return;
            } else if (intake.receives()) {
                intake.received(bytes);
            } else {
                switch (lines.read(bytes)) {
                    case PeerLines.Read.Line(String text) -> heard(text);
                    case PeerLines.Read.Part _ -> {}
                    case PeerLines.Read.Endless _ -> giveUp("Master sent a line that never ends");
                }
            }
        }
    }

    /// @return false when it was no stream, and the link has been given up
    private boolean applied(StreamApplier stream) {
        if (stream.broken() != null) {
            placeKnown = false;
            broken = true;
            giveUp("Protocol error (Master): " + stream.broken());
            return false;
        }
        if (stream.ackWanted()) {
            acknowledgements.wanted();
        }
        return true;
    }

    /// The process does not end after all: what the master has sent meanwhile is applied.
    void goOn() {
        StreamApplier stream = applier;
        if (stream != null) {
            stream.applyOn();
            applied(stream);
        }
    }

    private void heard(String text) {
        switch (state) {
            case LinkState.Handshaking(LinkState.Handshake step, PsyncRequest asked) ->
                    handshake.answered(step, asked, text);
            case LinkState.AwaitingSnapshot(ReplicationId id, long offset) ->
                    intake.announced(id, offset, text);
            case LinkState.Offline _,
                    LinkState.Connecting _,
                    LinkState.Receiving _,
                    LinkState.Streaming _ ->
                    giveUp("Master spoke out of turn: " + text);
        }
    }

    void psyncAnswered(PsyncRequest asked, String text) {
        MasterAnswer answer = MasterAnswer.parse(text);
        if (node.failover.inProgress()) {
            switch (answer) {
                case MasterAnswer.FullResync _, MasterAnswer.Continue _ -> node.failover.accepted();
                case MasterAnswer.TryLater _, MasterAnswer.Unsupported _ -> {
                    node.warning("The failover target answers: %s", text);
                    node.failover.rejected();
                    return;
                }
            }
        }
        switch (answer) {
            case MasterAnswer.FullResync(ReplicationId id, long offset) -> {
                node.notice("Full resync from master: %s:%d", id, offset);
                state = new LinkState.AwaitingSnapshot(id, offset);
            }
            case MasterAnswer.Continue _ when !placeKnown ->
                    giveUp("Master continues a stream that was never asked for");
            case MasterAnswer.Continue(ReplicationId id) -> resume(asked, id);
            case MasterAnswer.TryLater(String why) ->
                    giveUp(
                            "Master is currently unable to PSYNC but should be in the future: "
                                    + why);
            case MasterAnswer.Unsupported(String why) -> {
                node.notice("Master does not support PSYNC or is in error state (reply: %s)", why);
                handshake.sync();
            }
        }
    }

    private void resume(PsyncRequest asked, ReplicationId id) {
        node.notice("Successful partial resynchronization with master.");
        if (!id.equals(ReplicationId.NONE) && !id.equals(asked.replicationId())) {
            node.replication.adopt(id);
            node.notice("Master replication ID changed to %s", id);
            node.masterSide.closeAll(ReplicaCloseReason.MASTER_CHANGED);
        }
        node.notice("MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
        stream();
    }

    /// The received snapshot is our file: what has arrived behind it, and the link's end if it
    /// came.
    void readsOn(ByteBuffer held) {
        reads(true);
        received(held);
        CloseReason ended = endedMeanwhile;
        endedMeanwhile = null;
        if (ended != null && connection != null) {
            closed(ended);
        }
    }

    /// The master's dataset and place are our own: its stream comes next, if the link still stands.
    void goesOn() {
        if (connection != null) {
            stream();
        }
    }

    /// The stream has selected at this place what it had selected when we took it over.
    private void stream() {
        node.replication.activate();
        placeKnown = true;
        streamingSinceNanos = node.nowNanos;
        state = new LinkState.Streaming();
        endApplier();
        applier = new StreamApplier(node, Math.max(0, node.propagation.replicasSelected()));
        Connection present = connection;
        link = present == null ? null : node.toMaster(present, host + ":" + port);
        acknowledgements.begin();
    }

    // Timers.

    /// The log has become durable further on.
    void fsynced() {
        if (state.streaming()) {
            acknowledgements.fsynced();
        }
    }

    void cron() {
        if (!following() || node.loading) {
            return;
        }
        switch (state) {
            case LinkState.Offline(long retryAt) -> {
                // A snapshot that is whole is taken first, with its place in the history.
                if (!intake.finishes() && reconnects.mayAttempt(node.nowNanos, retryAt)) {
                    connect();
                }
            }
            case LinkState.Connecting(long deadline) -> {
                if (node.nowNanos > deadline) {
                    giveUp("Timeout connecting to the MASTER...");
                }
            }
            case LinkState.Handshaking _ -> endIfSilent("Timeout connecting to the MASTER...");
            case LinkState.AwaitingSnapshot _, LinkState.Receiving _ ->
                    endIfSilent(
                            "Timeout receiving bulk data from MASTER... If the problem persists try"
                                    + " to set the 'repl-timeout' parameter in redis.conf to a"
                                    + " larger value.");
            case LinkState.Streaming _ -> {
                endIfSilent("MASTER timeout: no data nor PING received...");
                if (state.streaming()) {
                    acknowledgements.cron();
                }
            }
        }
    }

    private void connect() {
        state = new LinkState.Connecting(node.nowNanos + node.settings.replicationTimeoutNanos);
        node.notice("MASTER <-> REPLICA sync started");
        reconnects.attempted(node.nowNanos);
        waitsAfterRefusal = false;
        readingPaused = false;
        connection = node.wire.connect(host, port);
    }

    private void endIfSilent(String text) {
        if (readingPaused) {
            lastHeardNanos = node.nowNanos;
        }
        if (node.nowNanos - lastHeardNanos > node.settings.replicationTimeoutNanos) {
            giveUp(text);
        }
    }
}
