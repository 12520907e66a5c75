package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A line of redis.conf that says something, or an option of the command line, which stands for
/// such a line. One character is one byte. Source: behaviour of redis-server 7.0.
///
/// @param number 1-based; options of the command line count on from the end of the file
/// @param text without the blanks around it
/// @param split its words; null when quotes are not balanced
public record ConfigLine(int number, String text, @Nullable List<String> split) {
    /// Without comments and empty lines.
    public static List<ConfigLine> ofFile(String text) {
        return of(1, text);
    }

    /// The lines that the command line stands for behind a file: `--save 900 1` is the line `save
    /// "900" "1"`, and `'--save 900 1'` the line `save 900 1`.
    public static List<ConfigLine> ofCommandLine(String fileText, List<String> arguments) {
        return of(lineCount(fileText) + 1, optionLines(arguments));
    }

    /// How many lines a file has, so that a later one is an option of the command line.
    public static int lineCount(String fileText) {
        return fileText.split("\n", -1).length;
    }

    /// Whether quotes are balanced, so that [#words] can be asked for.
    public boolean balanced() {
        return split != null;
    }

    /// At least one.
    public List<String> words() {
        return Objects.requireNonNull(split);
    }

    private static List<ConfigLine> of(int first, String text) {
        var lines = new ArrayList<ConfigLine>();
        int number = first;
        for (String raw : text.split("\n", -1)) {
            String line = trimmed(raw);
            if (!line.isEmpty() && !line.startsWith("#")) {
                List<String> words = ConfigWords.split(line);
                if (words == null || !words.isEmpty()) {
                    lines.add(new ConfigLine(number, line, words));
                }
            }
            number++;
        }
        return lines;
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
