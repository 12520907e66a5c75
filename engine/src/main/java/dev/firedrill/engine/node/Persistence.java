package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import dev.firedrill.engine.aof.AofReader;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.SavePoint;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.replication.MasterAnswer;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
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
    private long lastSaveUnixSeconds;
    private long lastTryNanos;
    private boolean lastSaveFailed;
    private long lastSaveSeconds = -1;
    private long saves;
    private long saveBeganNanos;
    private boolean saveScheduled;
    private final AofLog aof;
    final LoadedEntries loaded = new LoadedEntries();

    Persistence(NodeContext node) {
        this.node = node;
        aof = new AofLog(node);
    }

    // Loading.

    void load(Runnable loaded) {
        savedNow();
        node.loadingProgress.began();
        String dump = DiskCalls.join(node.config.text("dir"), node.config.text("dbfilename"));
        node.disk.size(
                dump,
                outcome -> {
                    long dumpBytes = outcome instanceof DiskOutcome.Size(long bytes) ? bytes : 0;
                    new Startup(node, found -> found(found, dumpBytes, loaded)).begin(aof);
                });
    }

    private void found(Startup.Loaded found, long dumpBytes, Runnable loaded) {
        boolean snapshot = found.source() == DatasetSource.SNAPSHOT;
        node.report(
                new NodeEvent.DatasetLoaded(
                        found.source(),
                        OptionalLong.of(node.keyspace.keys()),
                        OptionalLong.of(found.bytes()),
                        dumpBytes > 0 && !snapshot
                                ? List.of(
                                        new NodeEvent.IgnoredFile(
                                                node.config.text("dbfilename"), dumpBytes))
                                : List.of()));
        if (snapshot) {
            node.snapshots.fileIsOurs();
        }
        restorePlace(found.aux());
        AofManifest manifest = found.manifest();
        if (!node.config.yes("appendonly")) {
            loaded.run();
        } else if (manifest == null) {
            aof.begin(() -> begun(loaded));
        } else {
            aof.continueWith(
                    manifest, found.bytes(), found.baseBytes(), found.lastIncrementBytes(), loaded);
        }
    }

    /// Without its log a server that was told to have one would acknowledge what it cannot keep.
    private void begun(Runnable loaded) {
        if (aof.on()) {
            loaded.run();
        } else {
            node.warning("Fatal error: can't open the append-only file. Exiting.");
            node.exitCode = OptionalInt.of(1);
        }
    }

    /// A snapshot that knows its place in a history lets us, or our replicas, go on from there.
    private void restorePlace(RdbAux aux) {
        String id = aux.get("repl-id");
        if (!ReplicationId.isWellFormed(id)) {
            return;
        }
        try {
            long offset = Long.parseLong(aux.get("repl-offset"));
            if (offset < 0 || offset > MasterAnswer.OFFSET_MAX) {
                throw new NumberFormatException("out of range");
            }
            if (node.config.master().isPresent()) {
                node.replication.follow(new ReplicationId(id), offset);
                node.replicaSide.placeRestored();
                // Our master goes on where we were and will not name the database again.
                node.propagation.replicasSelected(databaseOf(aux));
            } else {
                node.replication.restore(new ReplicationId(id), offset);
            }
            node.replication.activate();
        } catch (NumberFormatException damaged) {
            node.warning("The snapshot's replication offset is no number; it is ignored.");
        }
    }

    private int databaseOf(RdbAux aux) {
        return RdbAux.database(aux.get("repl-stream-db"), node.keyspace.databases());
    }

    // The append-only file as a stream of changes.

    @Override
    public boolean wanted() {
        return aof.on() && !node.loading;
    }

    @Override
    public void append(ReplyWriter changes) {
        AppendOnlyFile file = aof.file();
        if (file != null) {
            file.append(changes);
        }
    }

    long appendedOffset() {
        return aof.appendedOffset();
    }

    /// Whether the append-only log keeps changes up to there, whatever happens.
    boolean durable(long appendedOffset) {
        return aof.durable(appendedOffset);
    }

    long fsyncedPlace() {
        return aof.fsyncedPlace();
    }

    boolean mayReply(long appendedOffset) {
        AppendOnlyFile file = aof.file();
        return file == null || file.mayReply(appendedOffset);
    }

    void settle() {
        AppendOnlyFile file = aof.file();
        if (file != null) {
            file.settle();
        }
    }

    /// Before CONFIG SET appendonly yes: says why the disk takes no log, if it does not.
    void tryLog(Consumer<Optional<String>> told) {
        aof.tryOut(told);
    }

    /// CONFIG SET appendonly.
    void appendOnly(boolean on) {
        if (on && !aof.on()) {
            aof.begin(() -> {});
        } else if (!on) {
            aof.off();
        }
    }

    /// BGREWRITEAOF.
    ///
    /// @return what to answer
    String rewriteAof() throws Refused {
        if (aof.rewriting()) {
            throw new Refused("ERR Background append only file rewriting already in progress");
        }
        if (node.transactions.executing() || node.snapshots.running()) {
            aof.schedule();
            return "Background append only file rewriting scheduled";
        }
        aof.rewrite();
        return "Background append only file rewriting started";
    }

    /// INFO's `mem_aof_buffer`.
    long aofBufferBytes() {
        AppendOnlyFile file = aof.file();
        return file == null ? 0 : file.bufferBytes();
    }

    /// DEBUG LOADAOF: what the append-only log holds, in place of the data.
    void reloadLog(Consumer<Optional<String>> done) throws Refused {
        if (aof.rewriting()) {
            throw new Refused("ERR Background append only file rewriting is in progress");
        }
        AppendOnlyFile file = aof.file();
        if (file == null) {
            loadLog(done);
            return;
        }
        file.finish(failure -> {
            if (failure.isPresent()) {
                done.accept(Optional.of("the log is not whole: " + failure.get()));
            } else {
                loadLog(done);
            }
        });
    }

    /// The files that the manifest names, also those that a log has left which is off by now.
    private void loadLog(Consumer<Optional<String>> done) {
        Consumer<Startup.Loaded> loaded =
                _ -> {
                    changesSinceSave = 0;
                    node.warning("Append Only File loaded by DEBUG LOADAOF");
                    done.accept(Optional.empty());
                };
        new Startup(node, loaded::accept)
                .beginWithLog(
                        aof,
                        () -> done.accept(Optional.of("There is no append only file to load")));
    }

    // Snapshots.

    void changed(long changes) {
        changesSinceSave += changes;
    }

    long changesSinceSave() {
        return changesSinceSave;
    }

    /// LASTSAVE: the date of the last save that succeeded, or of the start.
    long lastSaveUnixSeconds() {
        return lastSaveUnixSeconds;
    }

    private void savedNow() {
        lastSaveNanos = node.nowNanos;
        lastSaveUnixSeconds = node.nowSeconds();
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

    /// The whole dataset came from a master: what the append-only log holds is of no more use.
    void datasetReplaced() {
        if (aof.on() || aof.rewriting()) {
            aof.startOver();
        }
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
        AppendOnlyFile file = aof.file();
        String error = file == null ? null : file.error();
        return error == null ? null : "MISCONF Errors writing to the AOF file: " + error;
    }

    /// Whether nothing is kept: neither save points nor an append-only log.
    boolean off() {
        return !node.settings.savePointsExist && !node.config.yes("appendonly");
    }

    /// Begins now, or as soon as the present snapshot is done.
    ///
    /// @param done told what went wrong, if anything did
    void save(Consumer<Optional<String>> done) {
        saveBegins();
        node.snapshots.save(
                SnapshotPurpose.SAVE,
                node.config.text("dir"),
                node.config.text("dbfilename"),
                (bytes, failure) -> {
                    saveEnded(bytes, failure);
                    done.accept(failure);
                });
    }

    /// A snapshot begins that becomes `dbfilename`: one for replicas counts as any other.
    void saveBegins() {
        saves++;
        saveBeganNanos = node.nowNanos;
        lastTryNanos = node.nowNanos;
        changesAtSnapshot = changesSinceSave;
    }

    void saveEnded(long bytes, Optional<String> failure) {
        lastSaveSeconds = (node.nowNanos - saveBeganNanos) / NANOS_PER_SECOND;
        ended(bytes, failure);
    }

    /// A snapshot was made for replicas alone, of which no file is left.
    void sentWithoutFile(long beganNanos) {
        lastSaveSeconds = (node.nowNanos - beganNanos) / NANOS_PER_SECOND;
    }

    private void ended(long bytes, Optional<String> failure) {
        if (failure.equals(Optional.of(Snapshots.GIVEN_UP))) {
            node.notice("Background saving was given up");
            return;
        }
        lastSaveFailed = failure.isPresent();
        if (failure.isPresent()) {
            node.warning("Background saving error: %s", failure.get());
            return;
        }
        savedNow();
        changesSinceSave -= Math.min(changesSinceSave, changesAtSnapshot);
        changesAtSnapshot = 0;
        node.notice("Background saving terminated with success (%d bytes)", bytes);
    }

    /// FLUSHALL: a snapshot of what is gone now is not wanted any more, and where there are save
    /// points an empty one takes its place with the next tick. Nothing else is given up: a snapshot
    /// for replicas, or for the append-only log, is followed by the FLUSHALL in their stream.
    void emptied() {
        if (node.snapshots.purpose() == SnapshotPurpose.SAVE) {
            node.snapshots.abort();
        }
        if (node.settings.savePointsExist) {
            scheduleSave();
        }
    }

    /// BGSAVE SCHEDULE: when the present snapshot is done.
    void scheduleSave() {
        saveScheduled = true;
    }

    void cron() {
        node.snapshots.wake();
        aof.cron();
        if (node.loading || node.shuttingDown || node.snapshots.running()) {
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

    void info(Info info) {
        info.put("loading", node.loading || node.replicaSide.answersLoading() ? 1 : 0);
        info.put("async_loading", node.replicaSide.loadsAsync() ? 1 : 0);
        SnapshotFigures snapshots = node.snapshots.figures;
        snapshots.infoOfPresent(info);
        info.put("rdb_changes_since_last_save", changesSinceSave);
        info.put("rdb_bgsave_in_progress", snapshots.saving() ? 1 : 0);
        info.put("rdb_last_save_time", lastSaveUnixSeconds);
        info.put("rdb_last_bgsave_status", lastSaveFailed ? "err" : "ok");
        info.put("rdb_last_bgsave_time_sec", lastSaveSeconds);
        info.put("rdb_current_bgsave_time_sec", snapshots.savingSeconds(node.nowNanos));
        info.put("rdb_saves", saves);
        snapshots.infoOfLastSave(info);
        loaded.info(info);
        aof.info(info);
        snapshots.infoOfLastRewrite(info);
    }

    /// What INFO tells only while the log is on.
    void infoOfLog(Info info) {
        aof.infoOfFile(info);
    }

    /// The files are finished and the process ends; see [Shutdown].
    ///
    /// @param refused told when the files could not be finished and that may keep the server alive
    void end(boolean save, boolean mayFail, Runnable refused) {
        Consumer<String> stays =
                why -> {
                    node.warning("%s", why);
                    refused.run();
                };
        if (!save) {
            finishLog(mayFail, stays);
            return;
        }
        if (node.snapshots.purpose() != null || node.snapshots.placesReceived()) {
            // One that is being put in place can no longer be given up.
            node.snapshots.whenFree(() -> end(true, mayFail, refused));
            return;
        }
        node.notice("Saving the final RDB snapshot before exiting.");
        save(failure -> {
            if (failure.isEmpty() || !mayFail) {
                if (failure.isPresent()) {
                    node.warning("Error trying to save the DB. Exit anyway.");
                }
                finishLog(mayFail, stays);
            } else {
                stays.accept("Error trying to save the DB, can't exit.");
            }
        });
    }

    /// Unlike redis-server, a server whose log does not take the last acknowledged changes stays,
    /// as it does when its snapshot fails.
    private void finishLog(boolean mayFail, Consumer<String> stays) {
        AppendOnlyFile file = aof.file();
        if (file == null) {
            exit();
            return;
        }
        node.notice("Calling fsync() on the AOF file.");
        if (node.replication.active()) {
            byte[] place =
                    AofReader.placeLine(
                            node.replication.primaryId().hex(),
                            node.replication.offset(),
                            Math.max(0, node.propagation.replicasSelected()));
            var last = new ReplyWriter();
            last.raw(place);
            file.append(last);
        }
        file.finish(failure -> {
            if (failure.isEmpty() || !mayFail) {
                exit();
            } else {
                stays.accept(
                        String.format(
                                Locale.ROOT,
                                "Error writing the AOF (%s), can't exit.",
                                failure.get()));
            }
        });
    }

    void exit() {
        node.warning("Redis is now ready to exit, bye bye...");
        node.exitCode = OptionalInt.of(0);
    }
}
