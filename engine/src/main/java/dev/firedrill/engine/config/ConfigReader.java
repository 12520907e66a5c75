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
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            line(number, trimmed(line));
        }
    }

    /// Without the blanks that redis-server takes off a line.
    private static String trimmed(String line) {
        int from = 0;
        int to = line.length();
        while (from < to && " \t\r\n".indexOf(line.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && " \t\r\n".indexOf(line.charAt(to - 1)) >= 0) {
            to--;
        }
        return line.substring(from, to);
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

    /// The command line is text that redis-server appends to the file: `--save 900 1` is the line
    /// `save "900" "1"`, and `'--save 900 1'` the line `save 900 1`.
    ///
    /// @param number the first option's line
    void commandLine(int number, List<String> given) throws ConfigRefused {
        int line = number;
        for (String option : optionLines(given).split("\n", -1)) {
            line(line++, trimmed(option));
        }
    }

    private static String optionLines(List<String> given) {
        var text = new StringBuilder();
        // What follows a name that has no value yet is its value, whatever it looks like.
        boolean wantsValue = false;
        for (int i = 0; i < given.size(); i++) {
            String argument = given.get(i);
            if (wantsValue || !argument.startsWith("--")) {
                text.append(ConfigWords.alwaysQuoted(argument)).append(' ');
                wantsValue = false;
                continue;
            }
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(argument.substring(2)).append(' ');
            List<String> words = ConfigWords.split(argument);
            wantsValue = words != null && words.size() == 1;
            boolean last = i + 1 == given.size();
            if (wantsValue
                    && argument.equalsIgnoreCase("--save")
                    && (last || given.get(i + 1).startsWith("--"))) {
                // From before 7.0: a list of options that is empty stands for no save points.
                text.append("\"\"");
                wantsValue = false;
            }
        }
        return text.toString();
    }
}
