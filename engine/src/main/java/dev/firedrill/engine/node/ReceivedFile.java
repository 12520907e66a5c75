package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A master's snapshot on its way to become the replica's own `dbfilename`: a replica that dies
/// right after its first full resync comes back with the dataset and its place in the stream, and
/// goes on with a partial one.
///
/// ```
/// WRITING --- whole and accepted ---> SEALING --- fsync ---> PLACING --- rename, fsync of the
///                                                                        folder ---> done
/// ```
///
/// A snapshot that is refused, or cut off, ends as WRITING: what lay there before stays. From
/// PLACING on there is no way back, because the rename is already with the disk.
final class ReceivedFile {
    private enum Step {
        WRITING,
        SEALING,
        PLACING,
        ENDED
    }

    private final NodeContext node;
    private final RdbFile file;
    private Step step = Step.WRITING;

    ReceivedFile(NodeContext node) {
        this.node = node;
        file = node.snapshots.receivedFile();
    }

    void append(ByteBuffer piece) {
        file.append(piece);
    }

    /// Whether the disk keeps up; else the master must wait.
    boolean ready() {
        return file.ready();
    }

    void afterEachPiece(Runnable told) {
        file.afterEachPiece(told);
    }

    /// What the disk has refused so far; null while all went well.
    @Nullable String failure() {
        return file.failure();
    }

    /// Whether the file takes its name, whatever happens to the link meanwhile.
    boolean placing() {
        return step == Step.PLACING;
    }

    /// Puts it in place of the present snapshot, of which none may be on its way to the same name:
    /// its rename would come behind ours. Our own replicas go first, because they may be sent the
    /// present file.
    ///
    /// @param done told what went wrong, if anything did; never, once it was abandoned
    void commit(Consumer<Optional<String>> done) {
        step = Step.SEALING;
        node.masterSide.closeAll(ReplicaCloseReason.MASTER_RESYNCED);
        node.snapshots.abort();
        if (node.snapshots.running()) {
            node.snapshots.whenFree(() -> seal(done));
        } else {
            seal(done);
        }
    }

    private void seal(Consumer<Optional<String>> done) {
        if (step != Step.SEALING) {
            return;
        }
        node.snapshots.receivedFileIsPlaced(true);
        file.seal(failure -> {
            if (step != Step.SEALING) {
                return;
            }
            if (failure.isPresent()) {
                end(done, failure);
                return;
            }
            step = Step.PLACING;
            node.snapshots.keepReplaced(file.path(), () -> file.place(placed -> end(done, placed)));
        });
    }

    private void end(Consumer<Optional<String>> done, Optional<String> failure) {
        step = Step.ENDED;
        node.snapshots.receivedFileIsPlaced(false);
        done.accept(failure);
    }

    /// Not while it is being placed.
    void abandon() {
        boolean sealing = step == Step.SEALING;
        step = Step.ENDED;
        file.abandon();
        if (sealing) {
            node.snapshots.receivedFileIsPlaced(false);
        }
    }
}
