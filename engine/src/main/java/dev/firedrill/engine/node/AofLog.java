package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The append-only log of one server: which files it consists of, and its rewriting into a new
/// base.
///
/// ```
/// off ---- on at run time, or a first start ----> first base being written ---> on
///                                                  (changes go to increment 1)    |  ^
///                                                                    rewrite      v  |
///     manifest names the next increment -> snapshot and increment begin at one moment
///     -> base is durable -> manifest names the new base and that increment; what it replaces
///     is of the past: deleted, then no longer named
/// ```
///
/// The snapshot and the increment must begin at one moment: a change between the two would be lost,
/// or be carried out twice at the next start.
final class AofLog {
    private static final int PERCENT = 100;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// After a failed fsync the log is rewritten; while that fails, again after 1, 2, 4... seconds.
    private static final long MENDING_NANOS_MAX = 32 * NANOS_PER_SECOND;

    private final NodeContext node;
    private final RewriteLimit limit;
    private final AofFiles files;
    private @Nullable AppendOnlyFile file;

    /// Of the file before, while there is none.
    private long closedOffset;

    private boolean rewriting;
    private boolean scheduled;
    private boolean lastRewriteFailed;

    /// Goes up when what is under way is of no more use.
    private int attempt;

    private long rewrites;
    private long beganNanos;
    private long lastRewriteSeconds = -1;
    private long mendAtNanos;
    private long mendingNanos = NANOS_PER_SECOND;

    /// As Redis counts it: the size of the whole log when its last rewrite ended.
    private long sizeAtRewrite;

    /// Base and increments before the present one.
    private long settledBytes;

    AofLog(NodeContext node) {
        this.node = node;
        limit = new RewriteLimit(node);
        files = new AofFiles(node);
    }

    @Nullable AppendOnlyFile file() {
        return file;
    }

    boolean on() {
        return file != null;
    }

    /// Bytes of changes since the server started.
    long appendedOffset() {
        AppendOnlyFile present = file;
        return present == null ? closedOffset : present.appendedOffset();
    }

    /// Whether a start would find everything that was changed up to there, even after a loss of
    /// power.
    boolean durable(long offset) {
        AppendOnlyFile present = file;
        return present != null && named(present) && present.durable(offset);
    }

    /// Up to where in the replication stream that is so; [FsyncedPlace#NONE] without a log.
    long fsyncedPlace() {
        AppendOnlyFile present = file;
        return present != null && named(present) ? present.fsyncedPlace() : FsyncedPlace.NONE;
    }

    /// Until its first base is there, no start would read what it holds.
    private boolean named(AppendOnlyFile present) {
        return files.manifest().increments().stream()
                .anyMatch(part -> present.writesTo(files.path(part.file())));
    }

    private void open(AofManifest.Part part, long fileBytes) {
        file = new AppendOnlyFile(node, files.path(part.file()), fileBytes, closedOffset);
    }

    private void close() {
        closedOffset = appendedOffset();
        file = null;
    }

    boolean rewriting() {
        return rewriting;
    }

    long bytes() {
        AppendOnlyFile present = file;
        return settledBytes + (present == null ? 0 : present.fileBytes());
    }

    String folder() {
        return files.folder();
    }

    String manifestName() {
        return files.manifestName();
    }

    /// Goes on with a log that was loaded; `done` once a change would find its file.
    void continueWith(
            AofManifest loaded,
            long bytes,
            long baseBytes,
            long lastIncrementBytes,
            Runnable done) {
        files.loaded(loaded);
        sizeAtRewrite = baseBytes;
        files.deleteHistory();
        if (!loaded.increments().isEmpty()) {
            settledBytes = bytes - lastIncrementBytes;
            files.makeDurable(
                    loaded.increments(),
                    this::cannotStart,
                    () -> {
                        open(loaded.increments().getLast(), lastIncrementBytes);
                        done.run();
                    });
            return;
        }
        settledBytes = bytes;
        AofManifest.Part first = files.nextIncrement();
        files.create(
                first.file(),
                this::cannotStart,
                () ->
                        files.store(
                                known -> known.withIncrement(first),
                                this::cannotStart,
                                () -> {
                                    open(first, 0);
                                    done.run();
                                }));
    }

    private void cannotStart(String why) {
        node.warning("Fatal error: can't open the append-only file: %s", why);
        node.exitCode = java.util.OptionalInt.of(1);
    }

