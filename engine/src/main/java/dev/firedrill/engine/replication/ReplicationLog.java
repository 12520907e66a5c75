package dev.firedrill.engine.replication;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.base.TransitMemory;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The history that a node writes or follows: its ids, how many bytes it has, and the last of those
/// bytes. The backlog is the tail of one shared log in which each replica holds a cursor, so the
/// backlog grows beyond its size while a slow replica needs it.
public final class ReplicationLog {
    private final Prng prng;
    private ReplicationId primaryId;
    private boolean afterSync;
    private ReplicationId secondaryId = ReplicationId.NONE;
    private long secondaryOffsetMax = -1;
    private long offset;
    private long backlogBytesMin;
    private @Nullable SharedLog backlog;

    private final TransitMemory memory;

    public ReplicationLog(Prng prng, long backlogBytesMin) {
        this(prng, backlogBytesMin, new TransitMemory(false));
    }

    public ReplicationLog(Prng prng, long backlogBytesMin, TransitMemory memory) {
        this.prng = prng;
        this.memory = memory;
        this.backlogBytesMin = backlogBytesMin;
        primaryId = ReplicationId.draw(prng);
    }

    public ReplicationId primaryId() {
        return primaryId;
    }

    public ReplicationId secondaryId() {
        return secondaryId;
    }

    /// INFO's `second_repl_offset`; -1 without a secondary id.
    public long secondaryOffsetMax() {
        return secondaryOffsetMax;
    }

    /// Bytes of the history so far (`master_repl_offset`).
    public long offset() {
        return offset;
    }

    public boolean active() {
        return backlog != null;
    }

    public long backlogBytesMin() {
        return backlogBytesMin;
    }

    public void backlogBytesMin(long bytes) {
        backlogBytesMin = bytes;
        SharedLog current = backlog;
        if (current != null) {
            current.retainedBytesMin(bytes);
        }
    }

    /// The first byte that can still be sent again; 0 without a backlog, as INFO shows it.
    public long backlogOffsetMin() {
        SharedLog current = backlog;
        return current == null ? 0 : current.offsetMin();
    }

    public long backlogBytes() {
        SharedLog current = backlog;
        return current == null ? 0 : current.offsetEnd() - current.offsetMin();
    }

    public long allocatedBytes() {
        SharedLog current = backlog;
        return current == null ? 0 : current.allocatedBytes();
    }

    /// Memory held beyond the backlog's size: only replicas that have not read that far need it.
    public long heldForReadersBytes() {
        SharedLog current = backlog;
        return current == null || current.cursors() == 0
                ? 0
                : Math.max(0, current.allocatedBytes() - backlogBytesMin);
    }

    public MasterHistory history() {
        SharedLog current = backlog;
        return new MasterHistory(
                primaryId,
                secondaryId,
                secondaryOffsetMax,
                current != null,
                current == null ? offset + 1 : current.offsetMin(),
                offset + 1);
    }

    /// Keeps what comes from here on. Without it nothing is counted either: a master that never had
    /// a replica has no history worth continuing.
    public void activate() {
        if (backlog == null) {
            backlog = new SharedLog(offset + 1, backlogBytesMin, memory);
        }
    }

    /// Drops what was kept; no replica may be reading.
    public void deactivate() {
        SharedLog current = backlog;
        if (current != null) {
            check(current.cursors() == 0, "the backlog is freed while replicas read it");
            current.close();
            backlog = null;
        }
    }

    public void append(ByteBuffer bytes) {
        SharedLog current = Objects.requireNonNull(backlog);
        offset += bytes.remaining();
        current.append(bytes);
    }

    /// Counts bytes that nobody keeps: `compat 2.6`, where each replica has its own copy.
    public void countOnly(int length) {
        check(backlog == null, "bytes were counted that the backlog lacks");
        offset += length;
    }

    public LogCursor cursorAt(long nextOffset) {
        return Objects.requireNonNull(backlog).cursorAt(nextOffset);
    }

    public LogCursor cursorAtEnd() {
        return cursorAt(offset + 1);
    }

    /// A new history begins: nothing written before can be continued.
    public void renew() {
        primaryId = ReplicationId.draw(prng);
        afterSync = false;
        forgetSecondary();
    }

    /// A new history begins with a snapshot of a master that has told no place in its own.
    public void renewAfterSync() {
        renew();
        afterSync = true;
    }

    /// Whether the history is one that no other node knows, though a master is followed.
    public boolean afterSync() {
        return afterSync;
    }

    public void forgetSecondary() {
        secondaryId = ReplicationId.NONE;
        secondaryOffsetMax = -1;
    }

    /// Promotion: the history that was followed so far can be continued up to here, and a new one
    /// of our own begins.
    public void shift() {
        adopt(ReplicationId.draw(prng));
    }

    /// The master goes on under another id: it was itself promoted. What we have so far belongs to
    /// both.
    public void adopt(ReplicationId newPrimary) {
        secondaryId = primaryId;
        secondaryOffsetMax = offset + 1;
        primaryId = newPrimary;
        afterSync = false;
    }

    /// Follows another history from this offset on, after a full resync or a restart.
    public void follow(ReplicationId id, long atOffset) {
        boolean wasActive = backlog != null;
        deactivate();
        primaryId = id;
        afterSync = false;
        offset = atOffset;
        if (wasActive) {
            activate();
        }
    }

    /// A master that comes back with its data: what it had can be continued under a new id.
    public void restore(ReplicationId former, long atOffset) {
        deactivate();
        secondaryId = former;
        secondaryOffsetMax = atOffset + 1;
        offset = atOffset;
    }
}
