package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.rdb.RdbProgress;
import dev.firedrill.engine.rdb.RdbReader;
import dev.firedrill.engine.replication.Transfer;
import java.nio.ByteBuffer;

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
        aside = new Keyspace(node.keyspace.databases(), node.prng.fork("aside"));
        reader = new RdbReader(aside.databases(), aside.loader());
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
                case RdbProgress.Complete _ -> {
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

    /// Puts the snapshot in the place of our data.
    ///
    /// @return the database that the stream has selected at this point
    int adopt() {
        long entries = reader.entries();
        node.snapshots.abort();
        node.keyspace.adopt(aside);
        node.entriesLoaded(entries);
        String database = reader.aux().get("repl-stream-db");
        return database.isEmpty() ? 0 : Math.max(0, Integer.parseInt(database));
    }

    void abandon() {
        aside.close();
    }
}
