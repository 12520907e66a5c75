package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.SnapshotRefusal;
import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.replication.Transfer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A replica's full resync, from the announcement of the snapshot until its data and its place in
/// the master's history are our own. Until it is whole, what was there before stays.
///
/// With disk-based load the snapshot is first made the replica's own file. Meanwhile nothing is
/// read from the master; what had arrived already is held. A link that ends then ends nothing else:
/// the snapshot is whole.
final class FullResyncIntake {
    private final NodeContext node;
    private final ReplicaSide side;
    private final RefusedSnapshots refused;
    private @Nullable SnapshotReceiver receiver;

    /// Absent when the snapshot is loaded straight from the link.
    private @Nullable ReceivedFile file;

    /// The whole snapshot while its file is being put in place.
    private @Nullable Finishing finishing;

    private Loading loading = Loading.ASIDE;

    private static final class Finishing {
        final SnapshotReceiver snapshot;
        final ReceivedFile file;
        final LinkState.Receiving announced;

        /// What arrived behind the snapshot.
        final ByteArrayOutputStream held = new ByteArrayOutputStream();

        Finishing(SnapshotReceiver snapshot, ReceivedFile file, LinkState.Receiving announced) {
            this.snapshot = snapshot;
            this.file = file;
            this.announced = announced;
        }
    }

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

    FullResyncIntake(NodeContext node, ReplicaSide side, RefusedSnapshots refused) {
        this.node = node;
        this.side = side;
        this.refused = refused;
    }

    boolean receives() {
        return receiver != null || finishing != null;
    }

    /// Whether a whole snapshot is being made our own file.
    boolean finishes() {
        return finishing != null;
    }

    boolean answersLoading() {
        return receiver != null && loading == Loading.IN_PLACE;
    }

    boolean loadsAsync() {
        return receiver != null && loading == Loading.ASYNC;
    }

    long bytesRead() {
        SnapshotReceiver present = receiver;
        Finishing whole = finishing;
        return present != null
                ? present.bytesRead()
                : whole == null ? 0 : whole.snapshot.bytesRead();
    }

    /// Another master is wanted, or none. What will be our file in any case has to be our data too.
    void abandon() {
        SnapshotReceiver present = receiver;
        ReceivedFile begun = file;
        Finishing whole = finishing;
        receiver = null;
        file = null;
        finishing = null;
        if (whole != null && whole.file.placing()) {
            adopt(whole.snapshot, whole.announced);
            return;
        }
        if (present != null) {
            present.abandon();
        }
        if (begun != null) {
            begun.abandon();
        }
        if (whole != null) {
            whole.snapshot.abandon();
            whole.file.abandon();
        }
    }

    void announced(ReplicationId id, long offset, String text) {
        Transfer transfer = Transfer.parse(text);
        if (transfer instanceof Transfer.Refused(String why)) {
            side.giveUp("MASTER aborted replication with an error: " + why);
            return;
        }
        loading = loadingOf(id);
        node.loadingProgress.began();
        String to = loading == Loading.ASIDE ? "to disk" : "to parser";
        node.notice(
                "MASTER <-> REPLICA sync: receiving %s %s",
                transfer instanceof Transfer.Sized(long length)
                        ? length + " bytes from master"
                        : "streamed RDB from master",
                to);
        side.become(new LinkState.Receiving(id, offset, transfer));
        receiver = new SnapshotReceiver(node, transfer);
        if (loading == Loading.ASIDE) {
            var begun = new ReceivedFile(node);
            begun.afterEachPiece(() -> {
                if (file == begun && begun.ready()) {
                    side.reads(true);
                }
            });
            file = begun;
        }
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
        Finishing whole = finishing;
        if (whole != null) {
            byte[] more = new byte[bytes.remaining()];
            bytes.get(more);
            whole.held.writeBytes(more);
            return;
        }
        SnapshotReceiver snapshot = Objects.requireNonNull(receiver);
        ByteBuffer given = bytes.duplicate();
        long before = snapshot.bytesRead();
        SnapshotReceiver.Progress progress = snapshot.feed(bytes);
        ReceivedFile begun = file;
        if (begun != null) {
            given.limit(given.position() + (int) (snapshot.bytesRead() - before));
            begun.append(given);
            String failure = begun.failure();
            if (failure != null) {
                cannotKeep(failure);
                return;
            }
            if (!begun.ready()) {
                side.reads(false);
            }
        }
        switch (progress) {
            case MORE -> {}
            case REFUSED ->
                    refuse(
                            SnapshotRefusal.UNREADABLE,
                            "Failed trying to load the MASTER synchronization DB: "
                                    + snapshot.refusal());
            case WHOLE -> {
                String shrunk = snapshot.shrunk();
                if (shrunk == null) {
                    whole(snapshot, begun);
                } else {
                    node.report(new NodeEvent.SnapshotRefused(SnapshotRefusal.DATASET_SHRUNK));
                    side.giveUpUntil(refused.shrunk(announced().masterId()), shrunk);
                }
            }
        }
    }

