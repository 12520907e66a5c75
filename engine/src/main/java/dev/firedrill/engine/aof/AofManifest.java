package dev.firedrill.engine.aof;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Which files make up an append-only log: at most one base, then increments in their order.
/// Source: Redis documentation, "Redis persistence", and the files of redis-server 7.0.
///
/// @param base file name of the snapshot (or, in old logs, commands) that everything starts from
public record AofManifest(Optional<Part> base, List<Part> increments) {
    public static final AofManifest EMPTY = new AofManifest(Optional.empty(), List.of());

    public AofManifest {
        increments = List.copyOf(increments);
    }

    /// One file and its sequence number.
    public record Part(String file, long sequence) {
        public boolean isSnapshot() {
            return file.endsWith(".rdb");
        }
    }

    /// A manifest that cannot be trusted.
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        public Malformed(String what) {
            super(what);
        }
    }

    public static AofManifest parse(String text) throws Malformed {
        Optional<Part> base = Optional.empty();
        var increments = new ArrayList<Part>();
        long last = 0;
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", -1);
            if (words.length != 6
                    || !words[0].equals("file")
                    || !words[2].equals("seq")
                    || !words[4].equals("type")) {
                throw new Malformed("Invalid AOF manifest file format");
            }
            if (words[1].contains("/")) {
                throw new Malformed("File can't be a path, just a filename");
            }
            var part = new Part(words[1], sequence(words[3]));
            switch (words[5]) {
                case "b" -> {
                    if (base.isPresent()) {
                        throw new Malformed("Found duplicate base file information");
                    }
                    base = Optional.of(part);
                }
                case "i" -> {
                    if (part.sequence() <= last) {
                        throw new Malformed("Found a non-monotonic sequence number");
                    }
                    last = part.sequence();
                    increments.add(part);
                }
                case "h" -> {
                    // Left over from a rewrite: no part of the log any more.
                }
                default -> throw new Malformed("Unknown AOF file type");
            }
        }
        if (base.isEmpty() && increments.isEmpty()) {
            throw new Malformed("Found an empty AOF manifest");
        }
        return new AofManifest(base, increments);
    }

    private static long sequence(String word) throws Malformed {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException notANumber) {
            throw new Malformed("Invalid AOF manifest file format");
        }
    }

    public String text() {
        var text = new StringBuilder();
        base.ifPresent(part -> line(text, part, 'b'));
        increments.forEach(part -> line(text, part, 'i'));
        return text.toString();
    }

    private static void line(StringBuilder text, Part part, char type) {
        text.append("file ")
                .append(part.file())
                .append(" seq ")
                .append(part.sequence())
                .append(" type ")
                .append(type)
                .append('\n');
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
        return new AofManifest(base, all);
    }

    /// The files of this manifest that another no longer names.
    public List<String> filesNotIn(AofManifest other) {
        var gone = new ArrayList<>(files());
        gone.removeAll(other.files());
        return gone;
    }

    private List<String> files() {
        var files = new ArrayList<String>();
        base.ifPresent(part -> files.add(part.file()));
        increments.forEach(part -> files.add(part.file()));
        return files;
    }
}
