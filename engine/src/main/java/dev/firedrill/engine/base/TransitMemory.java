package dev.firedrill.engine.base;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/// Memory for long requests, replies and streams on their way through a server: pieces of one size,
/// outside of the garbage-collected heap and counted. A value of 100 MB would otherwise need a heap
/// of several times that, and a heap that is full ends the process.
///
/// Pieces go back to the system at once, but for a few that are kept for the next use.
public final class TransitMemory {
    /// With what `malloc` keeps beside it a piece fills whole pages, and none of them for a few
    /// bytes.
    public static final int PIECE_BYTES = 64 * 1024 - 64;

    private static final int SPARE_PIECES_MAX = 32;

    /// One piece, and how much of it is filled.
    static final class Piece {
        private final ByteBuffer bytes;
        private final @Nullable Arena arena;
        private int length;

        /// @param arena null for one of the heap
        private Piece(ByteBuffer bytes, @Nullable Arena arena) {
            this.bytes = bytes;
            this.arena = arena;
        }

        ByteBuffer bytes() {
            return bytes;
        }

        int length() {
            return length;
        }

        void length(int filled) {
            length = filled;
        }

        ByteBuffer content() {
            return bytes.slice(0, length);
        }

        /// What is not filled.
        ByteBuffer room() {
            return bytes.slice(length, PIECE_BYTES - length);
        }
    }

    private final boolean foreign;
    private final ArrayDeque<Piece> spare = new ArrayDeque<>();
    private LongPredicate room = _ -> true;
    private long usedBytes;

    /// @param foreign false for a simulated server, which dies without a chance to give anything
    ///   back
    public TransitMemory(boolean foreign) {
        this.foreign = foreign;
    }

    /// @param hasRoom whether the given number of bytes may still be allocated outside the heap
    public void limitedBy(LongPredicate hasRoom) {
        room = hasRoom;
    }

    /// Whether this number of bytes may still be allocated. A command that is refused answers with
    /// an error. A change on its way to a file must not be lost, so its command asks beforehand.
    public boolean admits(long bytes) {
        return room.test(bytes);
    }

    /// In pieces that are given out.
    public long usedBytes() {
        return usedBytes;
    }

    /// Taken from the system.
    public long reservedBytes() {
        return usedBytes + (long) spare.size() * PIECE_BYTES;
    }

    Piece take() {
        usedBytes += PIECE_BYTES;
        Piece known = spare.poll();
        if (known != null) {
            known.length = 0;
            return known;
        }
        if (!foreign) {
            return new Piece(ByteBuffer.allocate(PIECE_BYTES), null);
        }
        Arena arena = arena();
        return new Piece(UntouchedMemory.take(arena, PIECE_BYTES).asByteBuffer(), arena);
    }

    /// Closed by [#release]; shared, since the thread that makes a node need not own it later.
    @SuppressWarnings("MustBeClosedChecker")
    private static Arena arena() {
        return Arena.ofShared();
    }

    void give(Piece piece) {
        usedBytes -= PIECE_BYTES;
        Invariants.check(usedBytes >= 0, "memory in transit is given back twice");
        if (spare.size() < SPARE_PIECES_MAX) {
            spare.push(piece);
        } else {
            release(piece);
        }
    }

    private static void release(Piece piece) {
        Arena arena = piece.arena;
        if (arena != null) {
            arena.close();
        }
    }

    /// The spare pieces go back too.
    public void close() {
        spare.forEach(TransitMemory::release);
        spare.clear();
    }
}
