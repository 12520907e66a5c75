package dev.firedrill.reports.history;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.databind.json.JsonMapper;

/// One line of JSON that is put together piece by piece, in a buffer that the next line uses again.
/// Text without anything to escape, as nearly all of it is, is copied; the rest is left to the
/// library.
final class JsonLine {
    private static final int DIGITS_MAX = 20;

    private final JsonMapper mapper;
    private byte[] bytes = new byte[512];
    private int length;

    /// @param mapper spells text that cannot be copied
    JsonLine(JsonMapper mapper) {
        this.mapper = mapper;
    }

    static byte[] ascii(String json) {
        return json.getBytes(StandardCharsets.US_ASCII);
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }

    /// Names and punctuation as they stand in the line.
    void add(byte[] json) {
        reserve(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
    }

    void add(long number) {
        if (number < 0) {
            add(ascii(Long.toString(number)));
            return;
        }
        reserve(DIGITS_MAX);
        int end = length + 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            end++;
        }
        int at = end;
        long rest = number;
        do {
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        length = end;
    }

    /// In quotes.
    void add(String text) {
        int size = text.length();
        reserve(size + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < size; i++) {
            char one = text.charAt(i);
            if (one < ' ' || one > '~' || one == '"' || one == '\\') {
                add(mapper.writeValueAsBytes(text));
                return;
            }
            bytes[at++] = (byte) one;
        }
        bytes[at++] = '"';
        length = at;
    }

    /// The line is over, and a new one may begin.
    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }
}