    /// Whether a log can be begun at all; says why not.
    void tryOut(Consumer<Optional<String>> told) {
        files.tryOut(told);
    }

    /// Begins a log with what is in memory now; `done` once a crash would find it.
    void begin(Runnable done) {
        rewrite(true, done);
    }

    /// Whatever waits is written; what is being rewritten is given up.
    void off() {
        AppendOnlyFile present = file;
        close();
        scheduled = false;
        giveUp();
        if (present != null) {
            present.finish(_ -> {});
        }
    }

    private void giveUp() {
        attempt++;
        if (rewriting) {
            rewriting = false;
            if (node.snapshots.purpose() == SnapshotPurpose.AOF_REWRITE) {
                node.snapshots.abort();
            }
        }
    }

    /// The dataset is another one: the log so far, which is whole, counts until a base of the new
    /// one is there. Changes to the new dataset must not be added to the log of the old.
    void startOver() {
        off();
        begin(() -> {});
    }

    /// BGREWRITEAOF: a new base in place of everything so far. Without a log it makes the base
    /// alone.
    void rewrite() {
        rewrite(file != null || node.config.yes("appendonly"), () -> {});
    }

    void schedule() {
        scheduled = true;
        limit.reset();
    }

    private void rewrite(boolean logging, Runnable done) {
        scheduled = false;
        rewriting = true;
        beganNanos = node.nowNanos;
        int mine = ++attempt;
        Consumer<String> failed = why -> ended(mine, Optional.of(why), done);
        node.disk.createFolder(
                folder(),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed no) {
                        failed.accept(no.reason());
                    } else if (mine == attempt) {
                        nameIncrement(mine, logging, failed, done);
                    }
                });
    }

    private void nameIncrement(int mine, boolean logging, Consumer<String> failed, Runnable done) {
        if (!logging) {
            beginBase(mine, null, failed, done);
            return;
        }
        AppendOnlyFile present = file;
        if (present != null && !files.manifest().increments().isEmpty()) {
            AofManifest.Part last = files.manifest().increments().getLast();
            if (present.untouched(files.path(last.file()))) {
                // As after a rewrite that failed: one empty increment is enough.
                beginBase(mine, last, failed, done);
                return;
            }
        }
        AofManifest.Part next = files.nextIncrement();
        Runnable named = () -> beginBase(mine, next, failed, done);
        // Before a change goes to the next increment of a log that stands, the manifest must name
        // it: else a crash would lose what was acknowledged.
        files.create(
                next.file(),
                failed,
                () -> {
                    if (present == null) {
                        named.run();
                    } else {
                        files.store(known -> known.withIncrement(next), failed, named);
                    }
                });
    }

    private void beginBase(
            int mine, AofManifest.@Nullable Part next, Consumer<String> failed, Runnable done) {
        if (mine != attempt) {
            return;
        }
        if (node.snapshots.running()) {
            // The log is whole without a new base, only longer.
            node.snapshots.whenFree(() -> beginBase(mine, next, failed, done));
            return;
        }
        long boundary = next == null ? 0 : changesGoTo(next);
        AofManifest.Part part = files.nextBase();
        node.notice("Background append only file rewriting started");
        node.snapshots.save(
                SnapshotPurpose.AOF_REWRITE,
                folder(),
                part.file(),
                (bytes, failure) -> {
                    if (failure.isPresent()) {
                        failed.accept(failure.get());
                    } else if (mine == attempt) {
                        based(mine, part, bytes, next, boundary, done);
                    } else {
                        node.disk.delete(files.path(part.file()), _ -> {});
                    }
                });
    }

    /// @return up to which offset of the present file's a base that is begun now holds everything
    private long changesGoTo(AofManifest.Part next) {
        AppendOnlyFile present = file;
        node.propagation.fileSelectAgain();
        if (present == null) {
            open(next, 0);
            return closedOffset;
        }
        settledBytes += present.fileBytes();
        return present.continueIn(files.path(next.file()));
    }

    private void based(
            int mine,
            AofManifest.Part part,
            long bytes,
            AofManifest.@Nullable Part next,
            long boundary,
            Runnable done) {
        List<AofManifest.Part> kept = next == null ? List.of() : List.of(next);
        files.store(
                known -> known.rewrittenTo(part, kept),
                why -> ended(mine, Optional.of(why), done),
                () -> {
                    settledBytes = bytes;
                    AppendOnlyFile present = file;
                    if (mine == attempt && present != null && next != null) {
                        present.coveredByBase(boundary, files.path(next.file()));
                    }
                    sizeAtRewrite = bytes();
                    files.deleteHistory();
                    ended(mine, Optional.empty(), done);
                });
    }

    private void ended(int mine, Optional<String> failure, Runnable done) {
        if (mine != attempt) {
            return;
        }
        rewriting = false;
        lastRewriteFailed = failure.isPresent();
        if (!node.loading) {
            lastRewriteSeconds = (node.nowNanos - beganNanos) / NANOS_PER_SECOND;
        }
        if (failure.isPresent()) {
            node.warning("Background AOF rewrite terminated with error: %s", failure.get());
            if (!failure.get().equals(Snapshots.GIVEN_UP)) {
                limit.failed();
            }
            dropUnfinished();
        } else {
            node.notice("Background AOF rewrite finished successfully");
            // The base with which a log begins at a first start has replaced nothing.
            rewrites += node.loading ? 0 : 1;
            limit.reset();
            mendingNanos = NANOS_PER_SECOND;
        }
        done.run();
    }

    /// A log whose first base failed holds nothing that a start could use. It is begun again later,
    /// as Redis does.
    private void dropUnfinished() {
        AppendOnlyFile present = file;
        if (present != null && !named(present)) {
            close();
        }
        scheduled |= file == null && node.config.yes("appendonly");
    }

    /// What is due: a rewrite that was asked for, one that mends a log after a failed fsync, one by
    /// the rule of automatic growth.
    void cron() {
        AppendOnlyFile present = file;
        if (present != null) {
            present.settle();
        }
        if (rewriting || node.loading || node.shuttingDown) {
            return;
        }
        if (present != null && present.doubtful() && node.nowNanos >= mendAtNanos) {
            mendAtNanos = node.nowNanos + mendingNanos;
            mendingNanos = Math.min(MENDING_NANOS_MAX, mendingNanos * 2);
            node.warning("What a failed fsync left is not trusted: rewriting the AOF.");
            rewrite();
            return;
        }
        if (node.snapshots.running()) {
            return;
        }
        if (scheduled) {
            if (!limit.holds()) {
                rewrite();
            }
            return;
        }
        if (present != null) {
            growth();
        }
    }

    private void growth() {
        long percentage = node.config.number("auto-aof-rewrite-percentage");
        if (percentage == 0 || bytes() <= node.config.number("auto-aof-rewrite-min-size")) {
            return;
        }
        long growth = bytes() * PERCENT / Math.max(1, sizeAtRewrite) - PERCENT;
        if (growth >= percentage && !limit.holds()) {
            node.notice("Starting automatic rewriting of AOF on %d%% growth", growth);
            rewrite();
        }
    }

    void info(Info info) {
        info.put("aof_enabled", on() || node.config.yes("appendonly") ? 1 : 0);
        info.put("aof_rewrite_in_progress", rewriting ? 1 : 0);
        info.put("aof_rewrite_scheduled", scheduled ? 1 : 0);
        info.put("aof_last_rewrite_time_sec", lastRewriteSeconds);
        info.put(
                "aof_current_rewrite_time_sec",
                rewriting ? (node.nowNanos - beganNanos) / NANOS_PER_SECOND : -1);
        info.put("aof_last_bgrewrite_status", lastRewriteFailed ? "err" : "ok");
        info.put("aof_rewrites", rewrites);
        info.put("aof_rewrites_consecutive_failures", limit.failures());
        AppendOnlyFile present = file;
        info.put(
                "aof_last_write_status", present == null || present.error() == null ? "ok" : "err");
    }

    /// Of the file that is written to.
    void infoOfFile(Info info) {
        AppendOnlyFile present = file;
        if (present != null) {
            info.put("aof_current_size", bytes());
            info.put("aof_base_size", sizeAtRewrite);
            info.put("aof_pending_rewrite", 0);
            info.put("aof_buffer_length", present.bufferBytes());
            info.put("aof_pending_bio_fsync", present.fsyncsInFlight());
            info.put("aof_delayed_fsync", present.delayedFsyncs());
            info.put("aof_oldest_unsynced_age_ms", present.oldestUnsyncedNanos() / 1_000_000L);
        }
    }
}
