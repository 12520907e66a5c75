package dev.firedrill.engine.resp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/// Splits an inline command as a person types it: words, `"..."` with escapes, `'...'`. Source:
/// behaviour of redis-server 7.0.
public final class InlineWords {
    private final byte[] line;
    private final int end;
    private int at;

    private InlineWords(byte[] line, int from, int end) {
        this.line = line;
        this.at = from;
        this.end = end;
    }

    /// Null when quotes are not balanced.
    public static byte @Nullable [][] split(byte[] line, int from, int end) {
        var scanner = new InlineWords(line, from, end);
        var words = new ArrayList<byte[]>();
        while (true) {
            while (scanner.at < end && isSpace(line[scanner.at])) {
                scanner.at++;
            }
            if (scanner.at >= end) {
                return words.toArray(new byte[0][]);
            }
            byte[] word = scanner.word();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
    }

    private byte @Nullable [] word() {
        var word = new ByteArrayOutputStream();
        while (at < end && !isSpace(line[at])) {
            byte b = line[at];
            if (b == '"' || b == '\'') {
                at++;
                if (!(b == '"' ? doubleQuoted(word) : singleQuoted(word))) {
                    return null;
                }
                // A closing quote ends the word, so something else right behind it is a mistake.
                if (at < end && !isSpace(line[at])) {
                    return null;
                }
            } else {
                word.write(b);
                at++;
            }
        }
        return word.toByteArray();
    }

    private boolean doubleQuoted(ByteArrayOutputStream word) {
        while (at < end) {
            byte b = line[at++];
            if (b == '"') {
                return true;
            }
            if (b != '\\' || at >= end) {
                word.write(b);
                continue;
            }
            byte escaped = line[at++];
            if (escaped == 'x' && at + 1 < end && hex(line[at]) >= 0 && hex(line[at + 1]) >= 0) {
                word.write(hex(line[at]) * 16 + hex(line[at + 1]));
                at += 2;
                continue;
            }
            word.write(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'b' -> '\b';
                        case 'a' -> 7;
                        default -> escaped;
                    });
        }
        return false;
    }

    private boolean singleQuoted(ByteArrayOutputStream word) {
        while (at < end) {
            byte b = line[at++];
            if (b == '\'') {
                return true;
            }
            if (b == '\\' && at < end && line[at] == '\'') {
                word.write('\'');
                at++;
            } else {
                word.write(b);
            }
        }
        return false;
    }

    private static int hex(byte b) {
        return Character.digit(b, 16);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
    }
}
