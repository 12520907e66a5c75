package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A line of redis.conf as words, and a word as a line would have to spell it. One character is one
/// byte (ISO 8859-1), so that any byte survives. Source: behaviour of redis-server 7.0.
public final class ConfigWords {
    private final String line;
    private int at;

    private ConfigWords(String line) {
        this.line = line;
    }

    /// Null when quotes are not balanced.
    public static @Nullable List<String> split(String line) {
        var scanner = new ConfigWords(line);
        var words = new ArrayList<String>();
        while (true) {
            scanner.skipSpace();
            if (scanner.at >= line.length()) {
                return words;
            }
            String word = scanner.word();
            if (word == null) {
                return null;
            }
            words.add(word);
        }
    }

    private void skipSpace() {
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r') || c == 0;
    }

    private @Nullable String word() {
        var word = new StringBuilder();
        while (at < line.length() && !isSpace(line.charAt(at))) {
            char c = line.charAt(at);
            if (c == '"' || c == '\'') {
                at++;
                boolean closed = c == '"' ? doubleQuoted(word) : singleQuoted(word);
                if (!closed || (at < line.length() && !isSpace(line.charAt(at)))) {
                    return null;
                }
            } else {
                word.append(c);
                at++;
            }
        }
        return word.toString();
    }

    private boolean doubleQuoted(StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c != '\\' || at >= line.length()) {
                word.append(c);
                continue;
            }
            char escaped = line.charAt(at++);
            if (escaped == 'x' && hexAt(at) >= 0 && hexAt(at + 1) >= 0) {
                word.append((char) (hexAt(at) * 16 + hexAt(at + 1)));
                at += 2;
                continue;
            }
            word.append(
                    switch (escaped) {
                        case 'n' -> '\n';
                        case 'r' -> '\r';
                        case 't' -> '\t';
                        case 'b' -> '\b';
                        case 'a' -> (char) 7;
                        default -> escaped;
                    });
        }
        return false;
    }

    private int hexAt(int index) {
        return index < line.length() ? Character.digit(line.charAt(index), 16) : -1;
    }

    private boolean singleQuoted(StringBuilder word) {
        while (at < line.length()) {
            char c = line.charAt(at++);
            if (c == '\'') {
                return true;
            }
            if (c == '\\' && at < line.length() && line.charAt(at) == '\'') {
                word.append('\'');
                at++;
            } else {
                word.append(c);
            }
        }
        return false;
    }

    /// How a word must be written so that [#split] reads it back.
    public static String quoted(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            plain &= c > ' ' && c < 127 && c != '"' && c != '\'' && c != '\\' && c != '#';
        }
        return plain ? word : alwaysQuoted(word);
    }

    static String alwaysQuoted(String word) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case 7 -> quoted.append("\\a");
                default -> {
                    if (c >= ' ' && c < 127) {
                        quoted.append(c);
                    } else {
                        quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
