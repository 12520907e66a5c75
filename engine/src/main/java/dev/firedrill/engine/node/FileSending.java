package dev.firedrill.engine.node;

import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sends a snapshot that lies in a file to the replicas that waited for it: read once, piece by
/// piece, and no faster than the slowest of them takes it.
final class FileSending {
    private static final int READ_BYTES = 64 * 1024;

    /// One file on its way. A read that comes back after its file was given up finds another one
    /// here, or none, and is forgotten.
    private static final class Sending {
        final Replica.Transfer transfer;
        final String path;
        final long bytes;
        long offset;
        boolean reading;

        Sending(String path, long bytes, TransitMemory memory) {
            transfer = new Replica.Transfer(false, memory);
            this.path = path;
            this.bytes = bytes;
        }
    }

    private final NodeContext node;
    private final Runnable ended;
    private @Nullable Sending sending;

    /// @param ended runs when a file is sent, or given up
    FileSending(NodeContext node, Runnable ended) {
        this.node = node;
        this.ended = ended;
    }

    boolean running() {
        return sending != null;
    }

    void begin(String path, long bytes, List<Replica> waiting) {
        var begun = new Sending(path, bytes, node.transit);
        byte[] header = ("$" + bytes + "\r\n").getBytes(StandardCharsets.US_ASCII);
        begun.transfer.bytes.append(header, 0, header.length);
        for (Replica replica : waiting) {
            replica.receives(begun.transfer);
        }
        sending = begun;
        readOn();
    }

    /// Reads on as the slowest reader of the file goes on.
    void readOn() {
        Sending present = sending;
        if (present == null
                || present.reading
                || present.transfer.unreadBytes(node.masterSide.replicas())
                        >= Replica.Transfer.AHEAD_BYTES_MAX) {
            return;
        }
        present.reading = true;
        int length = (int) Math.min(READ_BYTES, present.bytes - present.offset);
        node.disk.read(present.path, present.offset, length, outcome -> read(present, outcome));
    }

    private void read(Sending present, DiskOutcome outcome) {
        present.reading = false;
        if (sending != present) {
            return;
        }
        if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer bytes)) || !bytes.hasRemaining()) {
            node.warning("The snapshot for the replicas cannot be read back: %s", outcome);
            for (Replica replica : List.copyOf(node.masterSide.replicas())) {
                if (replica.transfer == present.transfer) {
                    node.masterSide.close(replica, ReplicaCloseReason.SNAPSHOT_UNREADABLE);
                }
            }
            end();
            return;
        }
        present.offset += bytes.remaining();
        present.transfer.bytes.append(bytes);
        if (present.offset >= present.bytes) {
            present.transfer.whole = true;
            end();
        }
        node.masterSide.pumpAll();
        readOn();
    }

    /// Nobody reads this transfer any more.
    void unread(Replica.Transfer transfer) {
        Sending present = sending;
        if (present != null && present.transfer == transfer) {
            end();
        }
    }

    private void end() {
        sending = null;
        ended.run();
    }
}
