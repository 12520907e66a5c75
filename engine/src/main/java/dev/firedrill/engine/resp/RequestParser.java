package dev.firedrill.engine.resp;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Limits;
import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.base.TransitMemory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Finds commands in the bytes of one connection, as multi-bulk arrays or as inline lines. Commands
/// come out as slices of its buffer; nothing is allocated because a length was announced, only as
/// bytes arrive.
///
/// Where it stopped in an incomplete command it goes on, so that a command of many pieces is read
/// once. A long argument does not pass through that buffer: its bytes go straight into memory
/// outside of the heap, if the parser was given some. Source: Redis protocol specification; limits
/// and error texts as redis-server 7.0.
public final class RequestParser {
    public enum Outcome {
        COMMAND,
        /// More bytes are needed.
        INCOMPLETE,
        /// Nothing after this can be understood: answer [#error] and close.
        BROKEN
    }

    private static final int INLINE_MAX = 64 * 1024;
    private static final int ARGUMENTS_MAX = Integer.MAX_VALUE;

    /// What one array can hold and no client needs: the owner closes a connection before.
    public static final long HELD_BYTES_MAX = 1L << 30;

    private static final int ARGUMENTS_MAX_BEFORE_AUTH = 10;
    private static final int BULK_BYTES_MAX_BEFORE_AUTH = 16 * 1024;
    private static final int BUFFER_BYTES_MIN = 1024;

    /// An empty buffer above this is given back: one large value must not hold memory for ever.
    private static final int BUFFER_BYTES_KEPT_MAX = 64 * 1024;

    /// From this length on an argument that is not there yet is taken outside of the heap.
    public static final int LONG_BYTES_MIN = 512 * 1024;

    private static final long NOT_READ = -1;
    private static final int BROKEN_LINE = -2;
    private static final int OUTSIDE = -1;

    /// A long argument in its place: between the buffer's bytes before `at` and those behind.
    ///
    /// @param at counted from the start of the command
    private record Outside(int at, LongBytes bytes) {}

    private final @Nullable TransitMemory memory;

    /// The long arguments of the present command.
    private List<Outside> outside = new ArrayList<>();

    /// Those of the last command that was handed out: good until the next call.
    private List<Outside> handedOut = new ArrayList<>();

    /// The one whose bytes are arriving.
    private @Nullable LongBytes arriving;

    private byte[] buffer = new byte[0];
    private int start;
    private int at;
    private int end;

    /// Arguments of the present multi-bulk command still to come; 0 between commands.
    private long argumentsLeft;

    private long bulkLength = NOT_READ;
    private int commandAt;
    private int commandLength;
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private int count;

    private boolean authenticated = true;
    private long bulkBytesMax = Limits.STRING_BYTES_MAX;
    private @Nullable String error;

    /// Holds everything on the heap.
    public RequestParser() {
        memory = null;
    }

    public RequestParser(TransitMemory memory) {
        this.memory = memory;
    }

    /// Before AUTH a client may not make the server hold much.
    public void authenticated(boolean yes) {
        authenticated = yes;
    }

    /// `proto-max-bulk-len`, as far as [Limits#STRING_BYTES_MAX] allows.
    public void bulkBytesMax(long bytes) {
        bulkBytesMax = Math.min(bytes, Limits.STRING_BYTES_MAX);
    }

    public long bulkBytesMax() {
        return bulkBytesMax;
    }

    /// What to tell the client after [Outcome#BROKEN], without `-ERR `.
    public String error() {
        return error == null ? "" : error;
    }

    /// Bytes held on the heap for the connection.
    public int heldBytes() {
        return buffer.length;
    }

    /// The same with what the places of the arguments take.
    public long heapBytes() {
        return buffer.length + 2L * Integer.BYTES * offsets.length;
    }

    /// How many bytes were received and not consumed by a command.
    public long pendingBytes() {
        return end - start + outsideBytes();
    }

    /// Those of them that lie outside of the heap.
    public long outsideBytes() {
        LongBytes present = arriving;
        long bytes = present == null ? 0 : present.length();
        for (Outside argument : outside) {
            bytes += argument.bytes.length();
        }
        return bytes;
    }

    /// How many more bytes the long argument that is arriving was announced to have.
    public long awaitedBytes() {
        LongBytes present = arriving;
        return present == null ? 0 : bulkLength - present.length();
    }

    /// The connection is gone: gives back what lies outside of the heap.
    public void release() {
        giveBackHandedOut();
        for (Outside argument : outside) {
            argument.bytes.release();
        }
        outside.clear();
        LongBytes present = arriving;
        if (present != null) {
            present.release();
        }
    }

