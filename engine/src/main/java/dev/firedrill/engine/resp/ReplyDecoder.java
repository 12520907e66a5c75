package dev.firedrill.engine.resp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The client's side of RESP2 and RESP3: bytes in pieces of any size, replies out.
public final class ReplyDecoder {
    private static final int DEPTH_MAX = 32;
    private static final int LENGTH_MAX = 512 * 1024 * 1024;

    private byte[] buffer = new byte[512];
    private int start;
    private int end;

    /// Place in the reply that is being tried; only [#next] moves `start`.
    private int at;

    private boolean incomplete;

    public void feed(ByteBuffer bytes) {
        int length = bytes.remaining();
        if (buffer.length - end < length) {
            int used = end - start;
            byte[] target =
                    buffer.length - used >= length
                            ? buffer
                            : new byte[Math.max(used + length, 2 * buffer.length)];
            System.arraycopy(buffer, start, target, 0, used);
            buffer = target;
            start = 0;
            end = used;
        }
        bytes.get(buffer, end, length);
        end += length;
    }

    /// The next whole reply, or null when more bytes are needed.
    ///
    /// @throws MalformedReply when this is no RESP
    public @Nullable Reply next() {
        at = start;
        incomplete = false;
        if (at == end) {
            return null;
        }
        Reply reply = read(0);
        if (incomplete) {
            return null;
        }
        start = at;
        return reply;
    }

    private static final Reply NIL = new Reply.Nil();

    private Reply read(int depth) {
        if (depth > DEPTH_MAX) {
            throw new MalformedReply("replies nested deeper than " + DEPTH_MAX);
        }
        int from = at + 1;
        int lineEnd = lineEnd();
        if (lineEnd < 0) {
            incomplete = true;
            return NIL;
        }
        byte mark = buffer[at];
        at = lineEnd + 2;
        return switch (mark) {
            case '+' -> new Reply.Simple(text(from, lineEnd));
            case '-' -> new Reply.Failure(text(from, lineEnd));
            case ':' -> new Reply.Int(number(from, lineEnd));
            case '$' -> bulk(number(from, lineEnd));
            case '=' -> verbatim(number(from, lineEnd));
            case '*', '~', '>' -> array(number(from, lineEnd), depth);
            case '%' -> new Reply.Pairs(elements(2 * count(number(from, lineEnd)), depth));
            case '_' -> NIL;
            case '#' -> new Reply.Bool(buffer[from] == 't');
            case ',' -> new Reply.Decimal(decimal(text(from, lineEnd)));
            default -> throw new MalformedReply("a reply that begins with byte " + mark);
        };
    }

    private int lineEnd() {
        for (int i = at; i + 1 < end; i++) {
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.UTF_8);
    }

    private long number(int from, int to) {
        boolean negative = from < to && buffer[from] == '-';
        int digit = negative ? from + 1 : from;
        if (digit >= to || to - digit > 19) {
            throw new MalformedReply("not a number: " + text(from, to));
        }
        // Below zero, where one number more has room.
        long value = 0;
        for (; digit < to; digit++) {
            int d = buffer[digit] - '0';
            if (d < 0 || d > 9 || value < (Long.MIN_VALUE + d) / 10) {
                throw new MalformedReply("not a number: " + text(from, to));
            }
            value = value * 10 - d;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw new MalformedReply("not a number: " + text(from, to));
        }
        return negative ? value : -value;
    }

    private static double decimal(String text) {
        return switch (text) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                try {
                    yield Double.parseDouble(text);
                } catch (NumberFormatException notANumber) {
                    throw new MalformedReply("not a number: " + text);
                }
            }
        };
    }

    private static long count(long count) {
        if (count < 0 || count > LENGTH_MAX) {
            throw new MalformedReply("a collection of " + count + " elements");
        }
        return count;
    }

    private byte @Nullable [] bytes(long length) {
        if (length < 0 || length > LENGTH_MAX) {
            throw new MalformedReply("a string of " + length + " bytes");
        }
        if (end - at < length + 2) {
            incomplete = true;
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, at, at + (int) length);
        at += (int) length + 2;
        if (buffer[at - 2] != '\r' || buffer[at - 1] != '\n') {
            throw new MalformedReply("a string that goes on behind its length");
        }
        return bytes;
    }

    private Reply bulk(long length) {
        if (length < 0) {
            return NIL;
        }
        byte[] bytes = bytes(length);
        return bytes == null ? NIL : new Reply.Bulk(bytes);
    }

    private Reply verbatim(long length) {
        byte[] bytes = bytes(length);
        if (bytes == null) {
            return NIL;
        }
        return new Reply.Bulk(Arrays.copyOfRange(bytes, Math.min(4, bytes.length), bytes.length));
    }

    private Reply array(long count, int depth) {
        return count < 0 ? NIL : new Reply.Array(elements(count, depth));
    }

    private List<Reply> elements(long count, int depth) {
        long wanted = count(count);
        var elements = new ArrayList<Reply>();
        for (long i = 0; i < wanted; i++) {
            if (at >= end) {
                incomplete = true;
            }
            if (incomplete) {
                return elements;
            }
            elements.add(read(depth + 1));
        }
        return elements;
    }
}
