package dev.firedrill.scenarios.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Command lines that a user pastes into a POSIX shell.
final class Shell {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private Shell() {}

    static String line(List<String> words) {
        return words.stream().map(Shell::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
