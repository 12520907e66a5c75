package dev.firedrill.engine.base;

import java.util.Locale;

/// Makes one line of a text that others have written: no client, peer or file can begin a line of
/// its own in a log, or send an escape sequence to the terminal that shows it.
///
/// A character is a byte, as everywhere in the engine. Bytes above 0x7f stay, so that the UTF-8 of
/// a file name can be read, except for the control characters that two of them make up (C2 80 to C2
/// 9F). Tabs stay, as with redis-server. So do backslashes, which makes it safe to escape twice;
/// texts that must be read back need a codec.
public final class LogText {
    private static final char UTF8_OF_CONTROLS = '\u00c2';

    private LogText() {}

    public static String escaped(String text) {
        int first = 0;
        while (first < text.length() && !escapes(text, first)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        var line = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            if (escapes(text, i)) {
                escape(line, text.charAt(i));
            } else {
                line.append(text.charAt(i));
            }
        }
        return line.toString();
    }

    private static boolean escapes(String text, int index) {
        char character = text.charAt(index);
        if (character == '\t') {
            return false;
        }
        if (character < ' ' || character == '\u007f') {
            return true;
        }
        if (character > '\u00ff') {
            return Character.isISOControl(character)
                    || Character.getType(character) == Character.LINE_SEPARATOR
                    || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
        }
        return controlInUtf8(text, index - 1) || controlInUtf8(text, index);
    }

    /// Whether a control character begins there, in the two bytes of its UTF-8.
    private static boolean controlInUtf8(String text, int index) {
        return index >= 0
                && index + 1 < text.length()
                && text.charAt(index) == UTF8_OF_CONTROLS
                && text.charAt(index + 1) >= '\u0080'
                && text.charAt(index + 1) <= '\u009f';
    }

    private static void escape(StringBuilder to, char character) {
        switch (character) {
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            default ->
                    to.append(
                            character <= '\u00ff'
                                    ? String.format(Locale.ROOT, "\\x%02x", (int) character)
                                    : String.format(Locale.ROOT, "\\u%04x", (int) character));
        }
    }
}
