package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import dev.firedrill.engine.aof.AofReader;
import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
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
            String source,
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
    private final List<AofManifest.Part> parts = new ArrayList<>();
    private AofManifest manifest = AofManifest.EMPTY;
    private RdbAux place = new RdbAux(new java.util.LinkedHashMap<>());
    private RdbAux aux = new RdbAux(new java.util.LinkedHashMap<>());
    private long bytes;
    private long baseBytes;
    private int database;

    Startup(NodeContext node, Done done) {
        this.node = node;
        this.done = done;
    }

    private String dumpPath() {
        return DiskCalls.join(node.config.text("dir"), node.config.text("dbfilename"));
    }

    void begin(AofLog log) {
        if (!node.config.yes("appendonly")) {
            node.disk.size(dumpPath(), outcome -> snapshotSized(outcome));
            return;
        }
        String path = DiskCalls.join(log.folder(), log.manifestName());
        node.disk.read(path, 0, PIECE_BYTES, outcome -> manifestRead(log, outcome));
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
                    finished("nothing");
                } else {
                    loadSnapshot(dumpPath(), () -> finished("rdb"));
                }
            }
            case DiskOutcome.Failed _ when missing(outcome) -> finished("nothing");
            case DiskOutcome.Failed _,
                    DiskOutcome.Done _,
                    DiskOutcome.Bytes _,
                    DiskOutcome.Names _ ->
                    fatal("Fatal error loading the DB: " + reason(outcome) + ". Exiting.");
        }
    }

    private void finished(String source) {
        done.loaded(new Loaded(source, bytes, aux, null, 0, 0));
    }

    private void loadSnapshot(String path, Runnable next) {
        var aside = new Keyspace(node.keyspace.databases(), node.prng.fork("loading"));
        var reader = new RdbReader(aside.databases(), aside.loader());
        loadPiece(path, 0, aside, reader, next);
    }

    private void loadPiece(
            String path, long offset, Keyspace aside, RdbReader reader, Runnable next) {
        node.disk.read(
                path,
                offset,
                PIECE_BYTES,
                outcome -> {
                    if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer piece))) {
                        fatal("Fatal error loading the DB: " + reason(outcome) + ". Exiting.");
                        return;
                    }
                    byte[] copied = new byte[piece.remaining()];
                    piece.get(copied);
                    reader.feed(copied, 0, copied.length);
                    bytes += copied.length;
                    switch (reader.progress()) {
                        case RdbProgress.Complete(RdbAux found, long entries, _) -> {
                            aux = found;
                            node.keyspace.adopt(aside);
                            node.entriesLoaded(entries);
                            next.run();
                        }
                        case RdbProgress.Refused(String why, long at) ->
                                fatal(
                                        "Fatal error loading the DB from %s: %s at offset %d."
                                                        .formatted(path, why, at)
                                                + " Exiting.");
                        case RdbProgress.Incomplete _ -> {
                            if (copied.length == 0) {
                                fatal(
                                        "Short read or OOM loading DB from %s: it is cut off."
                                                        .formatted(path)
                                                + " Unrecoverable error, aborting now.");
                            } else {
                                loadPiece(path, offset + copied.length, aside, reader, next);
                            }
                        }
                    }
                });
    }

    // The append-only log.

    private void manifestRead(AofLog log, DiskOutcome outcome) {
        if (missing(outcome)) {
            node.disk.size(dumpPath(), this::startEmpty);
            return;
        }
        if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer text))) {
            fatal("Fatal error: can't open the append only file: " + reason(outcome));
            return;
        }
        try {
            manifest = AofManifest.parse(StandardCharsets.UTF_8.decode(text).toString());
        } catch (AofManifest.Malformed malformed) {
            fatal("Fatal error loading the AOF: " + malformed.getMessage());
            return;
        }
        manifest.base().ifPresent(parts::add);
        parts.addAll(manifest.increments());
        loadPart(log, 0);
    }

    private void startEmpty(DiskOutcome snapshot) {
        boolean beside = snapshot instanceof DiskOutcome.Size(long size) && size > 0;
        if (beside && node.config.yes("aof-refuse-start-empty")) {
            fatal(
                    "FATAL: appendonly is on and there is no append-only log, so this server would"
                            + " start empty although %s holds data (aof-refuse-start-empty). Start"
                                    .formatted(dumpPath())
                            + " once with appendonly no, then CONFIG SET appendonly yes.");
            return;
        }
        finished("nothing");
    }

    private void loadPart(AofLog log, int index) {
        if (index == parts.size()) {
            done.loaded(new Loaded("aof", bytes, place, manifest, baseBytes, lastIncrementBytes));
            return;
        }
        AofManifest.Part part = parts.get(index);
        String path = DiskCalls.join(log.folder(), part.file());
        Runnable next =
                () -> {
                    if (index == 0 && manifest.base().isPresent()) {
                        baseBytes = bytes;
                    }
                    loadPart(log, index + 1);
                };
        if (part.isSnapshot()) {
            loadSnapshot(path, next);
        } else {
            database = 0;
            var reader = new AofReader(this::replay);
            loadCommands(path, 0, reader, index == parts.size() - 1, next);
        }
    }

    private long lastIncrementBytes;

    private @Nullable String replay(Args args) {
        if (args.is(0, "SELECT") && args.count() == 2) {
            try {
                database = Integer.parseInt(args.text(1));
            } catch (NumberFormatException notANumber) {
                database = -1;
            }
            return database >= 0 && database < node.keyspace.databases()
                    ? null
                    : "database '" + args.text(1) + "' does not exist here";
        }
        return node.dispatcher.replay(args, database, true);
    }

    private void loadCommands(
            String path, long offset, AofReader reader, boolean last, Runnable next) {
        node.disk.read(
                path,
                offset,
                PIECE_BYTES,
                outcome -> {
                    if (missing(outcome) && last) {
                        // The manifest named it and nothing was written yet.
                        lastIncrementBytes = 0;
                        next.run();
                        return;
                    }
                    if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer piece))) {
                        fatal("Fatal error loading the AOF: " + reason(outcome));
                        return;
                    }
                    int length = piece.remaining();
                    if (length > 0) {
                        bytes += length;
                        if (reader.feed(piece)) {
                            loadCommands(path, offset + length, reader, last, next);
                        } else {
                            fatal(badFormat(path, reader));
                        }
                        return;
                    }
                    commandsEnded(path, reader, last, next);
                });
    }

    private static String badFormat(String path, AofReader reader) {
        return "Bad file format reading the append only file %s at offset %d: %s"
                .formatted(path, reader.goodBytes(), reader.refusal());
    }

    private void commandsEnded(String path, AofReader reader, boolean last, Runnable next) {
        node.entriesLoaded(reader.commands());
        lastIncrementBytes = reader.goodBytes();
        var fields = new java.util.LinkedHashMap<String, String>();
        if (last && !reader.cutOff() && !reader.placeId().isEmpty()) {
            fields.put("repl-id", reader.placeId());
            fields.put("repl-offset", reader.placeOffset());
            fields.put("repl-stream-db", reader.placeDatabase());
        }
        place = new RdbAux(fields);
        if (!reader.cutOff()) {
            next.run();
            return;
        }
        if (!last || !node.config.yes("aof-load-truncated")) {
            fatal(
                    "Unexpected end of file reading the append only file %s at offset %d."
                            .formatted(path, reader.goodBytes()));
            return;
        }
        node.warning(
                "!!! Warning: short read while loading the AOF file %s !!! AOF loaded anyway"
                        + " because aof-load-truncated is enabled; truncated at offset %d",
                path, reader.goodBytes());
        node.disk.truncate(
                path,
                reader.goodBytes(),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        fatal("Error truncating the AOF file: " + failed.reason());
                    } else {
                        next.run();
                    }
                });
    }
}
