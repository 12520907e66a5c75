package dev.firedrill.engine.node;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// The lines that a peer sends before there is a stream, made safe to be shown.
final class PeerLines {
    private static final int LINE_BYTES_MAX = 1024;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    sealed interface Read {
        /// Not empty, without its end.
        record Line(String text) implements Read {}

        /// All bytes are read, and the line has not ended.
        record Part() implements Read {}

        /// It is longer than any that a master has reason to send.
        record Endless() implements Read {}
    }

    void reset() {
        line.reset();
    }

    Read read(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            byte b = bytes.get();
            if (b != '\n') {
                line.write(b);
                if (line.size() > LINE_BYTES_MAX) {
                    return new Read.Endless();
                }
                continue;
            }
            String text = printable(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
            line.reset();
            // Empty lines say: wait, I have not forgotten you.
            if (!text.isEmpty()) {
                return new Read.Line(text);
            }
        }
        return new Read.Part();
    }

    /// What a peer sent goes into the log: it must not be able to write lines of its own there.
    static String printable(String text) {
        return text.codePoints().allMatch(c -> c >= ' ' && c <= '~')
                ? text
                : text.replaceAll("[^ -~]", "?");
    }
}
