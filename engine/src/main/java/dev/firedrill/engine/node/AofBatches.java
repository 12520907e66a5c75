package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofBatch;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/// Changes on their way into the files of an append-only log, in the order in which they were made.
/// The last batch is still open; a batch leaves when its bytes are known to be in its file, or when
/// a base has made it superfluous.
final class AofBatches {
    /// Changes that go to the disk as one.
    static final class Batch {
        String path;
        private final ReplyWriter changes;
        long endOffset;
        private byte[] line = new byte[0];

        /// Bytes that a failed append left in the file and that could not be cut off.
        long there;

        private Batch(String path, TransitMemory memory) {
            this.path = path;
            changes = new ReplyWriter(memory, false);
        }

        private boolean isEmpty() {
            return changes.length() == 0;
        }

        /// Of a sealed one, with its line.
        long length() {
            return line.length + changes.length();
        }

        /// What of it is not in the file yet, good until it is released.
        List<ByteBuffer> missing() {
            var parts = new ArrayList<ByteBuffer>();
            parts.add(ByteBuffer.wrap(line));
            changes.forEach(parts::add);
            long skipped = there;
            for (ByteBuffer part : parts) {
                int here = (int) Math.min(skipped, part.remaining());
                part.position(part.position() + here);
                skipped -= here;
            }
            return parts;
        }

        /// It is in its file, or of no more use, and the disk no longer reads it.
        void release() {
            changes.clear();
        }
    }

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private final TransitMemory memory;
    private long appendedOffset;
    private long timestampSeconds;

    /// @param offset where counting goes on
    AofBatches(String path, long offset, TransitMemory memory) {
        this.memory = memory;
        batches.add(new Batch(path, memory));
        appendedOffset = offset;
    }

    /// @param timestamps whether the file is to say when that was
    void append(ReplyWriter changes, long nowSeconds, boolean timestamps) {
        Batch open = batches.getLast();
        if (!open.isEmpty() && open.changes.length() + changes.length() > AofBatch.BYTES_MAX) {
            open = new Batch(open.path, memory);
            batches.add(open);
        }
        if (nowSeconds > timestampSeconds) {
            timestampSeconds = nowSeconds;
            if (timestamps) {
                open.changes.raw(
                        ("#TS:" + nowSeconds + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        appendedOffset += changes.length();
        open.changes.take(changes);
        open.endOffset = appendedOffset;
    }

    /// Bytes of changes since the server started, whichever file they are in.
    long appendedOffset() {
        return appendedOffset;
    }

    /// Bytes that wait.
    long bytes() {
        long bytes = 0;
        for (Batch batch : batches) {
            bytes += batch.changes.length();
        }
        return bytes;
    }

    boolean nothingWaits() {
        return batches.size() == 1 && batches.getFirst().isEmpty();
    }

    /// Where changes that are made now go.
    String openPath() {
        return batches.getLast().path;
    }

    /// Changes from here on go to another file.
    void continueIn(String newPath) {
        Batch open = batches.getLast();
        if (open.isEmpty()) {
            open.path = newPath;
        } else {
            batches.add(new Batch(newPath, memory));
        }
        timestampSeconds = 0;
    }

    Batch first() {
        return batches.getFirst();
    }

    /// The first batch as it goes to the disk: nothing more is added to it.
    Batch sealed() {
        Batch head = batches.getFirst();
        if (batches.size() == 1) {
            batches.add(new Batch(head.path, memory));
        }
        if (head.line.length == 0) {
            var checksum = new CRC32C();
            head.changes.forEach(checksum::update);
            head.line = AofBatch.line(head.changes.length(), checksum.getValue());
        }
        return head;
    }

    /// Whether it holds the last change that was made.
    boolean endsWith(Batch batch) {
        return batch.endOffset == appendedOffset;
    }

    void removeFirst() {
        batches.removeFirst();
    }

    /// What ends before that offset is of no more use.
    ///
    /// @param inFlight whether the disk is reading the first one, which is then released later
    void drop(long offset, boolean inFlight) {
        boolean read = inFlight;
        while (batches.size() > 1 && batches.getFirst().endOffset <= offset) {
            Batch dropped = batches.removeFirst();
            if (!read) {
                dropped.release();
            }
            read = false;
        }
    }
}