    /// Gives back what is not in use: where many clients come and go, an empty buffer for each is
    /// much.
    public void shrink() {
        if (start == end && argumentsLeft == 0) {
            buffer = new byte[0];
            start = 0;
            at = 0;
            end = 0;
            offsets = new int[16];
            lengths = new int[16];
        }
    }

    private void giveBackHandedOut() {
        if (!handedOut.isEmpty()) {
            handedOut.forEach(argument -> argument.bytes.release());
            handedOut.clear();
        }
    }

    public void feed(ByteBuffer bytes) {
        LongBytes present = arriving;
        if (present != null) {
            int taken = (int) Math.min(bytes.remaining(), bulkLength - present.length());
            present.appendOrLose(bytes.slice(bytes.position(), taken));
            bytes.position(bytes.position() + taken);
        }
        int length = bytes.remaining();
        reserve(length);
        bytes.get(buffer, end, length);
        end += length;
    }

    /// All bytes that were not consumed, for a connection that turns from commands to a stream;
    /// they count as consumed.
    public ByteBuffer takeRest() {
        var rest = ByteBuffer.wrap(Arrays.copyOfRange(buffer, start, end));
        start = end;
        at = end;
        return rest;
    }

    private void reserve(int more) {
        if (start == end) {
            check(at == start, "the parser stands outside of its bytes");
            start = 0;
            at = 0;
            end = 0;
            if (buffer.length > BUFFER_BYTES_KEPT_MAX) {
                buffer = new byte[0];
            }
        }
        if (buffer.length - end >= more) {
            return;
        }
        int used = end - start;
        byte[] target = buffer;
        if (buffer.length - used < more || used > buffer.length / 2) {
            long wanted = Math.max((long) used + more, 2L * buffer.length);
            target = new byte[(int) Math.max(BUFFER_BYTES_MIN, Math.min(wanted, HELD_BYTES_MAX))];
        }
        System.arraycopy(buffer, start, target, 0, used);
        buffer = target;
        at -= start;
        end = used;
        start = 0;
    }

    /// The next command. The arguments are good until the next call of any method here.
    public Outcome next(Args args) {
        giveBackHandedOut();
        if (error != null) {
            return Outcome.BROKEN;
        }
        while (true) {
            if (argumentsLeft > 0) {
                return continueMultiBulk(args);
            }
            if (at == end) {
                start = at;
                return Outcome.INCOMPLETE;
            }
            if (buffer[at] != '*') {
                Outcome line = inline(args);
                if (line == Outcome.COMMAND && args.count() == 0) {
                    continue;
                }
                return line;
            }
            int line = lineEnd("too big mbulk count string");
            if (line < 0) {
                return line == BROKEN_LINE ? Outcome.BROKEN : Outcome.INCOMPLETE;
            }
            long announced = number(at + 1, line);
            at = line + 2;
            if (announced == Long.MIN_VALUE || announced > ARGUMENTS_MAX) {
                return broken("invalid multibulk length");
            }
            if (!authenticated && announced > ARGUMENTS_MAX_BEFORE_AUTH) {
                return broken("unauthenticated multibulk length");
            }
            count = 0;
            if (announced <= 0) {
                // Still part of the stream: its bytes go with the next command.
                continue;
            }
            argumentsLeft = announced;
        }
    }

    private Outcome continueMultiBulk(Args args) {
        while (argumentsLeft > 0) {
            if (bulkLength == NOT_READ) {
                if (at == end) {
                    return Outcome.INCOMPLETE;
                }
                int line = lineEnd("too big bulk count string");
                if (line < 0) {
                    return line == BROKEN_LINE ? Outcome.BROKEN : Outcome.INCOMPLETE;
                }
                if (buffer[at] != '$') {
                    return broken("expected '$', got '" + (char) (buffer[at] & 0xff) + "'");
                }
                long announced = number(at + 1, line);
                if (announced < 0 || announced > bulkBytesMax) {
                    return broken("invalid bulk length");
                }
                if (!authenticated && announced > BULK_BYTES_MAX_BEFORE_AUTH) {
                    return broken("unauthenticated bulk length");
                }
                bulkLength = announced;
                at = line + 2;
            }
            if (memory != null && bulkLength >= LONG_BYTES_MIN) {
                if (!takesWhole(memory)) {
                    return Outcome.INCOMPLETE;
                }
                continue;
            }
            if (end - at < bulkLength + 2) {
                return Outcome.INCOMPLETE;
            }
            remember(at - start, (int) bulkLength);
            at += (int) bulkLength + 2;
            bulkLength = NOT_READ;
            argumentsLeft--;
        }
        args.reset(buffer);
        int next = 0;
        for (int i = 0; i < count; i++) {
            if (offsets[i] == OUTSIDE) {
                args.add(outside.get(next++).bytes);
            } else {
                args.add(start + offsets[i], lengths[i]);
            }
        }
        consumed();
        return Outcome.COMMAND;
    }