    private void refuse(SnapshotRefusal reason, String why) {
        node.report(new NodeEvent.SnapshotRefused(reason));
        side.giveUpUntil(refused.refused(announced().masterId()), why);
    }

    private LinkState.Receiving announced() {
        return (LinkState.Receiving) side.state();
    }

    private void cannotKeep(String failure) {
        refuse(
                SnapshotRefusal.NOT_STORED,
                "Write error or short write writing to the DB dump file needed for MASTER <->"
                        + " REPLICA synchronization: "
                        + failure);
    }

    private void whole(SnapshotReceiver snapshot, @Nullable ReceivedFile begun) {
        LinkState.Receiving announced = announced();
        receiver = null;
        file = null;
        if (begun == null) {
            // No file has it, as redis-server counts it.
            node.persistence.changed(1);
            node.snapshots.fileIsForeign();
            adopt(snapshot, announced);
            return;
        }
        if (!side.placeKnown() || !announced.masterId().equals(node.replication.primaryId())) {
            node.snapshots.fileIsForeign();
        }
        var present = new Finishing(snapshot, begun, announced);
        finishing = present;
        side.reads(false);
        begun.commit(failure -> placed(present, failure));
    }

    private void placed(Finishing whole, Optional<String> failure) {
        if (finishing != whole) {
            // Adopted already, when another master was wanted.
            failure.ifPresent(why -> node.warning("The received snapshot is no file: %s", why));
            return;
        }
        if (failure.isPresent()) {
            finishing = null;
            whole.snapshot.abandon();
            String why =
                    "Failed trying to make the received snapshot "
                            + SnapshotFile.dumpPath(node)
                            + " in MASTER <-> REPLICA synchronization: "
                            + failure.get();
            node.report(new NodeEvent.SnapshotRefused(SnapshotRefusal.NOT_STORED));
            side.giveUpUntil(refused.refused(whole.announced.masterId()), why);
            return;
        }
        finishing = null;
        adopt(whole.snapshot, whole.announced);
        node.syncFiles.loaded();
        side.readsOn(ByteBuffer.wrap(whole.held.toByteArray()));
    }

    private void adopt(SnapshotReceiver snapshot, LinkState.Receiving announced) {
        node.notice("MASTER <-> REPLICA sync: Finished with success");
        refused.forget();
        // Our replicas first: they read the history and perhaps a snapshot that end here.
        node.masterSide.closeAll(ReplicaCloseReason.MASTER_RESYNCED);
        int database = snapshot.adopt();
        adoptPlace(announced);
        node.propagation.replicasSelected(Math.max(0, database));
        side.placeRestored();
        node.replication.activate();
        node.persistence.datasetReplaced();
        side.goesOn();
    }

    private void adoptPlace(LinkState.Receiving announced) {
        if (announced.masterId().equals(ReplicationId.NONE)) {
            // A master that only knows SYNC has told no place: the next time everything comes anew.
            node.replication.renewAfterSync();
            return;
        }
        node.replication.follow(announced.masterId(), announced.snapshotOffset());
        node.replication.forgetSecondary();
    }
}
