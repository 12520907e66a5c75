package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;

/// Reads a snapshot from the disk, piece by piece, into a keyspace aside: what is damaged never
/// comes near the data.
final class SnapshotFile {
    private static final int PIECE_BYTES = 256 * 1024;

    /// @param aside to be adopted or closed
    record Content(Keyspace aside, RdbAux aux, long entries, long bytes) {}

    private final NodeContext node;
    private final String path;
    private final Consumer<String> failed;
    private final Consumer<Content> done;
    private final Keyspace aside;
    private final RdbReader reader;
    private long bytes;

    SnapshotFile(NodeContext node, String path, Consumer<String> failed, Consumer<Content> done) {
        this.node = node;
        this.path = path;
        this.failed = failed;
        this.done = done;
        aside = node.keyspace.aside(node.prng.fork("loading"));
        reader =
                new RdbReader(
                        aside.databases(),
                        node.config.yes("rdbchecksum"),
                        node.persistence.loaded.counting(
                                aside.loader(), node.config.master().isEmpty(), node.nowMillis()),
                        node.room.reading());
    }

    /// Where SAVE puts it.
    static String dumpPath(NodeContext node) {
        return DiskCalls.join(node.config.text("dir"), node.config.text("dbfilename"));
    }

    void read() {
        node.disk.read(path, bytes, PIECE_BYTES, this::pieceRead);
    }

    private void pieceRead(DiskOutcome outcome) {
        if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer piece))) {
            String reason =
                    outcome instanceof DiskOutcome.Failed no ? no.reason() : outcome.toString();
            giveUp("Fatal error loading the DB: " + reason + ".");
            return;
        }
        byte[] copied = new byte[piece.remaining()];
        piece.get(copied);
        reader.feed(copied, 0, copied.length);
        bytes += copied.length;
        node.loadingProgress.loaded(copied.length);
        node.loadingProgress.usedMemoryOfFile(reader.aux().get("used-mem"));
        switch (reader.progress()) {
            case RdbProgress.Complete(RdbAux aux, long entries, long at) -> {
                String twice = KeysOfSnapshot.refusal(aside, entries);
                if (twice != null) {
                    refused(twice, at);
                } else {
                    done.accept(new Content(aside, aux, entries, bytes));
                }
            }
            case RdbProgress.Refused(String why, long at) -> refused(why, at);
            case RdbProgress.Incomplete _ -> {
                if (copied.length == 0) {
                    giveUp(
                            String.format(
                                    Locale.ROOT,
                                    "Short read or OOM loading DB from %s: it is cut off.",
                                    path));
                } else {
                    read();
                }
            }
        }
    }

    private void refused(String why, long at) {
        giveUp(
                String.format(
                        Locale.ROOT,
                        "Fatal error loading the DB from %s: %s at offset %d.",
                        path,
                        why,
                        at));
    }

    private void giveUp(String why) {
        aside.close();
        failed.accept(why);
    }
}
