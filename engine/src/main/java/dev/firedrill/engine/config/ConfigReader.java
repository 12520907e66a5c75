package dev.firedrill.engine.config;

import dev.firedrill.engine.config.IncludedFiles.Included;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Reads redis.conf with what it includes, and the command line, line by line into a
/// [ServerConfig]. An `include` line stands for the lines of its files, at its place. Source:
/// behaviour of redis-server 7.0.
final class ConfigReader {
    /// redis-server has no bound and dies of a file that includes itself.
    private static final int DEPTH_MAX = 16;

    private final ServerConfig config;
    private final IncludedFiles files;
    private final Map<String, List<Included>> read = new TreeMap<>();
    private int depth;

    ConfigReader(ServerConfig config, IncludedFiles files) {
        this.config = config;
        this.files = files;
    }

    void file(String text) throws ConfigRefused {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            line(number, line.strip());
        }
    }

    private void line(int number, String line) throws ConfigRefused {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        List<String> words = ConfigWords.split(line);
        if (words == null) {
            throw new ConfigRefused(number, line, "Unbalanced quotes in configuration line");
        }
        if (!words.isEmpty()) {
            apply(number, line, words);
        }
    }

    private void apply(int number, String line, List<String> words) throws ConfigRefused {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        if (name.equals("include") && words.size() == 2) {
            include(number, line, words.get(1));
        } else if (name.equals("loadmodule") && words.size() > 1) {
            throw new ConfigRefused(
                    number, line, "Can't load module from " + words.get(1) + ": server aborting");
        } else {
            config.apply(number, line, words);
        }
    }

    private void include(int number, String line, String pattern) throws ConfigRefused {
        if (depth == DEPTH_MAX) {
            throw new ConfigRefused(
                    number, line, "include files nest more than " + DEPTH_MAX + " deep");
        }
        depth++;
        try {
            List<Included> found = files.matching(config.text("dir"), pattern);
            read.put(pattern, found);
            for (Included included : found) {
                file(included.text());
            }
        } catch (IncludedFiles.Unreadable unreadable) {
            throw ConfigRefused.unreadable(
                    unreadable.path(), String.valueOf(unreadable.getMessage()));
        }
        depth--;
        config.saveBeginsAnew();
    }

    /// What was included, for reading the same again.
    IncludedFiles included() {
        var kept = new TreeMap<>(read);
        return (_, pattern) -> kept.getOrDefault(pattern, List.of());
    }

    /// @param number the first option's line: redis-server appends the command line to the file
    void commandLine(int number, List<String> given) throws ConfigRefused {
        int at = 0;
        int line = number;
        while (at < given.size()) {
            String name = given.get(at);
            if (!name.startsWith("--") || name.length() < 3) {
                throw new ConfigRefused(
                        line, name, "An option begins with --, for example --port 7777");
            }
            var words = new ArrayList<String>();
            words.add(name.substring(2));
            var text = new StringBuilder(words.getFirst());
            at++;
            while (at < given.size() && !given.get(at).startsWith("--")) {
                String word = given.get(at++);
                words.add(word);
                text.append(' ').append(ConfigWords.alwaysQuoted(word));
            }
            apply(line++, text.toString(), splitValue(words));
        }
    }

    /// `--replicaof "127.0.0.1 6379"` means the same as two words.
    private static List<String> splitValue(List<String> words) {
        Directive known = Directives.find(words.getFirst());
        if (words.size() == 2 && known != null) {
            List<String> split =
                    known.kind().takesSeveralWords() ? ConfigWords.split(words.get(1)) : null;
            if (split != null && !split.isEmpty()) {
                split.addFirst(words.getFirst());
                return split;
            }
        }
        return words;
    }
}
