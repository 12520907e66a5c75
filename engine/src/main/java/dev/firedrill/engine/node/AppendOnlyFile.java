package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The increment that changes are appended to, under one of Redis's three policies of fsync:
///
/// - `always`: a change is acknowledged once it is durable;
/// - `everysec`: an fsync each second in the background. While one is running, appends are
///   postponed for up to two seconds; after that they are made anyway, and clients wait for the
///   disk. Unlike Redis, INFO shows the age of the oldest byte that is not durable yet;
/// - `no`: the kernel decides.
///
/// One append is under way at a time, and its bytes are kept until it is known to have succeeded:
///
/// ```
/// waiting --append--> written --fsync--> durable
///    ^       |failed                |failed
///    |       v                      v
///    +-- what got through is   doubtful: no later fsync vouches for it. Only a new base does,
///        cut off; again later; so the log is rewritten; until then no write is taken.
///        until then no write
/// ```
///
/// Under `always` nobody has heard of what failed: it is cut off and the process ends, as
/// redis-server does. Source: Redis documentation, "Redis persistence"; redis-server 7.0.
final class AppendOnlyFile {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long POSTPONE_NANOS_MAX = 2 * NANOS_PER_SECOND;
    private static final long RETRY_NANOS = NANOS_PER_SECOND / 10;
    private static final long LOG_AGAIN_NANOS = 30 * NANOS_PER_SECOND;
    private static final long NOT = -1;

    private final NodeContext node;
    private final AofBatches batches;
    private final UnsyncedAge age = new UnsyncedAge();
    private final FsyncedPlace place = new FsyncedPlace();

    /// The file that was last written to, its bytes, and how many of them are known to be durable.
    private String path;

    private long fileBytes;
    private long durableFileBytes;

    /// The file before, as long as its last fsync may fail.
    private String previousPath = "";

    private long previousDurableBytes;

    // Offsets count the bytes of changes since the server started, whichever file they are in: a
    // client may ask for what it wrote into a log that was turned off and on again since.
    private long askedOffset;
    private long writtenOffset;
    private long durableOffset;
    private long fsyncAskedOffset;

    /// Clients wait until the file has this much: an append was made behind a slow fsync.
    private long forcedOffset;

    /// After a failed fsync: up to there nothing is known to be durable; [#NOT] while all is well.
    private long doubtfulOffset = NOT;

    private int fsyncsInFlight;
    private boolean appendInFlight;
    private boolean ending;
    private long lastFsyncNanos;
    private long postponedSinceNanos = NOT;
    private long delayedFsyncs;
    private @Nullable String writeError;
    private @Nullable String fsyncError;
    private long retryAtNanos;
    private long errorLoggedNanos = Long.MIN_VALUE / 2;
    private @Nullable Consumer<Optional<String>> finishing;

    /// @param offset how many bytes of changes other logs of this server have had
    AppendOnlyFile(NodeContext node, String path, long fileBytes, long offset) {
        this.node = node;
        this.path = path;
        this.fileBytes = fileBytes;
        this.durableFileBytes = fileBytes;
        askedOffset = offset;
        writtenOffset = offset;
        durableOffset = offset;
        fsyncAskedOffset = offset;
        batches = new AofBatches(path, offset, node.transit);
    }

    void append(ReplyWriter changes) {
        batches.append(changes, node.nowSeconds(), node.settings.timestampsInAof);
        age.appended(node.nowNanos, batches.appendedOffset());
    }

    long appendedOffset() {
        return batches.appendedOffset();
    }

    long fileBytes() {
        return fileBytes;
    }

    long bufferBytes() {
        return batches.bytes();
    }

    long delayedFsyncs() {
        return delayedFsyncs;
    }

    int fsyncsInFlight() {
        return fsyncsInFlight;
    }

    /// Why no write may be taken; null while the disk takes what it is given.
    @Nullable String error() {
        return writeError != null ? writeError : fsyncError;
    }

    /// Whether only a new base can tell again what is durable.
    boolean doubtful() {
        return doubtfulOffset != NOT;
    }

    long oldestUnsyncedNanos() {
        return age.nanos(node.nowNanos);
    }

    /// Whether changes up to there survive a loss of power, whatever the policy promises.
    boolean durable(long offset) {
        return durableOffset >= offset;
    }

    /// Up to where in the replication stream that is so.
    long fsyncedPlace() {
        // PINGs move the stream and leave the log as it is.
        return durableOffset == batches.appendedOffset()
                ? node.replication.offset()
                : place.durable();
    }

    private boolean always() {
        return node.settings.fsyncsAlways;
    }

    private boolean everySecond() {
        return node.settings.fsyncsEverySecond;
    }

    private boolean fsyncsSuspended() {
        return node.snapshots.running() && node.settings.fsyncsNotDuringRewrite;
    }

