package dev.firedrill.engine.aof;

import dev.firedrill.engine.base.Limits;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.RequestParser;

/// The grammar of a command in an append-only file: stricter than what a client may send. No inline
/// commands, no empty ones, no signs, no leading zeros, each line with its whole end.
final class AofCommand {
    enum Found {
        WHOLE,
        INCOMPLETE,
        BROKEN
    }

    private static final long ARGUMENTS_MAX = 1024L * 1024 * 1024;
    private static final int DIGITS_MAX = 10;

    private final Args args = new Args();
    private byte[] buffer = new byte[0];
    private int at;
    private int limit;
    private long number;

    /// The length of the argument that the command ends in.
    private int waiting;

    Found parse(byte[] bytes, int from, int to) {
        buffer = bytes;
        at = from;
        limit = to;
        waiting = 0;
        args.reset(bytes);
        Found header = header('*');
        if (header != Found.WHOLE) {
            return header;
        }
        long count = number;
        if (count < 1 || count > ARGUMENTS_MAX) {
            return Found.BROKEN;
        }
        for (long i = 0; i < count; i++) {
            Found bulk = bulk();
            if (bulk != Found.WHOLE) {
                return bulk;
            }
        }
        return Found.WHOLE;
    }

    private Found bulk() {
        Found header = header('$');
        if (header != Found.WHOLE) {
            return header;
        }
        if (number > Limits.STRING_BYTES_MAX) {
            return Found.BROKEN;
        }
        int length = (int) number;
        int begin = at;
        if (limit - begin < length + 2) {
            waiting = length;
            return Found.INCOMPLETE;
        }
        if (buffer[begin + length] != '\r' || buffer[begin + length + 1] != '\n') {
            return Found.BROKEN;
        }
        args.add(begin, length);
        at = begin + length + 2;
        return Found.WHOLE;
    }

    /// A mark, digits and the end of the line.
    private Found header(char mark) {
        if (at == limit) {
            return Found.INCOMPLETE;
        }
        if (buffer[at] != mark) {
            return Found.BROKEN;
        }
        int digits = at + 1;
        int i = digits;
        number = 0;
        while (i < limit && buffer[i] >= '0' && buffer[i] <= '9' && i - digits <= DIGITS_MAX) {
            number = number * 10 + (buffer[i] - '0');
            i++;
        }
        if (i == limit) {
            return Found.INCOMPLETE;
        }
        boolean padded = i - digits > 1 && buffer[digits] == '0';
        if (i == digits || padded || buffer[i] != '\r') {
            return Found.BROKEN;
        }
        if (i + 1 == limit) {
            return Found.INCOMPLETE;
        }
        if (buffer[i + 1] != '\n') {
            return Found.BROKEN;
        }
        at = i + 2;
        return Found.WHOLE;
    }

    /// Whether a command that is not whole yet waits for an argument that is too long for the heap.
    boolean waitsForLong() {
        return waiting >= RequestParser.LONG_BYTES_MIN;
    }

    Args args() {
        return args;
    }

    /// Where the next one begins.
    int end() {
        return at;
    }
}
