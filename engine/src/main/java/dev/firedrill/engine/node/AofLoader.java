package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofManifest;
import dev.firedrill.engine.aof.AofReader;
import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Loads the files that a manifest names, in their order. Each may begin with a snapshot and go on
/// with commands. Only the last may be cut off; what no crash explains ends the process.
final class AofLoader {
    private static final int PIECE_BYTES = 256 * 1024;
    private static final int ROOM_CHECKED_COMMANDS = 64;
    private static final byte[] SNAPSHOT_MARK = {'R', 'E', 'D', 'I', 'S'};

    private final NodeContext node;
    private final String folder;
    private final AofManifest manifest;
    private final Consumer<String> fatal;
    private final Startup.Done done;
    private final List<AofManifest.Part> parts = new ArrayList<>();
    private RdbAux place = new RdbAux(new LinkedHashMap<>());
    private long bytes;
    private long baseBytes;
    private long lastIncrementBytes;
    private int database;
    private int unchecked;

    AofLoader(
            NodeContext node,
            String folder,
            AofManifest manifest,
            Consumer<String> fatal,
            Startup.Done done) {
        this.node = node;
        this.folder = folder;
        this.manifest = manifest;
        this.fatal = fatal;
        this.done = done;
        manifest.base().ifPresent(parts::add);
        parts.addAll(manifest.increments());
    }

    /// One file while it is being read.
    private final class Reading {
        final String path;
        final int index;
        final Runnable next;
        final AofReader commands = new AofReader(AofLoader.this::replay, node.transit);
        @Nullable Keyspace aside;
        @Nullable RdbReader snapshot;
        long offset;

        /// Where the commands begin: behind the snapshot, if there is one.
        long commandsBegin;

        Reading(String path, int index, Runnable next) {
            this.path = path;
            this.index = index;
            this.next = next;
        }
    }

    void begin() {
        size(0);
    }

    /// Adds up the sizes of the files to load. A missing file is reported when it is read.
    private void size(int index) {
        if (index == parts.size()) {
            load(0);
            return;
        }
        node.disk.size(
                DiskCalls.join(folder, parts.get(index).file()),
                outcome -> {
                    if (outcome instanceof DiskOutcome.Size(long found)) {
                        node.loadingProgress.expects(found);
                    }
                    size(index + 1);
                });
    }

    private void load(int index) {
        if (index == parts.size()) {
            done.loaded(
                    new Startup.Loaded(
                            DatasetSource.APPEND_ONLY_FILE,
                            bytes,
                            place,
                            manifest,
                            baseBytes,
                            lastIncrementBytes));
            return;
        }
        String path = DiskCalls.join(folder, parts.get(index).file());
        Runnable next =
                () -> {
                    if (isBase(index)) {
                        baseBytes = bytes;
                    }
                    load(index + 1);
                };
        database = 0;
        lastIncrementBytes = 0;
        read(new Reading(path, index, next));
    }

