package dev.firedrill.engine.replication;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// How a snapshot on its way says where it ends. Source: behaviour of redis-server 7.0.
public sealed interface Transfer {
    int MARK_BYTES = 40;

    /// `$<length>`: a file that was complete when the transfer began.
    record Sized(long lengthBytes) implements Transfer {}

    /// `$EOF:<mark>`: sent while it is being written; the mark follows the last byte.
    record Marked(byte[] mark) implements Transfer {
        /// Whether these bytes, the last received, are the mark.
        public boolean endsWith(byte[] lastBytes) {
            return Arrays.equals(mark, lastBytes);
        }
    }

    /// `-ERR ...` in place of a snapshot, or a line that is none.
    record Refused(String line) implements Transfer {}

    /// Reads the line before the snapshot, without its end of line.
    static Transfer parse(String line) {
        if (line.startsWith("$EOF:") && line.length() >= 5 + MARK_BYTES) {
            String mark = line.substring(5, 5 + MARK_BYTES);
            return new Marked(mark.getBytes(StandardCharsets.ISO_8859_1));
        }
        if (!line.startsWith("$") || line.length() < 2 || line.length() > 19) {
            return new Refused(line);
        }
        long length = 0;
        for (int i = 1; i < line.length(); i++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return new Refused(line);
            }
            length = length * 10 + digit;
        }
        return new Sized(length);
    }
}
