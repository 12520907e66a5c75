package dev.firedrill.engine.resp;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects replies of one connection until they are sent. Speaks RESP2 until HELLO asks for 3.
///
/// Given [TransitMemory] it holds little on the heap: what is complete of a long reply moves out of
/// it. A reply that finds no room there is not finished: the sender closes the connection.
public final class ReplyWriter {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NIL_3 = ascii("_\r\n");
    private static final int BYTES_KEPT_MAX = 64 * 1024;
    private static final int SHORT_BYTES_MAX = 1024;

    /// As much stays on the heap, if there is another place.
    private static final int HEAP_BYTES_MAX = TransitMemory.PIECE_BYTES;

    /// A string that is copied from elsewhere comes in parts of this length.
    private static final int PART_BYTES = 16 * 1024;

    private final @Nullable TransitMemory memory;
    private final boolean mayOverflow;

    /// What stands before the bytes of `buffer`.
    private @Nullable LongBytes front;

    private byte[] buffer = new byte[256];
    private int length;
    private boolean overflowed;
    private boolean resp3;

    /// Replies that are thrown away: CLIENT REPLY OFF, or a command of a master's stream.
    private boolean muted;

    /// All on the heap: for what is short, and for simulated clients.
    public ReplyWriter() {
        memory = null;
        mayOverflow = false;
    }