    /// Takes a long argument outside of the heap, as far as it has come. The two bytes behind it
    /// are then read as those of an argument of no length.
    ///
    /// @return whether all of it is there
    private boolean takesWhole(TransitMemory outsideMemory) {
        LongBytes present = arriving;
        if (present == null) {
            present = new LongBytes(outsideMemory);
            arriving = present;
        }
        int taken = (int) Math.min(end - at, bulkLength - present.length());
        present.appendOrLose(ByteBuffer.wrap(buffer, at, taken));
        // What follows moves up: the command's own bytes stay together.
        System.arraycopy(buffer, at + taken, buffer, at, end - at - taken);
        end -= taken;
        if (present.length() < bulkLength || end - at < 2) {
            return false;
        }
        outside.add(new Outside(at - start, present));
        remember(OUTSIDE, (int) bulkLength);
        at += 2;
        arriving = null;
        bulkLength = NOT_READ;
        argumentsLeft--;
        return true;
    }

    private void consumed() {
        commandAt = start;
        commandLength = at - start;
        start = at;
        if (!outside.isEmpty()) {
            List<Outside> empty = handedOut;
            handedOut = outside;
            outside = empty;
        }
    }

    /// The last command's own bytes, good until the next call: a replica passes them on unchanged.
    public void forEachOfCommand(Consumer<ByteBuffer> visitor) {
        int from = 0;
        for (Outside argument : handedOut) {
            visitor.accept(ByteBuffer.wrap(buffer, commandAt + from, argument.at - from));
            argument.bytes.forEach(visitor);
            from = argument.at;
        }
        visitor.accept(ByteBuffer.wrap(buffer, commandAt + from, commandLength - from));
    }

    /// The bytes that were received, good until the next call of [#feed].
    public byte[] buffer() {
        return buffer;
    }

    /// Where the last command's own bytes lie in [#buffer], but for long arguments.
    public int commandOffset() {
        return commandAt;
    }

    public int commandLength() {
        return commandLength;
    }

    private void remember(int offset, int length) {
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, count * 2);
            lengths = Arrays.copyOf(lengths, count * 2);
        }
        offsets[count] = offset;
        lengths[count] = length;
        count++;
    }

    private Outcome broken(String what) {
        error = "Protocol error: " + what;
        return Outcome.BROKEN;
    }

    /// Where the line's `\r` is, -1 if it is not there yet.
    private int lineEnd(String tooBig) {
        // Like redis-server, which sees the end of what it has in a zero byte and waits for more.
        for (int i = at; i + 1 < end && buffer[i] != 0; i++) {
            if (buffer[i] == '\r') {
                return i;
            }
        }
        if (end - at > INLINE_MAX) {
            broken(tooBig);
            return BROKEN_LINE;
        }
        return -1;
    }

    /// `Long.MIN_VALUE` for what is no number: also for one with a plus, a leading zero or a blank.
    private long number(int from, int to) {
        boolean negative = from < to && buffer[from] == '-';
        int digit = negative ? from + 1 : from;
        if (digit >= to || (buffer[digit] == '0' && to - from > 1)) {
            return Long.MIN_VALUE;
        }
        // Downwards, because the smallest number has no positive counterpart.
        long value = 0;
        for (; digit < to; digit++) {
            int d = buffer[digit] - '0';
            if (d < 0 || d > 9 || value < (Long.MIN_VALUE + d) / 10) {
                return Long.MIN_VALUE;
            }
            value = value * 10 - d;
        }
        return negative ? Math.max(value, Long.MIN_VALUE + 1) : -value;
    }

    private Outcome inline(Args args) {
        int newline = -1;
        for (int i = at; i < end && buffer[i] != 0; i++) {
            if (buffer[i] == '\n') {
                newline = i;
                break;
            }
        }
        if (newline < 0) {
            return end - at > INLINE_MAX ? broken("too big inline request") : Outcome.INCOMPLETE;
        }
        int lineEnd = newline > at && buffer[newline - 1] == '\r' ? newline - 1 : newline;
        byte[][] words = InlineWords.split(buffer, at, lineEnd);
        if (words == null) {
            return broken("unbalanced quotes in request");
        }
        at = newline + 1;
        args.setTo(words);
        if (words.length > 0) {
            consumed();
        }
        return Outcome.COMMAND;
    }
}
