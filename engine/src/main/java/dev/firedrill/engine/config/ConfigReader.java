package dev.firedrill.engine.config;

import dev.firedrill.engine.config.IncludedFiles.Included;
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
        for (ConfigLine line : ConfigLine.ofFile(text)) {
            line(line);
        }
    }

    private void line(ConfigLine line) throws ConfigRefused {
        if (!line.balanced()) {
            throw new ConfigRefused(
                    line.number(), line.text(), "Unbalanced quotes in configuration line");
        }
        apply(line.number(), line.text(), line.words());
    }

    private void apply(int number, String line, List<String> words) throws ConfigRefused {
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        if (name.equals("include") && words.size() == 2) {
            include(number, line, words.get(1));
        } else if (name.equals("sentinel")) {
            if (words.size() > 1) {
                throw new ConfigRefused(
                        number, line, "sentinel directive while not in sentinel mode");
            }
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

    /// The command line is text that redis-server appends to the file.
    void commandLine(String fileText, List<String> arguments) throws ConfigRefused {
        for (ConfigLine line : ConfigLine.ofCommandLine(fileText, arguments)) {
            line(line);
        }
    }
}
