package dev.firedrill.engine.node;

import dev.firedrill.engine.base.Invariants;
import dev.firedrill.engine.command.Call;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/// A command on its way through a whole server: also who asked.
final class NodeCall extends Call {
    /// Not worth a look.
    private static final int ALWAYS_FREE_BYTES = 64 * 1024;

    private static final int ALWAYS_FREE_HEAP_BYTES = 1024 * 1024;

    private final MemoryRoom room;
    private boolean consumesLong;
    private @Nullable Session session;

    NodeCall(Keyspace keyspace, MemoryRoom room) {
        super(keyspace);
        this.room = room;
    }

    void asked(@Nullable Session by) {
        session = by;
    }

    /// The client; absent for a master's stream and for files.
    @Nullable Session sessionOrNull() {
        return session;
    }

    @Override
    public long stringBytesMax() {
        return session == null ? super.stringBytesMax() : session.parser.bulkBytesMax();
    }

    @Override
    public void needsHeap(long bytes) throws Refused {
        // The heap grows at the cost of what lies outside.
        if (bytes > heapBytesMax() || (bytes > ALWAYS_FREE_HEAP_BYTES && !room.admits(bytes))) {
            throw new Refused(MemoryRoom.REFUSAL);
        }
    }

    /// What the server is to keep for the client after the command.
    void needsKept(long bytes) throws Refused {
        if (!room.admitsKept(session(), bytes)) {
            throw new Refused(MemoryRoom.REFUSAL);
        }
    }

    @Override
    public boolean consumesLong() {
        return consumesLong;
    }

    void consumesLong(boolean yes) {
        consumesLong = yes;
    }

    /// What the command may take of the heap. What a master did can be refused only where there is
    /// no other way.
    long heapBytesMax() {
        return session == null ? room.replayBytesMax() : room.commandBytesMax();
    }

    @Override
    public void needsForeign(long bytes) throws Refused {
        if (bytes > ALWAYS_FREE_BYTES && !room.admits(bytes)) {
            throw new Refused(MemoryRoom.REFUSAL);
        }
    }

    Session session() {
        Session known = session;
        Invariants.check(known != null, "a command that needs a client came without one");
        return java.util.Objects.requireNonNull(known);
    }
}
