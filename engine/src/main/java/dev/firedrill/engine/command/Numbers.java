package dev.firedrill.engine.command;

import java.nio.charset.StandardCharsets;

/// Numbers as the protocol writes them. Source: behaviour of redis-server 7.0: no plus sign, no
/// space, no leading zero.
final class Numbers {
    private Numbers() {}

    static long integer(byte[] bytes, int offset, int length) throws Refused {
        if (length == 0 || length > 20) {
            throw Refused.notAnInteger();
        }
        boolean negative = bytes[offset] == '-';
        int at = negative ? offset + 1 : offset;
        int end = offset + length;
        if (at == end || (bytes[at] == '0' && length > 1)) {
            throw Refused.notAnInteger();
        }
        // Downwards, because the smallest number has no positive counterpart.
        long value = 0;
        for (; at < end; at++) {
            int digit = bytes[at] - '0';
            if (digit < 0 || digit > 9 || value < (Long.MIN_VALUE + digit) / 10) {
                throw Refused.notAnInteger();
            }
            value = value * 10 - digit;
        }
        if (!negative && value == Long.MIN_VALUE) {
            throw Refused.notAnInteger();
        }
        return negative ? value : -value;
    }

    static byte[] text(long value) {
        return Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    }
}