    private boolean isBase(int index) {
        return index == 0 && manifest.base().isPresent();
    }

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
        return roomIsLeft() ? node.dispatcher.replay(args, database, true) : MemoryRoom.REFUSAL;
    }

    /// A log from a larger server may hold what does not fit into this one. Long values are looked
    /// at one by one; of short commands, one in a few.
    private boolean roomIsLeft() {
        unchecked = (unchecked + 1) % ROOM_CHECKED_COMMANDS;
        return unchecked != 0 || node.room.admits(0);
    }

    private void read(Reading file) {
        node.disk.read(file.path, file.offset, PIECE_BYTES, outcome -> pieceRead(file, outcome));
    }

    private void pieceRead(Reading file, DiskOutcome outcome) {
        if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer piece))) {
            // Also when it is missing: the manifest names only what has a name for good.
            String reason =
                    outcome instanceof DiskOutcome.Failed failed
                            ? failed.reason()
                            : outcome.toString();
            fatal.accept(
                    String.format(
                            Locale.ROOT, "Unable to read the AOF file %s: %s", file.path, reason));
            return;
        }
        if (!piece.hasRemaining()) {
            ended(file);
            return;
        }
        int length = piece.remaining();
        if (file.offset == 0 && isSnapshot(piece)) {
            var aside = node.keyspace.aside(node.prng.fork("loading"));
            file.aside = aside;
            file.snapshot =
                    new RdbReader(
                            aside.databases(),
                            node.config.yes("rdbchecksum"),
                            node.persistence.loaded.counting(
                                    aside.loader(), false, node.nowMillis()),
                            node.room.reading());
        }
        file.offset += length;
        bytes += length;
        node.loadingProgress.loaded(length);
        if (file.snapshot != null && !snapshotGoesOn(file, file.snapshot, piece)) {
            return;
        }
        if (piece.hasRemaining() && !file.commands.feed(piece)) {
            unusable(file);
            return;
        }
        read(file);
    }

    private void unusable(Reading file) {
        if (String.valueOf(file.commands.refusal()).contains(MemoryRoom.REFUSAL)) {
            // Nothing is wrong with the file, so nobody should repair it.
            fatal.accept(
                    String.format(
                            Locale.ROOT,
                            "There is no memory left to load the append only file %s. Raise the container's limit.",
                            file.path));
            return;
        }
        fatal.accept(
                String.format(
                                Locale.ROOT,
                                "Bad file format reading the append only file %s at offset %d: %s. Make a backup",
                                file.path,
                                file.commandsBegin + file.commands.goodBytes(),
                                file.commands.refusal())
                        + " of your AOF file, then use ./redis-check-aof --fix"
                        + " <filename.manifest>");
    }

    private static boolean isSnapshot(ByteBuffer piece) {
        return piece.remaining() >= SNAPSHOT_MARK.length
                && piece.slice(piece.position(), SNAPSHOT_MARK.length)
                        .equals(ByteBuffer.wrap(SNAPSHOT_MARK));
    }

    /// Leaves in `piece` what is behind the snapshot; false when it cannot be loaded.
    private boolean snapshotGoesOn(Reading file, RdbReader snapshot, ByteBuffer piece) {
        byte[] copied = new byte[piece.remaining()];
        piece.get(piece.position(), copied);
        int used = snapshot.feed(copied, 0, copied.length);
        piece.position(piece.position() + used);
        return switch (snapshot.progress()) {
            case RdbProgress.Incomplete _ -> true;
            case RdbProgress.Complete(_, long entries, long size) -> {
                Keyspace aside = java.util.Objects.requireNonNull(file.aside);
                String twice = KeysOfSnapshot.refusal(aside, entries);
                if (twice != null) {
                    refused(file, twice, size);
                    yield false;
                }
                node.keyspace.adopt(aside);
                node.entriesLoaded(entries);
                file.snapshot = null;
                file.commandsBegin = size;
                yield true;
            }
            case RdbProgress.Refused(String why, long at) -> {
                refused(file, why, at);
                yield false;
            }
        };
    }

    private void refused(Reading file, String why, long at) {
        fatal.accept(
                String.format(
                                Locale.ROOT,
                                "Error reading the RDB preamble of the AOF file %s, AOF loading aborted: %s",
                                file.path,
                                why)
                        + " at offset "
                        + at);
    }

    private void ended(Reading file) {
        AofReader reader = file.commands;
        node.entriesLoaded(reader.commands());
        if (file.snapshot != null) {
            fatal.accept(
                    String.format(
                                    Locale.ROOT,
                                    "Error reading the RDB preamble of the AOF file %s, AOF loading aborted: it is",
                                    file.path)
                            + " cut off");
            return;
        }
        if (isBase(file.index) && !reader.wholeBase()) {
            fatal.accept(
                    String.format(Locale.ROOT, "The base %s of the AOF is cut off", file.path));
            return;
        }
        lastIncrementBytes = file.commandsBegin + reader.goodBytes();
        var fields = new LinkedHashMap<String, String>();
        if (file.index == parts.size() - 1 && !reader.cutOff() && !reader.placeId().isEmpty()) {
            fields.put("repl-id", reader.placeId());
            fields.put("repl-offset", reader.placeOffset());
            fields.put("repl-stream-db", reader.placeDatabase());
        }
        place = new RdbAux(fields);
        if (reader.cutOff()) {
            cutOff(file, file.index + 1);
        } else {
            file.next.run();
        }
    }

    /// A file counts as the last when nothing follows in later ones: while a rewrite begins, the
    /// next increment is named already and the present one still written to.
    private void cutOff(Reading file, int next) {
        if (!node.config.yes("aof-load-truncated")) {
            unexpectedEnd(file);
        } else if (next == parts.size()) {
            cut(file);
        } else {
            String path = DiskCalls.join(folder, parts.get(next).file());
            node.disk.size(
                    path,
                    outcome -> {
                        if (outcome instanceof DiskOutcome.Size(long size) && size == 0) {
                            cutOff(file, next + 1);
                        } else {
                            unexpectedEnd(file);
                        }
                    });
        }
    }

    private void unexpectedEnd(Reading file) {
        fatal.accept(
                String.format(
                                Locale.ROOT,
                                "Unexpected end of file reading the append only file %s at offset %d. You can:",
                                file.path,
                                lastIncrementBytes)
                        + " 1) Make a backup of your AOF file, then use ./redis-check-aof --fix"
                        + " <filename.manifest>. 2) Alternatively you can set the"
                        + " 'aof-load-truncated' configuration option to yes and restart the"
                        + " server.");
    }

    private void cut(Reading file) {
        if (file.commands.insideTransaction()) {
            node.warning("Revert incomplete MULTI/EXEC transaction from AOF file %s", file.path);
        }
        node.warning("!!! Warning: short read while loading the AOF file %s!!!", file.path);
        node.warning("Truncating the AOF %s at offset %d", file.path, lastIncrementBytes);
        bytes -= file.offset - lastIncrementBytes;
        node.disk.truncate(
                file.path,
                lastIncrementBytes,
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        fatal.accept("Error truncating the AOF file: " + failed.reason());
                    } else {
                        node.warning(
                                "AOF %s loaded anyway because aof-load-truncated is enabled",
                                file.path);
                        file.next.run();
                    }
                });
    }
}
