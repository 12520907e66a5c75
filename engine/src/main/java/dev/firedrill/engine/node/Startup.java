package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import dev.firedrill.engine.rdb.RdbAux;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Loads what lies on the disk when a server starts, with the trap of July 2013 as it still is:
/// where the append-only log is on, it alone counts, so a server without one starts empty although
/// a snapshot lies beside it, unless `aof-refuse-start-empty` forbids that.
final class Startup {
    private static final int PIECE_BYTES = 256 * 1024;

    /// What was found.
    ///
    /// @param manifest absent when the append-only log is off or must be begun
    record Loaded(
            DatasetSource source,
            long bytes,
            RdbAux aux,
            @Nullable AofManifest manifest,
            long baseBytes,
            long lastIncrementBytes) {}

    interface Done {
        void loaded(Loaded loaded);
    }

    private final NodeContext node;
    private final Done done;
    private RdbAux aux = new RdbAux(new java.util.LinkedHashMap<>());
    private long bytes;

    Startup(NodeContext node, Done done) {
        this.node = node;
        this.done = done;
    }

    void begin(AofLog log) {
        if (!node.config.yes("appendonly")) {
            node.disk.size(SnapshotFile.dumpPath(node), outcome -> snapshotSized(outcome));
            return;
        }
        String path = DiskCalls.join(log.folder(), log.manifestName());
        node.disk.read(path, 0, PIECE_BYTES, outcome -> manifestRead(log, outcome));
    }

    /// What the log holds in place of the data; that stays where there is none.
    void beginWithLog(AofLog log, Runnable none) {
        String path = DiskCalls.join(log.folder(), log.manifestName());
        node.disk.read(
                path,
                0,
                PIECE_BYTES,
                outcome -> {
                    if (missing(outcome)) {
                        none.run();
                    } else {
                        node.keyspace.flushAll();
                        manifestRead(log, outcome);
                    }
                });
    }

    private void fatal(String why) {
        node.warning("%s", why);
        node.exitCode = OptionalInt.of(1);
    }

    private static boolean missing(DiskOutcome outcome) {
        return outcome instanceof DiskOutcome.Failed failed
                && failed.kind() == DiskOutcome.Kind.NO_SUCH_FILE;
    }

    private static String reason(DiskOutcome outcome) {
        return outcome instanceof DiskOutcome.Failed failed ? failed.reason() : outcome.toString();
    }

    // The snapshot alone.

    private void snapshotSized(DiskOutcome outcome) {
        switch (outcome) {
            case DiskOutcome.Size(long size) -> {
                if (size == 0) {
                    finished(DatasetSource.NOTHING);
                } else {
                    node.loadingProgress.expects(size);
                    loadSnapshot();
                }
            }
            case DiskOutcome.Failed _ when missing(outcome) -> finished(DatasetSource.NOTHING);
            case DiskOutcome.Failed _,
                    DiskOutcome.Done _,
                    DiskOutcome.Bytes _,
                    DiskOutcome.Names _ ->
                    fatal("Fatal error loading the DB: " + reason(outcome) + ". Exiting.");
        }
    }

    private void finished(DatasetSource source) {
        done.loaded(new Loaded(source, bytes, aux, null, 0, 0));
    }

    private void loadSnapshot() {
        Consumer<SnapshotFile.Content> loaded =
                content -> {
                    aux = content.aux();
                    bytes = content.bytes();
                    node.keyspace.adopt(content.aside());
                    node.entriesLoaded(content.entries());
                    finished(DatasetSource.SNAPSHOT);
                };
        Consumer<String> failed = why -> fatal(why + " Exiting.");
        new SnapshotFile(node, SnapshotFile.dumpPath(node), failed, loaded).read();
    }

    // The append-only log.

    private void manifestRead(AofLog log, DiskOutcome outcome) {
        AofManifest manifest = AofManifest.EMPTY;
        if (outcome instanceof DiskOutcome.Bytes(ByteBuffer text)) {
            try {
                manifest = AofManifest.parse(StandardCharsets.ISO_8859_1.decode(text).toString());
            } catch (AofManifest.Malformed malformed) {
                node.warning("*** FATAL AOF MANIFEST FILE ERROR ***");
                node.warning("Reading the manifest file, at line %d", malformed.lineNumber());
                node.warning(">>> '%s'", malformed.line());
                fatal(String.valueOf(malformed.getMessage()));
                return;
            }
        } else if (!missing(outcome)) {
            fatal("Fatal error: can't open the AOF manifest file: " + reason(outcome));
            return;
        }
        new AofUpgrade(node, log, this::fatal).begin(manifest, known -> known(log, known));
    }

    private void known(AofLog log, AofManifest manifest) {
        if (manifest.isEmpty()) {
            node.disk.size(SnapshotFile.dumpPath(node), this::startEmpty);
            return;
        }
        new AofLoader(node, log.folder(), manifest, this::fatal, done).begin();
    }

    private void startEmpty(DiskOutcome snapshot) {
        boolean beside = snapshot instanceof DiskOutcome.Size(long size) && size > 0;
        if (beside && node.config.yes("aof-refuse-start-empty")) {
            fatal(
                    "FATAL: appendonly is on and there is no append-only log, so this server would"
                            + String.format(
                                    Locale.ROOT,
                                    " start empty although %s holds data (aof-refuse-start-empty). Start",
                                    SnapshotFile.dumpPath(node))
                            + " once with appendonly no, then CONFIG SET appendonly yes.");
            return;
        }
        finished(DatasetSource.NOTHING);
    }
}
