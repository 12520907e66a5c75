package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.SavePoint;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What a server keeps on its disk: loads it at the start, saves snapshots when asked or when
/// enough has changed, and says when the disk forbids further writes.
final class Persistence implements Propagation.Stream {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// After a failed save, the next try of a save point waits that long.
    private static final long RETRY_NANOS = 5 * NANOS_PER_SECOND;

    private final NodeContext node;
    private long changesSinceSave;
    private long changesAtSnapshot;
    private long lastSaveNanos;
    private long lastTryNanos;
    private boolean lastSaveFailed;
    private long lastSaveSeconds = -1;
    private long saves;
    private boolean saveScheduled;

    Persistence(NodeContext node) {
        this.node = node;
    }

    // Loading.

    void load(Runnable loaded) {
        lastSaveNanos = node.nowNanos;
        node.notice("firedrill: loaded source=nothing keys=0 bytes=0 ignored=-");
        loaded.run();
    }

    boolean loadReady() {
        return false;
    }

    void loadOn() {}

    // The append-only file as a stream of changes.

    @Override
    public boolean wanted() {
        return false;
    }

    @Override
    public void append(byte[] bytes, int length) {}

    long appendedOffset() {
        return 0;
    }

    boolean mayReply(long appendedOffset) {
        return true;
    }

    void settle() {}

    // Snapshots.

    void changed(long changes) {
        changesSinceSave += changes;
    }

    long changesSinceSave() {
        return changesSinceSave;
    }

    long lastSaveNanos() {
        return lastSaveNanos;
    }

    boolean lastSaveFailed() {
        return lastSaveFailed;
    }

    long lastSaveSeconds() {
        return lastSaveSeconds;
    }

    long saves() {
        return saves;
    }

    /// The whole dataset came from a master.
    void datasetReplaced() {
        changesSinceSave++;
    }

    /// Why no write may be taken now; null when one may.
    @Nullable String writeRefusal() {
        if (node.settings.stopsWritesOnSaveError
                && node.settings.savePointsExist
                && lastSaveFailed) {
            return "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to"
                    + " persist to disk. Commands that may modify the data set are disabled,"
                    + " because this instance is configured to report errors during writes if RDB"
                    + " snapshotting fails (stop-writes-on-bgsave-error option). Please check the"
                    + " Redis logs for details about the RDB error.";
        }
        return null;
    }

    /// A snapshot has reached the disk on behalf of replicas.
    void saved() {
        ended(0, Optional.empty());
    }

    /// Begins now, or as soon as the present snapshot is done.
    ///
    /// @param done told what went wrong, if anything did
    void save(Consumer<Optional<String>> done) {
        long began = node.nowNanos;
        lastTryNanos = began;
        changesAtSnapshot = changesSinceSave;
        node.snapshots.save(
                Snapshots.Purpose.SAVE,
                node.config.text("dbfilename"),
                (bytes, failure) -> {
                    lastSaveSeconds = (node.nowNanos - began) / NANOS_PER_SECOND;
                    ended(bytes, failure);
                    done.accept(failure);
                });
    }

    private void ended(long bytes, Optional<String> failure) {
        lastSaveFailed = failure.isPresent();
        if (failure.isPresent()) {
            node.warning("Background saving error: %s", failure.get());
            return;
        }
        saves++;
        lastSaveNanos = node.nowNanos;
        changesSinceSave -= Math.min(changesSinceSave, changesAtSnapshot);
        changesAtSnapshot = 0;
        node.notice("Background saving terminated with success (%d bytes)", bytes);
    }

    /// BGSAVE SCHEDULE: when the present snapshot is done.
    void scheduleSave() {
        saveScheduled = true;
    }

    void cron() {
        if (node.loading || node.snapshots.running()) {
            return;
        }
        if (saveScheduled) {
            saveScheduled = false;
            save(_ -> {});
            return;
        }
        for (SavePoint point : node.config.savePoints()) {
            boolean due =
                    changesSinceSave >= point.changes()
                            && node.nowNanos - lastSaveNanos > point.seconds() * NANOS_PER_SECOND;
            if (due && (!lastSaveFailed || node.nowNanos - lastTryNanos > RETRY_NANOS)) {
                node.notice(
                        "%d changes in %d seconds. Saving...", point.changes(), point.seconds());
                save(_ -> {});
                return;
            }
        }
    }

    /// BGREWRITEAOF.
    ///
    /// @return what to answer
    String rewriteAof() throws Refused {
        if (node.loading) {
            throw new Refused("LOADING Redis is loading the dataset in memory");
        }
        return "Background append only file rewriting started";
    }

    /// CONFIG SET appendonly.
    void appendOnly(boolean on) {
        node.notice("appendonly is now %s", on);
    }

    void info(Info info) {
        info.put("loading", node.loading ? 1 : 0);
        info.put("rdb_changes_since_last_save", changesSinceSave);
        info.put(
                "rdb_bgsave_in_progress",
                node.snapshots.purpose() == Snapshots.Purpose.SAVE ? 1 : 0);
        info.put("rdb_last_save_time", lastSaveNanos / NANOS_PER_SECOND);
        info.put("rdb_last_bgsave_status", lastSaveFailed ? "err" : "ok");
        info.put("rdb_last_bgsave_time_sec", lastSaveSeconds);
        info.put("rdb_saves", saves);
    }

    /// @param refused told why the server goes on; otherwise it ends
    void shutdown(boolean mayFail, Consumer<String> refused) {
        node.snapshots.abort();
        if (!node.settings.savePointsExist || node.loading) {
            exit();
            return;
        }
        node.notice("Saving the final RDB snapshot before exiting.");
        save(failure -> {
            if (failure.isEmpty() || !mayFail) {
                exit();
            } else {
                node.warning("Error trying to save the DB, can't exit.");
                refused.accept("ERR Errors trying to SHUTDOWN. Check logs.");
            }
        });
    }

    void exit() {
        node.warning("Redis is now ready to exit, bye bye...");
        node.exitCode = OptionalInt.of(0);
    }
}