    /// Whether a client may hear of changes up to there.
    boolean mayReply(long offset) {
        if (always()) {
            return (fsyncsSuspended() ? writtenOffset : durableOffset) >= offset;
        }
        return writtenOffset >= forcedOffset;
    }

    /// Whether the file is new and nothing waits to go into it.
    boolean untouched(String name) {
        return path.equals(name) && fileBytes == 0 && batches.nothingWaits();
    }

    /// Whether changes that are made now go there.
    boolean writesTo(String name) {
        return batches.openPath().equals(name);
    }

    /// From here on changes go to another file; what waits still belongs into the present one.
    ///
    /// @return the offset up to which they do not
    long continueIn(String newPath) {
        batches.continueIn(newPath);
        settle();
        return batches.appendedOffset();
    }

    /// A durable base holds everything up to there: what of it did not reach the disk is of no more
    /// use, and what was doubtful no longer matters.
    void coveredByBase(long offset, String newPath) {
        batches.drop(offset, appendInFlight);
        if (!path.equals(newPath)) {
            // Not through `switchTo`: the file that it would fsync is about to be deleted.
            path = newPath;
            fileBytes = 0;
            durableFileBytes = 0;
        }
        askedOffset = Math.max(askedOffset, offset);
        writtenOffset = Math.max(writtenOffset, offset);
        if (doubtfulOffset != NOT && doubtfulOffset <= offset) {
            doubtfulOffset = NOT;
            fsyncError = null;
            node.warning("AOF fsync error looks solved: a new base holds what was doubtful.");
        }
        if (doubtfulOffset == NOT) {
            becameDurable(offset);
        }
        retryAtNanos = 0;
    }

    private void becameDurable(long offset) {
        durableOffset = Math.max(durableOffset, offset);
        age.durable(durableOffset);
        node.waiters.progressed();
        node.replicaSide.fsynced();
    }

    /// At the end of a batch, and with each tick of the clock.
    void settle() {
        if (ending) {
            return;
        }
        place.level(node.replication.offset());
        if (finishing != null) {
            finishStep();
            return;
        }
        writeUnlessPostponed();
        boolean unsynced = askedOffset > fsyncAskedOffset && !fsyncsSuspended();
        boolean second = node.nowNanos - lastFsyncNanos >= NANOS_PER_SECOND;
        if (unsynced && (always() || (everySecond() && fsyncsInFlight == 0 && second))) {
            fsync();
        }
    }

    private void writeUnlessPostponed() {
        if (appendInFlight || (writeError != null && node.nowNanos < retryAtNanos)) {
            return;
        }
        if (batches.nothingWaits()) {
            switchTo(batches.openPath());
            return;
        }
        if (everySecond() && fsyncsInFlight > 0) {
            if (postponedSinceNanos == NOT) {
                postponedSinceNanos = node.nowNanos;
                return;
            }
            if (node.nowNanos - postponedSinceNanos < POSTPONE_NANOS_MAX) {
                return;
            }
            delayedFsyncs++;
            node.report(
                    new NodeEvent.FsyncDelayed(
                            OptionalLong.of(node.nowNanos - postponedSinceNanos)));
            forcedOffset = batches.appendedOffset();
            node.notice(
                    "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF"
                            + " buffer without waiting for fsync to complete, this may slow down"
                            + " Redis.");
        }
        postponedSinceNanos = NOT;
        write();
    }

    private void switchTo(String newPath) {
        if (path.equals(newPath)) {
            return;
        }
        fsync();
        previousPath = path;
        previousDurableBytes = durableFileBytes;
        path = newPath;
        fileBytes = 0;
        durableFileBytes = 0;
    }

    private void write() {
        AofBatches.Batch head = batches.sealed();
        switchTo(head.path);
        appendInFlight = true;
        askedOffset = head.endOffset;
        if (batches.endsWith(head)) {
            place.appending();
        }
        node.disk.appendAll(path, head.missing(), outcome -> written(outcome, head));
    }

    private void written(DiskOutcome outcome, AofBatches.Batch batch) {
        appendInFlight = false;
        if (batches.first() != batch) {
            // A base has made it superfluous meanwhile, and holds it.
            batch.release();
            place.appended();
            afterWrite();
            return;
        }
        if (outcome instanceof DiskOutcome.Failed failed) {
            notWritten(failed, batch);
            return;
        }
        if (writeError != null) {
            writeError = null;
            node.warning("AOF write error looks solved, Redis can write again.");
        }
        batches.removeFirst();
        place.appended();
        writtenOffset = Math.max(writtenOffset, batch.endOffset);
        fileBytes += batch.length() - batch.there;
        batch.release();
        afterWrite();
    }

    private void afterWrite() {
        if (finishing != null) {
            finishStep();
        }
    }

