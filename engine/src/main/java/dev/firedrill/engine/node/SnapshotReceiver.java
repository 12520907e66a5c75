package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.rdb.RdbAux;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import dev.firedrill.engine.replication.Transfer;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Takes a master's snapshot into a keyspace aside. Only a whole one takes the place of our data,
/// so a link that dies half-way leaves the replica stale but readable rather than empty.
final class SnapshotReceiver {
    enum Progress {
        MORE,
        WHOLE,
        REFUSED
    }

    private final NodeContext node;
    private final Transfer transfer;
    private final Keyspace aside;
    private final RdbReader reader;
    private byte[] piece = new byte[16 * 1024];
    private long bytesRead;
    private final byte[] mark = new byte[Transfer.MARK_BYTES];
    private int markBytes;
    private String refusal = "";

    SnapshotReceiver(NodeContext node, Transfer transfer) {
        this.node = node;
        this.transfer = transfer;
        aside = node.keyspace.aside(node.prng.fork("aside"));
        reader =
                new RdbReader(
                        aside.databases(),
                        node.config.yes("rdbchecksum"),
                        node.persistence.loaded.counting(aside.loader(), false, node.nowMillis()),
                        node.room.reading());
    }

    long bytesRead() {
        return bytesRead;
    }

    String refusal() {
        return refusal;
    }

    /// Takes as many bytes as belong to the snapshot.
    Progress feed(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (reader.progress() instanceof RdbProgress.Complete) {
                return finish(bytes);
            }
            int length = Math.min(piece.length, bytes.remaining());
            bytes.get(bytes.position(), piece, 0, length);
            int taken = reader.feed(piece, 0, length);
            bytes.position(bytes.position() + taken);
            bytesRead += taken;
            switch (reader.progress()) {
                case RdbProgress.Refused(String reason, long offset) -> {
                    refusal = reason + " at offset " + offset;
                    return Progress.REFUSED;
                }
                case RdbProgress.Incomplete _ -> {
                    if (transfer instanceof Transfer.Sized(long announced)
                            && bytesRead >= announced) {
                        refusal = "the snapshot is cut off at offset " + bytesRead;
                        return Progress.REFUSED;
                    }
                }
                case RdbProgress.Complete(_, long entries, long offset) -> {
                    String twice = KeysOfSnapshot.refusal(aside, entries);
                    if (twice != null) {
                        refusal = twice + " at offset " + offset;
                        return Progress.REFUSED;
                    }
                    if (transfer instanceof Transfer.Sized(long announced)) {
                        return bytesRead == announced ? Progress.WHOLE : tooLong();
                    }
                }
            }
        }
        return Progress.MORE;
    }

    private Progress tooLong() {
        refusal = "the snapshot ends before its announced length, at offset " + bytesRead;
        return Progress.REFUSED;
    }

    /// Behind the last byte stands the mark, and nothing else.
    private Progress finish(ByteBuffer bytes) {
        int length = Math.min(mark.length - markBytes, bytes.remaining());
        bytes.get(mark, markBytes, length);
        markBytes += length;
        if (markBytes < mark.length) {
            return Progress.MORE;
        }
        if (transfer instanceof Transfer.Marked marked && marked.endsWith(mark)) {
            return Progress.WHOLE;
        }
        refusal = "the snapshot does not end with its mark";
        return Progress.REFUSED;
    }

    /// Why this dataset must not take the place of ours, by `replica-refuse-shrunk-dataset`; null
    /// when it may. A master that came up empty would else empty all of its replicas in the next
    /// second, and they hold the last copies.
    @Nullable String shrunk() {
        long percent = node.config.number("replica-refuse-shrunk-dataset");
        long ours = node.keyspace.keys();
        long theirs = aside.keys();
        if (percent == 0 || theirs * 100 >= ours * percent) {
            return null;
        }
        return String.format(
                Locale.ROOT,
                "The master's dataset has %d keys and ours %d: less than %d %%, so ours is kept"
                        + " (replica-refuse-shrunk-dataset). Set it to 0 to take the master's.",
                theirs,
                ours,
                percent);
    }

    /// Puts the snapshot in the place of our data.
    ///
    /// @return the database that the stream has selected at this point
    int adopt() {
        long entries = reader.entries();
        node.snapshots.abort();
        node.keyspace.adopt(aside);
        node.entriesLoaded(entries);
        return RdbAux.database(reader.aux().get("repl-stream-db"), node.keyspace.databases());
    }

    void abandon() {
        reader.release();
        aside.close();
    }
}
