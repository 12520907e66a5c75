package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.MasterAnswer;
import dev.firedrill.engine.replication.PsyncRequest;
import dev.firedrill.engine.replication.ReconnectDelay;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.replication.Transfer;
import dev.firedrill.engine.resp.CommandEncoder;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a server does as a replica: connects to its master, shakes hands, asks to go on from where
/// it is, takes a snapshot where it must, and applies the stream. The states are those of
/// [LinkState].
final class ReplicaSide {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// A snapshot that was refused as a whole is not fetched again at once: that would only keep
    /// the master busy.
    private static final long REFUSED_SNAPSHOT_NANOS = 10 * NANOS_PER_SECOND;

    private final NodeContext node;
    private String host = "";
    private int port;
    private LinkState state = new LinkState.Offline(0);
    private @Nullable Connection connection;
    private final PeerLines lines = new PeerLines();
    private @Nullable SnapshotReceiver receiver;
    private @Nullable StreamApplier applier;

    /// What CLIENT shows of the connection while the stream comes.
    private @Nullable Session link;

    /// Whether our replication id and offset are a place in some master's history.
    private boolean placeKnown;

    private long lastHeardNanos;
    private long downSinceNanos;
    private long streamingSinceNanos;
    private final ReconnectDelay reconnects;
    private final MasterHandshake handshake;
    private final Acknowledgements acknowledgements;
    private Loading loading = Loading.ASIDE;

    /// How clients are served while a snapshot comes in: `repl-diskless-load`. It is always read
    /// into a keyspace aside and put in place when whole; the modes differ in what Redis tells its
    /// clients meanwhile.
    private enum Loading {
        /// Old data is served, as by a Redis that first writes the snapshot to its disk.
        ASIDE,
        /// Clients are told LOADING, as by a Redis that reads into its database.
        IN_PLACE,
        /// Old data of the same history is served, and INFO says so.
        ASYNC
    }

    ReplicaSide(NodeContext node) {
        this.node = node;
        handshake = new MasterHandshake(node, this);
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
        return state instanceof LinkState.Receiving && loading == Loading.IN_PLACE;
    }

    boolean loadsAsync() {
        return state instanceof LinkState.Receiving && loading == Loading.ASYNC;
    }

    /// Bytes of the stream that have arrived but make up no whole command or transaction yet.
    long unappliedBytes() {
        StreamApplier present = applier;
        return present == null ? 0 : present.unappliedBytes();
    }

    long snapshotBytesRead() {
        SnapshotReceiver present = receiver;
        return present == null ? 0 : present.bytesRead();
    }

    /// The connection to the master as a client of ours, which it is, as in Redis, while it
    /// streams.
    @Nullable Session link() {
        return link;
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
        node.masterSide.closeAll("master-changed");
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
        node.masterSide.closeAll("promoted");
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
        if (old != null) {
            node.wire.abort(old);
        }
        abandonReceived();
        applier = null;
        link = null;
    }

