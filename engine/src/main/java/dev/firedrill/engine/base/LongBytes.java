package dev.firedrill.engine.base;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Many bytes in pieces of [TransitMemory]: a long argument, or the part of a long reply that is
/// complete. Grows at its end without copying. The owner must release it.
public final class LongBytes {
    private static final int PIECE_BYTES = TransitMemory.PIECE_BYTES;

    private final TransitMemory memory;
    private List<TransitMemory.Piece> pieces = new ArrayList<>();
    private long length;
    private boolean lost;

    public LongBytes(TransitMemory memory) {
        this.memory = memory;
    }

    public long length() {
        return length;
    }

    /// One whole piece to be written into at any place, in place of what was there.
    public ByteBuffer piece() {
        release();
        TransitMemory.Piece piece = memory.take();
        pieces.add(piece);
        grown(piece, PIECE_BYTES);
        return piece.bytes();
    }

    /// Whether there was no room for the bytes: then only their number is known.
    public boolean lost() {
        return lost;
    }

    /// As [#append], but if there is no room, drops all bytes, earlier ones included. The sender's
    /// next request can still be read.
    public void appendOrLose(ByteBuffer bytes) {
        if (!lost && memory.admits(bytes.remaining())) {
            append(bytes);
        } else {
            long counted = length + bytes.remaining();
            release();
            lost = true;
            length = counted;
            bytes.position(bytes.limit());
        }
    }

    /// Takes all that remains.
    public void append(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            TransitMemory.Piece open = open();
            int taken = Math.min(bytes.remaining(), PIECE_BYTES - open.length());
            open.room().put(bytes.slice(bytes.position(), taken));
            bytes.position(bytes.position() + taken);
            grown(open, taken);
        }
    }

    public void append(byte[] bytes, int offset, int count) {
        int at = offset;
        int end = offset + count;
        while (at < end) {
            TransitMemory.Piece open = open();
            int taken = Math.min(end - at, PIECE_BYTES - open.length());
            open.bytes().put(open.length(), bytes, at, taken);
            at += taken;
            grown(open, taken);
        }
    }

    private void grown(TransitMemory.Piece open, int taken) {
        open.length(open.length() + taken);
        length += taken;
    }

    private TransitMemory.Piece open() {
        if (pieces.isEmpty() || pieces.getLast().length() == PIECE_BYTES) {
            pieces.add(memory.take());
        }
        return pieces.getLast();
    }

    /// Takes another one's pieces over, without a copy; nothing is left there.
    public void appendMoved(LongBytes other) {
        pieces.addAll(other.pieces);
        length += other.length;
        other.pieces = new ArrayList<>();
        other.length = 0;
    }

    /// What lies behind this length is gone.
    public void truncate(long toLength) {
        while (length > toLength) {
            TransitMemory.Piece last = pieces.getLast();
            int cut = (int) Math.min(length - toLength, last.length());
            last.length(last.length() - cut);
            length -= cut;
            if (last.length() == 0) {
                memory.give(pieces.removeLast());
            }
        }
    }

    /// All bytes in their order, in buffers of their own: good until this is changed or released.
    public void forEach(Consumer<ByteBuffer> visitor) {
        for (TransitMemory.Piece piece : pieces) {
            visitor.accept(piece.content());
        }
    }

    /// As [#forEach], and gives each piece back behind itself, but for the first: what shows of a
    /// command, in a log for example, is its beginning. The length stays.
    public void consume(Consumer<ByteBuffer> visitor) {
        for (int i = 0; i < pieces.size(); i++) {
            visitor.accept(pieces.get(i).content());
            if (i > 0) {
                memory.give(pieces.get(i));
            }
        }
        if (pieces.size() > 1) {
            pieces.subList(1, pieces.size()).clear();
        }
    }

    /// Hands the pieces on one by one, each with what gives it back; nothing is left here.
    public void lend(Borrower borrower) {
        var lent = pieces;
        pieces = new ArrayList<>();
        length = 0;
        for (TransitMemory.Piece piece : lent) {
            borrower.take(piece.content(), () -> memory.give(piece));
        }
    }

    /// Uses a piece until it says that it is done.
    @FunctionalInterface
    public interface Borrower {
        void take(ByteBuffer bytes, Runnable done);
    }

    public void copyTo(byte[] target, int offset) {
        int[] at = {offset};
        forEach(piece -> {
            int count = piece.remaining();
            piece.get(target, at[0], count);
            at[0] += count;
        });
    }

    /// The first bytes of it, no more than fit into one piece.
    public byte[] begin(int bytesMax) {
        byte[] copied = new byte[(int) Math.min(Math.min(length, PIECE_BYTES), bytesMax)];
        int at = 0;
        for (int i = 0; at < copied.length; i++) {
            ByteBuffer piece = pieces.get(i).content();
            int count = Math.min(piece.remaining(), copied.length - at);
            piece.get(copied, at, count);
            at += count;
        }
        return copied;
    }

    /// The same bytes under another owner; nothing is left here.
    public LongBytes moved() {
        var other = new LongBytes(memory);
        other.pieces = pieces;
        other.length = length;
        other.lost = lost;
        pieces = new ArrayList<>();
        length = 0;
        return other;
    }

    /// Gives the memory back; releasing again does nothing.
    public void release() {
        pieces.forEach(memory::give);
        pieces.clear();
        length = 0;
    }
}
