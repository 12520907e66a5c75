package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.replication.Transfer;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A replica's full resync, from the announcement of the snapshot until its data and its place in
/// the master's history are our own. Until it is whole, what was there before stays.
final class FullResyncIntake {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// A snapshot that was refused as a whole is not fetched again at once: that would only keep
    /// the master busy.
    private static final long REFUSED_SNAPSHOT_NANOS = 10 * NANOS_PER_SECOND;

    private final NodeContext node;
    private final ReplicaSide side;
    private @Nullable SnapshotReceiver receiver;

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

    FullResyncIntake(NodeContext node, ReplicaSide side) {
        this.node = node;
        this.side = side;
    }

    boolean receives() {
        return receiver != null;
    }

    boolean answersLoading() {
        return receives() && loading == Loading.IN_PLACE;
    }

    boolean loadsAsync() {
        return receives() && loading == Loading.ASYNC;
    }

    long bytesRead() {
        SnapshotReceiver present = receiver;
        return present == null ? 0 : present.bytesRead();
    }

    /// The link is gone, or another master is wanted.
    void abandon() {
        SnapshotReceiver present = receiver;
        receiver = null;
        if (present != null) {
            present.abandon();
        }
    }

    void announced(ReplicationId id, long offset, String text) {
        Transfer transfer = Transfer.parse(text);
        if (transfer instanceof Transfer.Refused(String why)) {
            side.giveUp("MASTER aborted replication with an error: " + why);
            return;
        }
        node.notice(
                transfer instanceof Transfer.Sized(long length)
                        ? String.format(
                                Locale.ROOT,
                                "MASTER <-> REPLICA sync: receiving %d bytes from master to disk",
                                length)
                        : "MASTER <-> REPLICA sync: receiving streamed RDB from master");
        side.become(new LinkState.Receiving(id, offset, transfer));
        loading = loadingOf(id);
        node.loadingProgress.began();
        receiver = new SnapshotReceiver(node, transfer);
    }

    private Loading loadingOf(ReplicationId id) {
        String mode = node.config.text("repl-diskless-load");
        if (mode.equals("swapdb")) {
            boolean same = side.placeKnown() && id.equals(node.replication.primaryId());
            return same ? Loading.ASYNC : Loading.IN_PLACE;
        }
        return mode.equals("on-empty-db") && node.keyspace.keys() == 0
                ? Loading.IN_PLACE
                : Loading.ASIDE;
    }

    void received(ByteBuffer bytes) {
        SnapshotReceiver snapshot = Objects.requireNonNull(receiver);
        switch (snapshot.feed(bytes)) {
            case MORE -> {}
            case REFUSED ->
                    side.giveUp(
                            "Failed trying to load the MASTER synchronization DB: "
                                    + snapshot.refusal());
            case WHOLE -> {
                String shrunk = snapshot.shrunk();
                if (shrunk == null) {
                    adopt(snapshot);
                } else {
                    node.notice("firedrill: snapshot-refused reason=dataset-shrunk");
                    side.giveUpUntil(node.nowNanos + REFUSED_SNAPSHOT_NANOS, shrunk);
                }
            }
        }
    }

    private void adopt(SnapshotReceiver snapshot) {
        var announced = (LinkState.Receiving) side.state();
        receiver = null;
        node.notice("MASTER <-> REPLICA sync: Finished with success");
        // Our replicas first: they read the history and perhaps a snapshot that end here.
        node.masterSide.closeAll("master-resynced");
        int database = snapshot.adopt();
        adoptPlace(announced);
        node.persistence.datasetReplaced();
        node.snapshots.fileIsForeign();
        side.stream(database);
    }

    private void adoptPlace(LinkState.Receiving announced) {
        if (announced.masterId().equals(ReplicationId.NONE)) {
            // A master that only knows SYNC has told no place: the next time everything comes anew.
            node.replication.renew();
            return;
        }
        node.replication.follow(announced.masterId(), announced.snapshotOffset());
        node.replication.forgetSecondary();
    }
}
