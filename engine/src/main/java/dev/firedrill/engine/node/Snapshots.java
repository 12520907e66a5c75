package dev.firedrill.engine.node;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.keyspace.Snapshot;
import dev.firedrill.engine.keyspace.SnapshotWriter;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import dev.firedrill.engine.port.NodeEvent.SnapshotResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Makes snapshots, one at a time and in slices between commands: for replicas, for the disk, for
/// the base of a rewritten append-only file. One snapshot serves every replica that waits for it.
final class Snapshots {
    /// A slice is bounded by work rather than by a clock, so that a run repeats; it takes some 100
    /// us.
    private static final int SLICE_ENTRIES = 128;

    private static final long SLICE_BYTES = 64 * 1024;

    /// The failure of a snapshot that was stopped on purpose: it says nothing about the disk.
    static final String GIVEN_UP = "aborted";

    private static final String NO_ROOM =
            "there is no memory left for what commands have changed since it began";

    /// Where a snapshot goes.
    private sealed interface Target {
        /// To replicas as it is made, with a mark at its end.
        record Sockets(Replica.Transfer transfer, byte[] mark) implements Target {}

        /// @param done told the bytes and, if it failed, why
        record Disk(RdbFile file, BiConsumer<Long, Optional<String>> done) implements Target {}
    }

    /// One snapshot while it is being made.
    private static final class Job {
        final SnapshotPurpose purpose;
        final Target target;
        final SnapshotWriter writer;
        final Snapshot snapshot;
        final SaveDelay delay;
        boolean committing;

        Job(
                SnapshotPurpose purpose,
                Target target,
                SnapshotWriter writer,
                Snapshot snapshot,
                SaveDelay delay) {
            this.purpose = purpose;
            this.target = target;
            this.writer = writer;
            this.snapshot = snapshot;
            this.delay = delay;
        }
    }

    private final NodeContext node;
    private final SnapshotWriters writers;
    private final ReplacedSnapshot replaced;
    final SnapshotFigures figures = new SnapshotFigures();
    private @Nullable Job job;
    private boolean placing;
    private long files;
    private final ArrayDeque<Runnable> whenFree = new ArrayDeque<>();

    private final FileSending sending;

    // For the cost model and INFO.
    long entriesSerialised;
    long bytesSerialised;

    Snapshots(NodeContext node) {
        this.node = node;
        writers = new SnapshotWriters(node);
        replaced = new ReplacedSnapshot(node);
        sending = new FileSending(node, this::sent);
    }

    /// What lies under the snapshot's name was loaded by this server.
    void fileIsOurs() {
        replaced.fileIsOurs();
    }

    /// Our dataset is not what lies under the snapshot's name, nor what came of it.
    void fileIsForeign() {
        replaced.fileIsForeign();
    }

    /// Before a finished snapshot takes the place of the present one; see [ReplacedSnapshot].
    void keepReplaced(String path, Runnable next) {
        replaced.keep(path, next);
    }

    /// The file that a snapshot from our master is written to.
    RdbFile receivedFile() {
        String folder = node.config.text("dir");
        return new RdbFile(node.disk, folder, node.config.text("dbfilename"), ++files, true);
    }

    /// A snapshot from our master takes the place of the present one: none of our own may come
    /// between.
    void receivedFileIsPlaced(boolean now) {
        placing = now;
        if (!now) {
            wake();
        }
    }

    boolean placesReceived() {
        return placing;
    }

    boolean running() {
        return job != null || sending.running() || placing;
    }

    @Nullable SnapshotPurpose purpose() {
        Job present = job;
        return present == null ? null : present.purpose;
    }

    private List<Replica> inState(Replica.State state) {
        var found = new ArrayList<Replica>();
        for (Replica replica : node.masterSide.replicas()) {
            if (replica.state == state) {
                found.add(replica);
            }
        }
        return found;
    }

    /// A replica that needs a snapshot can join one that is being written to a file for others;
    /// false when there is none.
    boolean attach(Replica replica) {
        Job present = job;
        List<Replica> waiting = inState(Replica.State.WAITING_FOR_FILE);
        if (present == null
                || !(present.target instanceof Target.Disk)
                || waiting.isEmpty()
                || admitted(List.of(replica)).isEmpty()) {
            return false;
        }
        node.masterSide.joins(replica, waiting.getFirst());
        replica.state = Replica.State.WAITING_FOR_FILE;
        node.notice("Waiting for end of BGSAVE for SYNC");
        return true;
    }

