package dev.firedrill.engine.resp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Collects replies of one connection until they are sent. Speaks RESP2 until HELLO asks for 3.
public final class ReplyWriter {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] QUEUED = ascii("+QUEUED\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NIL_3 = ascii("_\r\n");
    private static final int BYTES_KEPT_MAX = 64 * 1024;

    private byte[] buffer = new byte[256];
    private int length;
    private boolean resp3;

    /// Replies that are thrown away: CLIENT REPLY OFF, or a command of a master's stream.
    private boolean muted;

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
    public int length() {
        return length;
    }

    /// Memory held, used or not.
    public int capacity() {
        return buffer.length;
    }

    /// What waits, to be read before the next call.
    public ByteBuffer pending() {
        return ByteBuffer.wrap(buffer, 0, length);
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    /// Everything up to here has been handed on.
    public void clear() {
        length = 0;
        if (buffer.length > BYTES_KEPT_MAX) {
            buffer = new byte[256];
        }
    }

    /// Takes back what was written after this length, for a command that fails half-way.
    public void truncate(int toLength) {
        length = toLength;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            long wanted = Math.max((long) length + more, 2L * buffer.length);
            buffer = Arrays.copyOf(buffer, (int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
    }

    public void raw(byte[] bytes) {
        raw(bytes, 0, bytes.length);
    }

    public void raw(byte[] bytes, int offset, int count) {
        if (muted) {
            return;
        }
        reserve(count);
        System.arraycopy(bytes, offset, buffer, length, count);
        length += count;
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
        if (!muted) {
            reserve(count + 2);
            System.arraycopy(bytes, offset, buffer, length, count);
            length += count;
            endLine();
        }
    }

    /// One byte per character.
    public void bulk(String text) {
        bulk(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Opens a bulk string of that many bytes, which the caller puts at the answered place of
    /// [#array()]; -1 when replies are thrown away.
    public int openBulk(int count) {
        header('$', count);
        if (muted) {
            return -1;
        }
        reserve(count + 2);
        int place = length;
        length += count;
        endLine();
        return place;
    }

    public byte[] array() {
        return buffer;
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