    private void notWritten(DiskOutcome.Failed failed, AofBatches.Batch batch) {
        long through = failed.bytesWritten();
        writeError = failed.reason();
        retryAtNanos = node.nowNanos + RETRY_NANOS;
        askedOffset = writtenOffset;
        place.notAppended();
        fsyncAskedOffset = Math.min(fsyncAskedOffset, askedOffset);
        forcedOffset = Math.min(forcedOffset, writtenOffset);
        if (node.nowNanos - errorLoggedNanos >= LOG_AGAIN_NANOS) {
            errorLoggedNanos = node.nowNanos;
            if (through > 0) {
                node.warning(
                        "Short write while writing to the AOF file: (nwritten=%d, expected=%d)",
                        through, batch.length() - batch.there);
            } else {
                node.warning("Error writing to the AOF file: %s", failed.reason());
            }
        }
        if (through == 0) {
            gaveUpOrWaits();
            return;
        }
        // Half a batch must not stand before the next try.
        appendInFlight = true;
        node.disk.truncate(
                path,
                fileBytes,
                outcome -> {
                    appendInFlight = false;
                    if (outcome instanceof DiskOutcome.Failed uncut) {
                        node.warning(
                                "Could not remove short write from the append-only file.  Redis may"
                                        + " refuse to load the AOF the next time it starts. "
                                        + " ftruncate: %s",
                                uncut.reason());
                        batch.there += through;
                        fileBytes += through;
                    }
                    gaveUpOrWaits();
                });
    }

    private void gaveUpOrWaits() {
        Consumer<Optional<String>> waiting = finishing;
        if (waiting != null) {
            finishing = null;
            waiting.accept(Optional.ofNullable(writeError));
        } else if (always()) {
            ending = true;
            node.warning(
                    "Can't recover from AOF write error when the AOF fsync policy is 'always'."
                            + " Exiting...");
            node.exitCode = OptionalInt.of(1);
        }
    }

    private void fsync() {
        if (askedOffset <= fsyncAskedOffset) {
            return;
        }
        long target = askedOffset;
        fsyncAskedOffset = target;
        fsyncsInFlight++;
        lastFsyncNanos = node.nowNanos;
        String synced = path;
        long reached = place.asked();
        node.disk.fsync(path, outcome -> synced(outcome, target, reached, synced));
    }

    private void synced(DiskOutcome outcome, long target, long reached, String synced) {
        fsyncsInFlight--;
        if (outcome instanceof DiskOutcome.Failed failed) {
            notSynced(failed, synced);
            return;
        }
        if (doubtfulOffset != NOT || ending) {
            // The kernel may have thrown away what it could not write, and says so only once.
            return;
        }
        // An append that failed was answered before: it does not count as written.
        if (target <= writtenOffset) {
            place.durable(reached);
        }
        becameDurable(Math.min(target, writtenOffset));
        if (synced.equals(path)) {
            durableFileBytes = fileBytes;
        }
    }

    private void notSynced(DiskOutcome.Failed failed, String synced) {
        if (ending) {
            return;
        }
        if (!always()) {
            if (fsyncError == null) {
                node.warning("Fail to fsync the AOF file: %s", failed.reason());
            }
            fsyncError = failed.reason();
            doubtfulOffset = Math.max(doubtfulOffset, askedOffset);
            return;
        }
        ending = true;
        node.warning(
                "Can't persist AOF for fsync error when the AOF fsync policy is 'always': %s."
                        + " Exiting...",
                failed.reason());
        // Nobody was told of what is behind the last good fsync. Left there, it would be loaded
        // from the page cache at the next start, and a loss of power would make a hole of it.
        Consumer<DiskOutcome> exit = _ -> node.exitCode = OptionalInt.of(1);
        if (synced.equals(path)) {
            node.disk.truncate(path, durableFileBytes, exit);
        } else {
            node.disk.truncate(path, 0, _ -> {});
            node.disk.truncate(previousPath, previousDurableBytes, exit);
        }
    }

    /// Writes and fsyncs everything that is waiting, then calls `done` with the error, if there was
    /// one.
    void finish(Consumer<Optional<String>> done) {
        finishing = done;
        finishStep();
    }

    private void finishStep() {
        if (appendInFlight) {
            return;
        }
        Consumer<Optional<String>> done = finishing;
        if (done == null) {
            return;
        }
        if (!batches.nothingWaits()) {
            write();
            return;
        }
        finishing = null;
        long target = askedOffset;
        long reached = place.asked();
        String synced = path;
        fsyncsInFlight++;
        node.disk.fsync(
                path,
                outcome -> {
                    synced(outcome, target, reached, synced);
                    done.accept(
                            outcome instanceof DiskOutcome.Failed failed
                                    ? Optional.of(failed.reason())
                                    : Optional.ofNullable(fsyncError));
                });
    }
}