    /// As many of those that wait as `repl-full-resyncs-max` lets in, the first come first. Twenty
    /// replicas that are sent a dataset together take the whole link, and then time out together.
    private List<Replica> admitted(List<Replica> waiting) {
        long max = node.settings.fullResyncsMax;
        if (max == 0) {
            return waiting;
        }
        long places = Math.max(0, max - node.masterSide.fullResyncs());
        return waiting.subList(0, (int) Math.min(places, waiting.size()));
    }

    /// A replica waits: begins, if it is time and nothing else is under way.
    void wanted() {
        List<Replica> waiting = admitted(inState(Replica.State.WAITING));
        if (waiting.isEmpty() || running() || node.loading || node.shuttingDown) {
            return;
        }
        boolean marked = node.settings.disklessSync && !node.settings.compat26;
        long oldest = Long.MAX_VALUE;
        for (Replica replica : waiting) {
            marked &= replica.session.understandsMark && !replica.syncOnly;
            oldest = Math.min(oldest, replica.askedAtNanos);
        }
        if (!marked) {
            beginFile(waiting);
            return;
        }
        long replicasMax = node.settings.disklessReplicasMax;
        boolean enough = replicasMax > 0 && waiting.size() >= replicasMax;
        if (enough || node.nowNanos - oldest >= node.settings.disklessDelayNanos) {
            beginMarked(waiting);
        }
    }

    /// A replica that wants no keys is sent a snapshot of its own at once: one without any.
    void sendWithoutKeys(Replica replica) {
        String mark = drawMark();
        Replica.Transfer transfer = marked(mark);
        node.masterSide.snapshotBegins(replica);
        var empty = writers.snapshot(false);
        empty.end();
        transfer.bytes.append(empty.drain());
        byte[] end = mark.getBytes(StandardCharsets.US_ASCII);
        transfer.bytes.append(end, 0, end.length);
        transfer.whole = true;
        replica.receives(transfer);
    }

