package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A snapshot on its way to the disk: written beside the last good one and put in its place only
/// when it is whole and durable.
final class RdbFile {
    /// Beyond this the snapshot waits for the disk instead of filling memory.
    private static final long WAITING_BYTES_MAX = 4L * 1024 * 1024;

    /// So much at most is left to the last fsync, which changes to the log would have to wait for.
    private static final long STEP_BYTES = 4L * 1024 * 1024;

    private static final Optional<String> NOTHING = Optional.empty();

    private final DiskCalls disk;
    private final boolean inSteps;
    private final String folder;
    private final String temporary;
    private final String path;
    private long waitingBytes;
    private long bytes;
    private long bytesSinceFsync;
    private int appends;
    private @Nullable String failure;
    private @Nullable Runnable whenWritten;
    private Runnable afterPiece = () -> {};

    /// @param inSteps whether it is fsynced on the way too
    RdbFile(DiskCalls disk, String folder, String name, long number, boolean inSteps) {
        this.disk = disk;
        this.inSteps = inSteps;
        this.folder = folder;
        this.path = DiskCalls.join(folder, name);
        this.temporary = DiskCalls.join(folder, "temp-" + number + ".rdb");
        // What a crash may have left under this name must not stand before our bytes.
        appends++;
        disk.delete(temporary, _ -> written(0));
    }

    String path() {
        return path;
    }

    long bytes() {
        return bytes;
    }

    /// What the disk has refused so far; null while all went well.
    @Nullable String failure() {
        return failure;
    }

    /// Told after each piece that the disk has taken or refused.
    void afterEachPiece(Runnable told) {
        afterPiece = told;
    }

    /// Whether more may come now.
    boolean ready() {
        return waitingBytes < WAITING_BYTES_MAX;
    }

    void append(ByteBuffer piece) {
        int length = piece.remaining();
        if (failure != null || length == 0) {
            piece.position(piece.limit());
            return;
        }
        waitingBytes += length;
        bytes += length;
        appends++;
        disk.append(temporary, piece, outcome -> written(outcome, length));
        bytesSinceFsync += length;
        if (inSteps && bytesSinceFsync >= STEP_BYTES) {
            bytesSinceFsync = 0;
            appends++;
            // A failure counts: the last fsync would not tell of it again.
            disk.fsync(temporary, outcome -> written(outcome, 0));
        }
    }

    /// The same for bytes that lie outside of the heap, which are not copied.
    void lend(ByteBuffer piece, Runnable done) {
        int length = piece.remaining();
        if (failure != null || length == 0) {
            done.run();
            return;
        }
        waitingBytes += length;
        bytes += length;
        bytesSinceFsync += length;
        appends++;
        disk.appendAll(
                temporary,
                List.of(piece),
                outcome -> {
                    done.run();
                    written(outcome, length);
                });
    }

    private void written(DiskOutcome outcome, int length) {
        if (outcome instanceof DiskOutcome.Failed failed && failure == null) {
            failure = failed.reason();
        }
        written(length);
    }

    private void written(int length) {
        waitingBytes -= length;
        appends--;
        afterPiece.run();
        Runnable next = whenWritten;
        if (appends == 0 && next != null) {
            whenWritten = null;
            next.run();
        }
    }

    /// Makes it durable and puts it in place; answers what went wrong, if anything did.
    void commit(Consumer<Optional<String>> done) {
        seal(failed -> {
            if (failed.isPresent()) {
                done.accept(failed);
            } else {
                place(done);
            }
        });
    }

    /// Makes its bytes durable, under its temporary name.
    void seal(Consumer<Optional<String>> done) {
        Runnable finish =
                () -> {
                    String failed = failure;
                    if (failed != null) {
                        disk.delete(temporary, _ -> done.accept(Optional.of(failed)));
                        return;
                    }
                    Consumer<DiskOutcome> last = lastOf(done);
                    disk.fsync(temporary, DiskCalls.failedOr(last, () -> done.accept(NOTHING)));
                };
        if (appends == 0) {
            finish.run();
        } else {
            whenWritten = finish;
        }
    }

    /// Gives a sealed file its name, for good.
    void place(Consumer<Optional<String>> done) {
        Consumer<DiskOutcome> last = lastOf(done);
        disk.rename(
                temporary, path, DiskCalls.failedOr(last, () -> disk.fsyncFolder(folder, last)));
    }

    private Consumer<DiskOutcome> lastOf(Consumer<Optional<String>> done) {
        return outcome -> {
            if (outcome instanceof DiskOutcome.Failed failed) {
                disk.delete(temporary, _ -> {});
                done.accept(Optional.of(failed.reason()));
            } else {
                done.accept(NOTHING);
            }
        };
    }

    void abandon() {
        failure = "abandoned";
        disk.delete(temporary, _ -> {});
    }
}
