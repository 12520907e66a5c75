package dev.firedrill.engine.aof;

import dev.firedrill.engine.resp.InlineWords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Which files make up an append-only log: at most one base, then increments in their order, and
/// files of the past that wait to be deleted. Source: Redis documentation, "Redis persistence", and
/// the files of redis-server 7.0.
///
/// @param base file name of the snapshot (or, in old logs, commands) that everything starts from
/// @param history what a rewrite has replaced: named until it is deleted, so that a crash between
///   leaves nothing behind for ever
public record AofManifest(Optional<Part> base, List<Part> history, List<Part> increments) {
    public static final AofManifest EMPTY = new AofManifest(Optional.empty(), List.of(), List.of());

    private static final int LINE_CHARACTERS_MAX = 1024;

    public AofManifest {
        history = List.copyOf(history);
        increments = List.copyOf(increments);
    }

    /// One file and its sequence number.
    public record Part(String file, long sequence) {}

    /// A manifest that cannot be trusted; the text is redis-server's.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private final int lineNumber;
        private final String line;

        Malformed(int lineNumber, String line, String what) {
            super(what);
            this.lineNumber = lineNumber;
            this.line = line;
        }

        public int lineNumber() {
            return lineNumber;
        }

        public String line() {
            return line;
        }
    }

    /// What one line says.
    private record Entry(String file, long sequence, char type) {}

    public static AofManifest parse(String text) throws Malformed {
        var parser = new Parser();
        int number = 0;
        for (String line : text.isEmpty() ? new String[0] : lines(text)) {
            number++;
            String wrong = parser.line(line);
            if (wrong != null) {
                throw new Malformed(number, line.strip(), wrong);
            }
        }
        if (number == 0) {
            throw new Malformed(0, "", "Found an empty AOF manifest");
        }
        return new AofManifest(parser.base, parser.history, parser.increments);
    }

    private static String[] lines(String text) {
        String whole = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return whole.split("\n", -1);
    }

    private static final class Parser {
        private static final String FORMAT = "Invalid AOF manifest file format";

        Optional<Part> base = Optional.empty();
        final List<Part> history = new ArrayList<>();
        final List<Part> increments = new ArrayList<>();
        private long last;

        /// What is wrong with the line, or null.
        @org.jspecify.annotations.Nullable
        String line(String line) {
            if (line.startsWith("#")) {
                return null;
            }
            if (line.length() >= LINE_CHARACTERS_MAX) {
                return "The AOF manifest file contains too long line";
            }
            byte[] bytes = line.strip().getBytes(StandardCharsets.ISO_8859_1);
            byte[][] words = InlineWords.split(bytes, 0, bytes.length);
            if (words == null || words.length < 6 || words.length % 2 != 0) {
                return FORMAT;
            }
            Entry entry = entry(words);
            if (entry.file().contains("/")) {
                return "File can't be a path, just a filename";
            }
            if (entry.file().isEmpty() || entry.sequence() <= 0 || entry.type() == 0) {
                return FORMAT;
            }
            return add(entry);
        }

        private static Entry entry(byte[][] words) {
            String file = "";
            long sequence = 0;
            char type = 0;
            for (int i = 0; i < words.length; i += 2) {
                String value = new String(words[i + 1], StandardCharsets.ISO_8859_1);
                String name = new String(words[i], StandardCharsets.ISO_8859_1);
                switch (name.toLowerCase(Locale.ROOT)) {
                    case "file" -> file = value;
                    case "seq" -> sequence = number(value);
                    case "type" -> type = value.isEmpty() ? 0 : value.charAt(0);
                    default -> {
                        // A later version may say more of a file.
                    }
                }
            }
            return new Entry(file, sequence, type);
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException notANumber) {
                return 0;
            }
        }

        private @org.jspecify.annotations.Nullable String add(Entry entry) {
            var part = new Part(entry.file(), entry.sequence());
            switch (entry.type()) {
                case 'b' -> {
                    if (base.isPresent()) {
                        return "Found duplicate base file information";
                    }
                    base = Optional.of(part);
                }
                case 'i' -> {
                    if (part.sequence() <= last) {
                        return "Found a non-monotonic sequence number";
                    }
                    last = part.sequence();
                    increments.add(part);
                }
                case 'h' -> history.add(part);
                default -> {
                    return "Unknown AOF file type";
                }
            }
            return null;
        }
    }

    public String text() {
        var text = new StringBuilder();
        base.ifPresent(part -> line(text, part, 'b'));
        history.forEach(part -> line(text, part, 'h'));
        increments.forEach(part -> line(text, part, 'i'));
        return text.toString();
    }

    private static void line(StringBuilder text, Part part, char type) {
        text.append("file ")
                .append(quotedIfNeeded(part.file()))
                .append(" seq ")
                .append(part.sequence())
                .append(" type ")
                .append(type)
                .append('\n');
    }

    private static String quotedIfNeeded(String name) {
        boolean plain = name.chars().allMatch(c -> c > ' ' && c < 127 && c != '"' && c != '\'');
        if (plain && !name.contains("\\")) {
            return name;
        }
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == 127) {
                // Bytes beyond ASCII stay as they are: four characters for each would make the line
                // of a long name too long to be read.
                quoted.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    public boolean isEmpty() {
        return base.isEmpty() && increments.isEmpty();
    }

    public long nextIncrement() {
        return increments.isEmpty() ? 1 : increments.getLast().sequence() + 1;
    }

    public long nextBase() {
        return base.map(part -> part.sequence() + 1).orElse(1L);
    }

    public AofManifest withIncrement(Part part) {
        var all = new ArrayList<>(increments);
        all.add(part);
        return new AofManifest(base, history, all);
    }

    /// A new base and the increments that go on from it; everything else is of the past.
    public AofManifest rewrittenTo(Part newBase, List<Part> kept) {
        var past = new ArrayList<>(history);
        base.ifPresent(past::add);
        increments.stream().filter(part -> !kept.contains(part)).forEach(past::add);
        return new AofManifest(Optional.of(newBase), past, kept);
    }

    public AofManifest withoutHistory() {
        return new AofManifest(base, List.of(), increments);
    }
}