    /// @param mayOverflow false for what must not be lost; its author has asked for room before
    public ReplyWriter(@Nullable TransitMemory memory, boolean mayOverflow) {
        this.memory = memory;
        this.mayOverflow = mayOverflow;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    public boolean resp3() {
        return resp3;
    }

    public void resp3(boolean yes) {
        resp3 = yes;
    }

    public void muted(boolean yes) {
        muted = yes;
    }

    /// Writes what goes out although replies are off: what a client has subscribed to.
    public void unmuted(Runnable written) {
        boolean before = muted;
        muted = false;
        written.run();
        muted = before;
    }

    /// Bytes that wait.
    public long length() {
        return frontLength() + length;
    }

    private long frontLength() {
        LongBytes before = front;
        return before == null ? 0 : before.length();
    }

    /// Memory held on the heap, used or not.
    public int capacity() {
        return buffer.length;
    }

    /// Whether there was no room for what was written, so that a part of it is missing.
    public boolean overflowed() {
        return overflowed;
    }

    /// What waits, to be read before the next call; for one that was given no other memory.
    public ByteBuffer pending() {
        if (front != null) {
            return ByteBuffer.wrap(toByteArray());
        }
        return ByteBuffer.wrap(buffer, 0, length);
    }

    /// What waits, in buffers that are good until the next call.
    public void forEach(Consumer<ByteBuffer> visitor) {
        LongBytes before = front;
        if (before != null) {
            before.forEach(visitor);
        }
        if (length > 0) {
            visitor.accept(ByteBuffer.wrap(buffer, 0, length));
        }
    }

    /// Hands on what waits and forgets it: what lies outside of the heap as a loan, the rest to be
    /// copied within the call.
    public void handOn(LongBytes.Borrower borrower, Consumer<ByteBuffer> copier) {
        LongBytes before = front;
        if (before != null) {
            before.lend(borrower);
        }
        if (length > 0) {
            copier.accept(ByteBuffer.wrap(buffer, 0, length));
        }
        clear();
    }

    public byte[] toByteArray() {
        byte[] all = new byte[Math.toIntExact(length())];
        LongBytes before = front;
        if (before != null) {
            before.copyTo(all, 0);
        }
        System.arraycopy(buffer, 0, all, all.length - length, length);
        return all;
    }

    /// Everything up to here has been handed on.
    public void clear() {
        LongBytes before = front;
        if (before != null) {
            before.release();
            front = null;
        }
        length = 0;
        overflowed = false;
        if (buffer.length > BYTES_KEPT_MAX) {
            buffer = new byte[256];
        }
    }

    /// Takes back what was written after this length, for a command that fails half-way.
    public void truncate(long toLength) {
        LongBytes before = front;
        if (before == null || toLength >= before.length()) {
            length = (int) (toLength - frontLength());
            return;
        }
        before.truncate(toLength);
        length = 0;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        if (memory != null && (long) length + more > HEAP_BYTES_MAX) {
            spill(memory);
        }
        if (buffer.length - length < more) {
            long wanted = Math.max((long) length + more, 2L * buffer.length);
            if (memory != null && more <= HEAP_BYTES_MAX) {
                wanted = Math.min(wanted, HEAP_BYTES_MAX);
            }
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    private void spill(TransitMemory outside) {
        if (length > 0 && room(outside, length)) {
            front(outside).append(buffer, 0, length);
        }
        length = 0;
    }

    /// Moves what waits out of the heap, for a client that does not read: many such clients must
    /// not fill the heap with a little of each.
    public void shelve() {
        if (memory != null && length > SHORT_BYTES_MAX) {
            spill(memory);
            buffer = new byte[256];
        }
    }

    private boolean room(TransitMemory outside, long bytes) {
        overflowed |= mayOverflow && !outside.admits(bytes);
        return !overflowed;
    }

    private LongBytes front(TransitMemory outside) {
        LongBytes before = front;
        if (before == null) {
            before = new LongBytes(outside);
            front = before;
        }
        return before;
    }

    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    public void raw(byte[] bytes, int offset, int count) {
        if (muted) {
            return;
        }
        if (count > HEAP_BYTES_MAX && memory != null) {
            spill(memory);
            if (room(memory, count)) {
                front(memory).append(bytes, offset, count);
            }
            return;
        }
        reserve(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
    }

    /// All that remains.
    public void raw(ByteBuffer bytes) {
        if (muted) {
            return;
        }
        if (memory == null || bytes.remaining() <= PART_BYTES) {
            int count = bytes.remaining();
            reserve(count);
            bytes.get(buffer, length, count);
            length += count;
            return;
        }
        spill(memory);
        if (room(memory, bytes.remaining())) {
            front(memory).append(bytes);
        }
    }

    /// Another one of the same kind, for what is counted before it can be sent; [#take] it then.
    public ReplyWriter staging() {
        var staged = new ReplyWriter(memory, mayOverflow);
        staged.resp3 = resp3;
        staged.muted = muted;
        return staged;
    }

    /// All that waits in another one; what lies outside of the heap moves, and is no longer there.
    public void take(ReplyWriter other) {
        overflowed |= other.overflowed;
        LongBytes theirs = other.front;
        if (theirs != null && memory != null) {
            spill(memory);
            front(memory).appendMoved(theirs);
        } else if (theirs != null) {
            theirs.forEach(this::raw);
        }
        raw(other.buffer, 0, other.length);
    }

    public void ok() {
        raw(OK);
    }

    public void queued() {
        raw(QUEUED);
    }

    public void simple(String text) {
        line('+', text);
    }

    /// @param text with its code, for example `ERR syntax error`
    public void error(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\r' || text.charAt(end - 1) == '\n')) {
            end--;
        }
        line('-', text.substring(0, end).replace('\r', ' ').replace('\n', ' '));
    }

    private void line(char mark, String text) {
        if (muted) {
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > PART_BYTES) {
            raw(new byte[] {(byte) mark});
            raw(bytes);
            raw(ascii("\r\n"));
            return;
        }
        reserve(bytes.length + 3);
        buffer[length++] = (byte) mark;
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        endLine();
    }

    private void endLine() {
        buffer[length++] = '\r';
        buffer[length++] = '\n';
    }

    private void header(char mark, long number) {
        if (muted) {
            return;
        }
        reserve(24);
        buffer[length++] = (byte) mark;
        digits(number);
        endLine();
    }

    private void digits(long number) {
        if (number < 0) {
            raw(ascii(Long.toString(number)));
            return;
        }
        int count = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            count++;
        }
        int to = length + count;
        long rest = number;
        for (int i = to - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = to;
    }

    public void integer(long value) {
        header(':', value);
    }

    public void bulk(byte[] bytes) {
        bulk(bytes, 0, bytes.length);
    }

    public void bulk(byte[] bytes, int offset, int count) {
        header('$', count);
        if (muted) {
            return;
        }
        if (count > HEAP_BYTES_MAX) {
            raw(bytes, offset, count);
            reserve(2);
        } else {
            reserve(count + 2);
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
        }
        endLine();
    }

    /// @param moved whether its memory is taken over; then nothing is left there
    public void bulk(LongBytes bytes, boolean moved) {
        header('$', bytes.length());
        if (muted) {
            return;
        }
        if (moved && memory != null) {
            spill(memory);
            front(memory).appendMoved(bytes);
        } else {
            bytes.forEach(this::raw);
        }
        reserve(2);
        endLine();
    }

    /// Copies a part of a string that lies elsewhere.
    @FunctionalInterface
    public interface Source {
        void copy(int from, int count, byte[] target, int targetOffset);
    }

    /// A bulk string of that many bytes, copied from where it lies, part by part if it is long.
    public void bulk(int count, Source source) {
        header('$', count);
        if (muted) {
            return;
        }
        if (count <= PART_BYTES) {
            reserve(count + 2);
            source.copy(0, count, buffer, length);
            length += count;
            endLine();
            return;
        }
        for (int at = 0; at < count && !overflowed; at += PART_BYTES) {
            int part = Math.min(PART_BYTES, count - at);
            reserve(part);
            source.copy(at, part, buffer, length);
            length += part;
        }
        reserve(2);
        endLine();
    }

    /// One byte per character.
    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// What waits, from its beginning; for one whose content fits on the heap.
    public byte[] array() {
        return buffer;
    }

    /// Whether all of it is in [#array].
    public boolean onHeap() {
        return front == null;
    }

    /// Text for people, one byte per character: RESP3 marks it as such.
    public void verbatim(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!resp3) {
            bulk(bytes);
            return;
        }
        header('=', bytes.length + 4L);
        raw(ascii("txt:"));
        raw(bytes);
        raw(ascii("\r\n"));
    }

    /// A number with a fraction, as it is to be printed: RESP3 marks it as such.
    public void decimal(String text) {
        if (resp3) {
            line(',', text);
        } else {
            bulk(text);
        }
    }

    public void nil() {
        raw(resp3 ? NIL_3 : NIL);
    }

    public void nilArray() {
        raw(resp3 ? NIL_3 : NIL_ARRAY);
    }

    public void array(int elements) {
        header('*', elements);
    }

    /// A map of that many pairs, which follow as key and value.
    public void map(int pairs) {
        header(resp3 ? '%' : '*', resp3 ? pairs : 2L * pairs);
    }

    public void set(int elements) {
        header(resp3 ? '~' : '*', elements);
    }

    /// What was not asked for, or what may come at any time: RESP3 marks it as such.
    public void push(int elements) {
        header(resp3 ? '>' : '*', elements);
    }

    /// A fraction; RESP3 marks it as such.
    public void decimal(double value) {
        String text = Double.toString(value);
        if (resp3) {
            line(',', text);
        } else {
            bulk(text);
        }
    }
}
