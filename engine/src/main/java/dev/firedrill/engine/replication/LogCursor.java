package dev.firedrill.engine.replication;

import static dev.firedrill.engine.base.Invariants.check;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// One reader's place in a [SharedLog]; what lies behind it may be dropped, what lies ahead may
/// not.
public final class LogCursor implements AutoCloseable {
    private final SharedLog log;
    private SharedLog.@Nullable Block block;
    private int at;

    LogCursor(SharedLog log, SharedLog.Block block, int at) {
        this.log = log;
        this.block = block;
        this.at = at;
    }

    /// The next byte to be read.
    public long offset() {
        SharedLog.Block current = standing();
        return current.offset + at;
    }

    public long unreadBytes() {
        return log.offsetEnd() - offset();
    }

    /// The next bytes, at most `bytesMax`, less at the edge of a block, none at the end; they count
    /// as read. To be used before the log is next appended to.
    public ByteBuffer read(int bytesMax) {
        SharedLog.Block current = standing();
        SharedLog.Block following = current.next;
        if (at == current.length && following != null) {
            block = following;
            at = 0;
            log.moved(current, following);
            current = following;
        }
        int length = Math.min(bytesMax, current.length - at);
        ByteBuffer bytes = current.bytes.slice(at, length);
        at += length;
        return bytes;
    }

    /// A second reader at the same place.
    public LogCursor copy() {
        return log.cursorAt(offset());
    }

    private SharedLog.Block standing() {
        SharedLog.Block current = block;
        check(current != null, "a closed cursor is read");
        return java.util.Objects.requireNonNull(current);
    }

    /// Lets go of what was not read; closing again does nothing.
    @Override
    public void close() {
        SharedLog.Block current = block;
        if (current != null) {
            block = null;
            log.released(current);
        }
    }
}
