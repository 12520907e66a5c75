package dev.firedrill.engine.port;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The name and the fields of one printed event. Of a value stay the characters from `!` to `~`
/// except for the backslash; each other one becomes a backslash and its number, so a value holds
/// neither a space nor a line end, and any text comes back as it was.
final class NodeEventFields {
    /// Nothing that was printed here.
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String field) {
            super(field);
        }
    }

    private record Field(String name, String value) {}

    private final String name;
    private final List<Field> fields = new ArrayList<>();

    NodeEventFields(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    // Printing.

    NodeEventFields put(String field, String value) {
        fields.add(new Field(field, escaped(value)));
        return this;
    }

    NodeEventFields put(String field, long value) {
        return put(field, Long.toString(value));
    }

    NodeEventFields put(String field, OptionalLong value) {
        return value.isPresent() ? put(field, value.getAsLong()) : this;
    }

    NodeEventFields put(String field, Enum<?> value) {
        return put(field, wordOf(value));
    }

    NodeEventFields put(String field, List<NodeEvent.IgnoredFile> files) {
        for (NodeEvent.IgnoredFile file : files) {
            put(field, file.bytes() + ":" + file.file());
        }
        return this;
    }

    String line() {
        var line = new StringBuilder(name);
        for (Field field : fields) {
            line.append(' ').append(field.name).append('=').append(field.value);
        }
        return line.toString();
    }

    private static String wordOf(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String escaped(String value) {
        var escaped = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character > ' ' && character <= '~' && character != '\\') {
                escaped.append(character);
            } else if (character <= '\u00ff') {
                escaped.append(String.format(Locale.ROOT, "\\x%02x", (int) character));
            } else {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) character));
            }
        }
        return escaped.toString();
    }

    // Parsing.

    /// Null when there is a word that is no field.
    static @Nullable NodeEventFields parse(String line) {
        String[] words = line.split(" ", -1);
        var parsed = new NodeEventFields(words[0]);
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 0) {
                return null;
            }
            parsed.fields.add(
                    new Field(words[i].substring(0, equals), words[i].substring(equals + 1)));
        }
        return parsed;
    }

    private @Nullable String valueOf(String field) {
        for (Field known : fields) {
            if (known.name.equals(field)) {
                return known.value;
            }
        }
        return null;
    }

    String text(String field) throws Malformed {
        String value = valueOf(field);
        if (value == null) {
            throw new Malformed(field);
        }
        return unescaped(value);
    }

    long number(String field) throws Malformed {
        try {
            return Long.parseLong(text(field));
        } catch (NumberFormatException other) {
            throw new Malformed(field);
        }
    }

    int count(String field) throws Malformed {
        try {
            return Integer.parseInt(text(field));
        } catch (NumberFormatException other) {
            throw new Malformed(field);
        }
    }

    OptionalLong numberIfAny(String field) throws Malformed {
        return valueOf(field) == null ? OptionalLong.empty() : OptionalLong.of(number(field));
    }

    <E extends Enum<E>> E word(String field, E[] values) throws Malformed {
        String word = text(field);
        for (E value : values) {
            if (wordOf(value).equals(word)) {
                return value;
            }
        }
        throw new Malformed(field);
    }

    List<NodeEvent.IgnoredFile> files(String field) throws Malformed {
        var files = new ArrayList<NodeEvent.IgnoredFile>();
        for (Field known : fields) {
            if (known.name.equals(field)) {
                String value = unescaped(known.value);
                int colon = value.indexOf(':');
                try {
                    long bytes = Long.parseLong(value.substring(0, Math.max(0, colon)));
                    files.add(new NodeEvent.IgnoredFile(value.substring(colon + 1), bytes));
                } catch (NumberFormatException other) {
                    throw new Malformed(field);
                }
            }
        }
        return files;
    }

    private static String unescaped(String value) throws Malformed {
        var text = new StringBuilder(value.length());
        int i = 0;
        while (i < value.length()) {
            char character = value.charAt(i++);
            if (character != '\\') {
                text.append(character);
                continue;
            }
            int digits = i < value.length() && value.charAt(i) == 'u' ? 4 : 2;
            if (i + 1 + digits > value.length()) {
                throw new Malformed(value);
            }
            try {
                text.append((char) Integer.parseInt(value, i + 1, i + 1 + digits, 16));
            } catch (NumberFormatException other) {
                throw new Malformed(value);
            }
            i += 1 + digits;
        }
        return text.toString();
    }
}
