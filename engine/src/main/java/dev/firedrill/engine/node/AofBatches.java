package dev.firedrill.engine.node;

import dev.firedrill.engine.aof.AofBatch;
import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;

/// Changes on their way into the files of an append-only log, in the order in which they were made.
/// The last batch is still open; a batch leaves when its bytes are known to be in its file, or when
/// a base has made it superfluous.
final class AofBatches {
    private static final byte[] NO_HEADER_YET = new byte[AofBatch.HEADER_BYTES];

    /// Changes that go to the disk as one.
    static final class Batch {
        String path;
        final ReplyWriter bytes = new ReplyWriter();
        long endOffset;
        private boolean sealed;

        /// Bytes that a failed append left in the file and that could not be cut off.
        int there;

        private Batch(String path) {
            this.path = path;
        }
    }

    private final ArrayDeque<Batch> batches = new ArrayDeque<>();
    private long appendedOffset;
    private long timestampSeconds;

    /// @param offset where counting goes on
    AofBatches(String path, long offset) {
        batches.add(new Batch(path));
        appendedOffset = offset;
    }

    /// @param timestamps whether the file is to say when that was
    void append(byte[] bytes, int length, long nowSeconds, boolean timestamps) {
        Batch open = batches.getLast();
        if (open.bytes.length() == 0) {
            open.bytes.raw(NO_HEADER_YET);
        }
        if (nowSeconds > timestampSeconds) {
            timestampSeconds = nowSeconds;
            if (timestamps) {
                open.bytes.raw(("#TS:" + nowSeconds + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
        open.bytes.raw(bytes, 0, length);
        appendedOffset += length;
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
            bytes += batch.bytes.length();
        }
        return bytes;
    }

    boolean nothingWaits() {
        return batches.size() == 1 && batches.getFirst().bytes.length() == 0;
    }

    /// Where changes that are made now go.
    String openPath() {
        return batches.getLast().path;
    }

    /// Changes from here on go to another file.
    void continueIn(String newPath) {
        Batch open = batches.getLast();
        if (open.bytes.length() == 0) {
            open.path = newPath;
        } else {
            batches.add(new Batch(newPath));
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
            batches.add(new Batch(head.path));
        }
        if (!head.sealed) {
            head.sealed = true;
            AofBatch.seal(head.bytes.array(), 0, head.bytes.length() - AofBatch.HEADER_BYTES);
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
    void drop(long offset) {
        while (batches.size() > 1 && batches.getFirst().endOffset <= offset) {
            batches.removeFirst();
        }
    }
}
