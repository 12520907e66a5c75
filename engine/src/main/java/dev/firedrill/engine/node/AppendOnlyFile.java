package dev.firedrill.engine.node;

import dev.firedrill.engine.resp.ReplyWriter;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// The increment that changes are appended to, under one of Redis's three policies of fsync:
///
/// - `always`: a change is acknowledged once it is durable;
/// - `everysec`: an fsync each second in the background. While one is under way appends are put
///   off, for two seconds at most, then made all the same: then clients wait for the disk. What
///   Redis does not tell is told here: how old the oldest byte is that is not durable yet;
/// - `no`: the kernel decides.
///
/// Source: Redis documentation, "Redis persistence"; behaviour of redis-server 7.0.
final class AppendOnlyFile {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long POSTPONE_NANOS_MAX = 2 * NANOS_PER_SECOND;
    private static final long NOT = -1;

    private final NodeContext node;
    private final ReplyWriter waiting = new ReplyWriter();
    private String path;

    // Offsets count the bytes of all increments of this process.
    private long appendedOffset;
    private long askedOffset;
    private long writtenOffset;
    private long durableOffset;
    private long fsyncAskedOffset;

    /// Clients wait until the file has this much: an append was made behind a slow fsync.
    private long forcedOffset;

    private int fsyncsInFlight;
    private boolean appendInFlight;
    private long fileBytes;
    private long lastFsyncNanos;
    private long postponedSinceNanos = NOT;
    private long oldestUnsyncedNanos = NOT;
    private long oldestInFlightNanos = NOT;
    private long delayedFsyncs;
    private @Nullable String writeError;

    AppendOnlyFile(NodeContext node, String path, long fileBytes) {
        this.node = node;
        this.path = path;
        this.fileBytes = fileBytes;
    }

    void append(byte[] bytes, int length) {
        waiting.raw(bytes, 0, length);
        appendedOffset += length;
        if (oldestUnsyncedNanos == NOT) {
            oldestUnsyncedNanos = node.nowNanos;
        }
    }

    long appendedOffset() {
        return appendedOffset;
    }

    long fileBytes() {
        return fileBytes;
    }

    long bufferBytes() {
        return waiting.length();
    }

    long delayedFsyncs() {
        return delayedFsyncs;
    }

    int fsyncsInFlight() {
        return fsyncsInFlight;
    }

    @Nullable String writeError() {
        return writeError;
    }

    long oldestUnsyncedNanos() {
        if (oldestInFlightNanos != NOT) {
            return node.nowNanos - oldestInFlightNanos;
        }
        return oldestUnsyncedNanos == NOT ? 0 : node.nowNanos - oldestUnsyncedNanos;
    }

    private boolean always() {
        return node.config.text("appendfsync").equals("always");
    }

    private boolean everySecond() {
        return node.config.text("appendfsync").equals("everysec");
    }

    /// Whether a client may hear of changes up to there.
    boolean mayReply(long offset) {
        return always() ? durableOffset >= offset : writtenOffset >= forcedOffset;
    }

    /// From here on changes go to another file; what waits still belongs into the present one.
    void continueIn(String newPath) {
        write();
        fsync();
        path = newPath;
        fileBytes = 0;
    }

    /// At the end of a batch, and with each tick of the clock.
    void settle() {
        if (waiting.length() > 0) {
            writeUnlessPostponed();
        }
        if (always() && askedOffset > fsyncAskedOffset) {
            fsync();
        } else if (everySecond()
                && askedOffset > fsyncAskedOffset
                && fsyncsInFlight == 0
                && node.nowNanos - lastFsyncNanos >= NANOS_PER_SECOND) {
            fsync();
        }
    }

    private void writeUnlessPostponed() {
        if (appendInFlight && !always()) {
            return;
        }
        if (everySecond() && fsyncsInFlight > 0) {
            if (postponedSinceNanos == NOT) {
                postponedSinceNanos = node.nowNanos;
                return;
            }
            if (node.nowNanos - postponedSinceNanos < POSTPONE_NANOS_MAX) {
                return;
            }
            delayedFsyncs++;
            forcedOffset = appendedOffset;
            node.notice(
                    "Asynchronous AOF fsync is taking too long (disk is busy?). Writing the AOF"
                            + " buffer without waiting for fsync to complete, this may slow down"
                            + " Redis.");
        }
        postponedSinceNanos = NOT;
        write();
    }

    private void write() {
        int length = waiting.length();
        if (length == 0) {
            return;
        }
        appendInFlight = true;
        long target = askedOffset + length;
        askedOffset = target;
        ByteBuffer bytes = waiting.pending();
        node.disk.append(path, bytes, outcome -> written(outcome, target, length));
        waiting.clear();
    }

    private void written(DiskOutcome outcome, long target, int length) {
        appendInFlight = false;
        if (outcome instanceof DiskOutcome.Failed failed) {
            failed(failed);
            return;
        }
        writeError = null;
        writtenOffset = Math.max(writtenOffset, target);
        fileBytes += length;
    }

    /// A hole in the log cannot be mended, and a change that was acknowledged must not be lost
    /// silently: the process ends, and starts again from what is whole.
    private void failed(DiskOutcome.Failed failed) {
        writeError = failed.reason();
        node.warning(
                "Error writing to the AOF file: %s (%d bytes got through). Exiting: what is on"
                        + " the disk is a whole prefix.",
                failed.reason(), failed.bytesWritten());
        node.exitCode = OptionalInt.of(1);
    }

    private void fsync() {
        if (askedOffset <= fsyncAskedOffset) {
            return;
        }
        long target = askedOffset;
        fsyncAskedOffset = target;
        fsyncsInFlight++;
        lastFsyncNanos = node.nowNanos;
        if (oldestInFlightNanos == NOT) {
            oldestInFlightNanos = oldestUnsyncedNanos;
        }
        oldestUnsyncedNanos = waiting.length() > 0 ? node.nowNanos : NOT;
        node.disk.fsync(path, outcome -> synced(outcome, target));
    }

    private void synced(DiskOutcome outcome, long target) {
        fsyncsInFlight--;
        if (outcome instanceof DiskOutcome.Failed failed) {
            // After a failed fsync nothing is known to be clean, not even what a later one says.
            failed(failed);
            return;
        }
        durableOffset = Math.max(durableOffset, target);
        if (fsyncsInFlight == 0) {
            oldestInFlightNanos = NOT;
        }
    }

    /// Everything that is waiting goes to the disk, durable; then `done`.
    void finish(Runnable done) {
        write();
        long target = askedOffset;
        node.disk.fsync(
                path,
                outcome -> {
                    if (outcome instanceof DiskOutcome.Failed failed) {
                        node.warning("Could not fsync the AOF: %s", failed.reason());
                    } else {
                        durableOffset = Math.max(durableOffset, target);
                    }
                    done.run();
                });
    }
}