    private void abandonReceived() {
        SnapshotReceiver present = receiver;
        receiver = null;
        if (present != null) {
            present.abandon();
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
        connection = null;
        boolean wasStreaming = state.streaming();
        if (wasStreaming) {
            downSinceNanos = node.nowNanos;
        }
        node.notice(
                wasStreaming ? "Connection with master lost." : "Connection to master failed: %s",
                why);
        abandonReceived();
        applier = null;
        link = null;
        // A master that is down, or that breaks what it sends, is not hammered.
        long streamed = wasStreaming && !broken ? node.nowNanos - streamingSinceNanos + 1 : 0;
        broken = false;
        state =
                new LinkState.Offline(
                        Math.max(
                                notBeforeNanos,
                                reconnects.ended(
                                        node.nowNanos,
                                        streamed,
                                        node.config.number("replica-reconnect-backoff-max"))));
        notBeforeNanos = 0;
    }

    /// The stream could not be understood: our place in it is not to be trusted either.
    private boolean broken;

    /// A snapshot was refused that will not be better in a second.
    private long notBeforeNanos;

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
            SnapshotReceiver snapshot = receiver;
            if (stream != null) {
                heardOnLink();
                stream.received(bytes);
                if (stream.broken() != null) {
                    placeKnown = false;
                    broken = true;
                    giveUp("Protocol error (Master): " + stream.broken());
                    return;
                }
                if (stream.ackWanted()) {
                    acknowledgements.wanted();
                }
            } else if (snapshot != null) {
                receiveSnapshot(snapshot, bytes);
            } else {
                switch (lines.read(bytes)) {
                    case PeerLines.Read.Line(String text) -> heard(text);
                    case PeerLines.Read.Part _ -> {}
                    case PeerLines.Read.Endless _ -> giveUp("Master sent a line that never ends");
                }
            }
        }
    }

    private void heardOnLink() {
        Session shown = link;
        if (shown != null) {
            shown.lastActiveNanos = node.nowNanos;
        }
    }

    private void heard(String text) {
        switch (state) {
            case LinkState.Handshaking(LinkState.Handshake step, PsyncRequest asked) ->
                    handshake.answered(step, asked, text);
            case LinkState.AwaitingSnapshot(ReplicationId id, long offset) ->
                    snapshotAnnounced(id, offset, text);
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
            node.masterSide.closeAll("master-changed");
        }
        node.notice("MASTER <-> REPLICA sync: Master accepted a Partial Resynchronization.");
        stream(node.propagation.replicasSelected());
    }

    /// @param database what the stream had selected at this place; -1 if it will say
    private void stream(int database) {
        node.replication.activate();
        placeKnown = true;
        streamingSinceNanos = node.nowNanos;
        state = new LinkState.Streaming();
        applier = new StreamApplier(node, Math.max(0, database));
        Connection present = connection;
        link = present == null ? null : node.toMaster(present, host + ":" + port);
        acknowledgements.begin();
    }

    // Snapshot.

    private void snapshotAnnounced(ReplicationId id, long offset, String text) {
        Transfer transfer = Transfer.parse(text);
        if (transfer instanceof Transfer.Refused(String why)) {
            giveUp("MASTER aborted replication with an error: " + why);
            return;
        }
        node.notice(
                transfer instanceof Transfer.Sized(long length)
                        ? "MASTER <-> REPLICA sync: receiving %d bytes from master to disk"
                                .formatted(length)
                        : "MASTER <-> REPLICA sync: receiving streamed RDB from master");
        state = new LinkState.Receiving(id, offset, transfer);
        loading = loadingOf(id);
        receiver = new SnapshotReceiver(node, transfer);
    }

    private Loading loadingOf(ReplicationId id) {
        String mode = node.config.text("repl-diskless-load");
        if (mode.equals("swapdb")) {
            boolean same = placeKnown && id.equals(node.replication.primaryId());
            return same ? Loading.ASYNC : Loading.IN_PLACE;
        }
        return mode.equals("on-empty-db") && node.keyspace.keys() == 0
                ? Loading.IN_PLACE
                : Loading.ASIDE;
    }

    private void receiveSnapshot(SnapshotReceiver snapshot, ByteBuffer bytes) {
        switch (snapshot.feed(bytes)) {
            case MORE -> {}
            case REFUSED ->
                    giveUp(
                            "Failed trying to load the MASTER synchronization DB: "
                                    + snapshot.refusal());
            case WHOLE -> {
                String shrunk = snapshot.shrunk();
                if (shrunk == null) {
                    adopt(snapshot);
                } else {
                    notBeforeNanos = node.nowNanos + REFUSED_SNAPSHOT_NANOS;
                    node.notice("firedrill: snapshot-refused reason=dataset-shrunk");
                    giveUp(shrunk);
                }
            }
        }
    }

    private void adopt(SnapshotReceiver snapshot) {
        var receiving = (LinkState.Receiving) state;
        receiver = null;
        node.notice("MASTER <-> REPLICA sync: Finished with success");
        // Our replicas first: they read the history and perhaps a snapshot that end here.
        node.masterSide.closeAll("master-resynced");
        int database = snapshot.adopt();
        adoptPlace(receiving);
        node.persistence.datasetReplaced();
        node.snapshots.fileIsForeign();
        stream(database);
    }

    private void adoptPlace(LinkState.Receiving receiving) {
        if (receiving.masterId().equals(ReplicationId.NONE)) {
            // A master that only knows SYNC has told no place: the next time everything comes anew.
            node.replication.renew();
            return;
        }
        node.replication.follow(receiving.masterId(), receiving.snapshotOffset());
        node.replication.forgetSecondary();
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
                if (reconnects.mayAttempt(node.nowNanos, retryAt)) {
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
        connection = node.wire.connect(host, port);
    }

    private void endIfSilent(String text) {
        if (node.nowNanos - lastHeardNanos > node.settings.replicationTimeoutNanos) {
            giveUp(text);
        }
    }
}