    private String drawMark() {
        var mark = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            mark.append(Character.forDigit(node.prng.nextInt(16), 16));
        }
        return mark.toString();
    }

    private Replica.Transfer marked(String mark) {
        var transfer = new Replica.Transfer(true, node.transit);
        byte[] header = ("$EOF:" + mark + "\r\n").getBytes(StandardCharsets.US_ASCII);
        transfer.bytes.append(header, 0, header.length);
        return transfer;
    }

    private void beginMarked(List<Replica> waiting) {
        node.notice("Starting BGSAVE for SYNC with target: replicas sockets");
        String mark = drawMark();
        Replica.Transfer transfer = marked(mark);
        for (Replica replica : waiting) {
            node.masterSide.snapshotBegins(replica);
            replica.receives(transfer);
        }
        byte[] end = mark.getBytes(StandardCharsets.US_ASCII);
        begin(SnapshotPurpose.REPLICATION, new Target.Sockets(transfer, end), waiting.size());
    }

    private void beginFile(List<Replica> waiting) {
        node.notice("Starting BGSAVE for SYNC with target: disk");
        for (Replica replica : waiting) {
            node.masterSide.snapshotBegins(replica);
            replica.state = Replica.State.WAITING_FOR_FILE;
        }
        var file =
                newFile(
                        SnapshotPurpose.REPLICATION,
                        node.config.text("dir"),
                        node.config.text("dbfilename"));
        var target = new Target.Disk(file, this::fileForReplicas);
        node.persistence.saveBegins();
        node.syncFiles.madeForReplicas();
        begin(SnapshotPurpose.REPLICATION, target, waiting.size());
    }

    private RdbFile newFile(SnapshotPurpose purpose, String folder, String name) {
        boolean inSteps =
                node.config.yes(
                        purpose == SnapshotPurpose.AOF_REWRITE
                                ? "aof-rewrite-incremental-fsync"
                                : "rdb-save-incremental-fsync");
        return new RdbFile(node.disk, folder, name, ++files, inSteps);
    }

    /// BGSAVE, or the base of a rewritten append-only file.
    ///
    /// @param done told the bytes and, if it failed, why
    void save(
            SnapshotPurpose purpose,
            String folder,
            String name,
            BiConsumer<Long, Optional<String>> done) {
        begin(purpose, new Target.Disk(newFile(purpose, folder, name), done), 0);
    }

    /// Runs once no snapshot is under way.
    void whenFree(Runnable task) {
        whenFree.add(task);
    }

    /// Also called by the clock: where a snapshot is given up nothing new may begin at once, since
    /// the data is about to be replaced.
    void wake() {
        if (!running() && !whenFree.isEmpty()) {
            whenFree.removeFirst().run();
        }
    }

    private void begin(SnapshotPurpose purpose, Target target, int replicas) {
        // The keyspace checks this only until the earlier snapshot is serialised, but that one is
        // not over before its file is in place.
        check(job == null, "a second snapshot begins while one is under way");
        node.report(new NodeEvent.SnapshotBegan(purpose, replicas));
        node.stats.snapshots++;
        node.stats.lastSnapshotNanos = node.nowNanos;
        boolean base = purpose == SnapshotPurpose.AOF_REWRITE;
        SnapshotWriter writer = base ? writers.base() : writers.snapshot(false);
        Snapshot snapshot = node.keyspace.beginSnapshot(writer, node.room::admits);
        var delay = new SaveDelay(node.config.number("rdb-key-save-delay"));
        job = new Job(purpose, target, writer, snapshot, delay);
        figures.began(snapshot, base, node.nowNanos);
    }

    /// Whether the next slice can be taken at once.
    boolean sliceReady() {
        Job present = job;
        if (present == null
                || present.committing
                || present.snapshot.outOfRoom()
                || present.delay.holds(node.nowNanos)) {
            return false;
        }
        return switch (present.target) {
            case Target.Disk(RdbFile file, _) -> file.ready();
            case Target.Sockets(Replica.Transfer transfer, _) ->
                    transfer.unreadBytes(node.masterSide.replicas())
                            < Replica.Transfer.AHEAD_BYTES_MAX;
        };
    }

    /// When [#sliceReady] has to be asked again, whatever happens until then.
    long heldUntilNanos() {
        Job present = job;
        return present != null && present.delay.holds(node.nowNanos)
                ? present.delay.untilNanos()
                : Long.MAX_VALUE;
    }

    void slice() {
        Job present = job;
        if (present == null || present.committing || present.snapshot.outOfRoom()) {
            return;
        }
        long before = present.writer.entries();
        boolean complete =
                present.snapshot.step(present.delay.entriesMax(SLICE_ENTRIES), SLICE_BYTES);
        present.delay.sliceTaken(node.nowNanos, present.writer.entries() - before);
        if (complete) {
            present.writer.end();
        }
        // A piece is worth its way only when it is full: each is a call of the kernel, and for each
        // replica one more.
        if (complete || present.writer.pending() >= Replica.Transfer.PIECE_BYTES) {
            drain(present);
        }
        if (complete) {
            serialised(present);
        }
    }

    private void drain(Job present) {
        if (present.writer.pending() == 0) {
            return;
        }
        bytesSerialised += present.writer.pending();
        switch (present.target) {
            case Target.Disk(RdbFile file, _) -> present.writer.drainTo(file::lend, file::append);
            case Target.Sockets(Replica.Transfer transfer, _) ->
                    present.writer.drainTo(
                            (piece, done) -> {
                                transfer.bytes.append(piece);
                                done.run();
                            },
                            transfer.bytes::append);
        }
    }

    private void serialised(Job present) {
        entriesSerialised += present.writer.entries();
        switch (present.target) {
            case Target.Disk(RdbFile file, _) -> commit(present, file);
            case Target.Sockets(Replica.Transfer transfer, byte[] mark) -> {
                transfer.bytes.append(mark, 0, mark.length);
                transfer.whole = true;
                node.persistence.sentWithoutFile(figures.beganNanos());
                ended(present, SnapshotResult.SUCCEEDED, Optional.empty());
            }
        }
    }

    private void commit(Job present, RdbFile file) {
        present.committing = true;
        if (present.purpose == SnapshotPurpose.AOF_REWRITE) {
            file.commit(failure -> committed(present, failure));
        } else {
            replaced.keep(file.path(), () -> file.commit(failure -> committed(present, failure)));
        }
    }

    private void committed(Job present, Optional<String> failure) {
        ended(
                present,
                failure.isEmpty() ? SnapshotResult.SUCCEEDED : SnapshotResult.FAILED,
                failure);
    }

    private void ended(Job present, SnapshotResult result, Optional<String> failure) {
        node.report(
                new NodeEvent.SnapshotEnded(
                        present.purpose,
                        result,
                        OptionalLong.of(present.writer.entries()),
                        OptionalLong.of(present.writer.bytes())));
        job = null;
        present.writer.release();
        figures.ended();
        if (present.target instanceof Target.Disk(_, var done)) {
            done.accept(present.writer.bytes(), failure);
        }
        if (!failure.equals(Optional.of(GIVEN_UP))) {
            wanted();
            wake();
        }
    }

    private void fileForReplicas(long bytes, Optional<String> failure) {
        List<Replica> waiting = inState(Replica.State.WAITING_FOR_FILE);
        node.persistence.saveEnded(bytes, failure);
        if (failure.isPresent()) {
            for (Replica replica : waiting) {
                node.masterSide.close(replica, ReplicaCloseReason.SNAPSHOT_FAILED);
            }
            return;
        }
        if (waiting.isEmpty()) {
            return;
        }
        String path = DiskCalls.join(node.config.text("dir"), node.config.text("dbfilename"));
        sending.begin(path, bytes, waiting);
    }

    /// Reads on in a file that is being sent.
    void readOn() {
        sending.readOn();
    }

    private void sent() {
        wanted();
        wake();
    }

    /// A replica is gone. A snapshot that nobody waits for any more is given up.
    void left(Replica replica) {
        Replica.Transfer left = replica.transfer;
        if (left == null) {
            return;
        }
        for (Replica other : node.masterSide.replicas()) {
            if (other.transfer == left && other.snapshot != null) {
                return;
            }
        }
        sending.unread(left);
        Job present = job;
        if (present != null
                && present.target instanceof Target.Sockets(Replica.Transfer transfer, _)
                && transfer == left) {
            node.notice("Diskless rdb transfer, last replica dropped, giving up the snapshot");
            present.snapshot.abort();
            ended(present, SnapshotResult.GIVEN_UP, Optional.of("no replica is left"));
        }
    }

    /// The data is about to be replaced as a whole, or the process ends.
    void abort() {
        Job present = job;
        if (present == null || present.committing) {
            return;
        }
        present.snapshot.abort();
        if (present.target instanceof Target.Disk(RdbFile file, _)) {
            file.abandon();
        }
        ended(present, SnapshotResult.GIVEN_UP, Optional.of(GIVEN_UP));
    }

    /// Ends a snapshot whose old values found no room: what commands changed or deleted meanwhile
    /// must be kept for it, and the container is full. To refuse those commands instead would stop
    /// the DEL that makes room.
    void endWithoutRoom() {
        Job present = job;
        if (present == null || present.committing || !present.snapshot.outOfRoom()) {
            return;
        }
        node.warning(
                "%s: %s (%d bytes are kept). Raise the container's limit, or set 'maxmemory'.",
                present.target instanceof Target.Disk
                        ? "Background saving error"
                        : "Background transfer error",
                NO_ROOM,
                present.writer.pending());
        List<Replica> receiving = receiving(present.target);
        if (present.target instanceof Target.Disk(RdbFile file, _)) {
            file.abandon();
        }
        ended(present, SnapshotResult.FAILED, Optional.of(NO_ROOM));
        for (Replica replica : receiving) {
            node.masterSide.close(replica, ReplicaCloseReason.SNAPSHOT_FAILED);
        }
    }

    private List<Replica> receiving(Target target) {
        var found = new ArrayList<Replica>();
        if (target instanceof Target.Sockets(Replica.Transfer transfer, _)) {
            for (Replica replica : node.masterSide.replicas()) {
                if (replica.transfer == transfer && replica.snapshot != null) {
                    found.add(replica);
                }
            }
        }
        return found;
    }

    /// Memory that the transfers and the writer hold.
    long bufferBytes() {
        Job present = job;
        long bytes = present == null ? 0 : present.writer.pending();
        Replica.@Nullable Transfer seen = null;
        for (Replica replica : node.masterSide.replicas()) {
            Replica.Transfer transfer = replica.transfer;
            if (transfer != null && replica.snapshot != null && transfer != seen) {
                bytes += transfer.bytes.allocatedBytes();
                seen = transfer;
            }
        }
        return bytes;
    }
}
