package dev.firedrill.scenarios.config;

import java.util.List;
import java.util.Locale;

/// A line that reaches the server.
///
/// @param file that it stands in, as the user would name it
/// @param number 1-based, in that file
/// @param text as the server reads it: that of the file, but for the path of a module and for the
///   lines of an ACL file, which are quoted by other rules
/// @param words of the text
public record OwnLine(String file, int number, String text, List<String> words) {
    public OwnLine {
        words = List.copyOf(words);
    }

    /// In lower case.
    public String directive() {
        return words.getFirst().toLowerCase(Locale.ROOT);
    }

    /// For a message: `redis.conf, line 12`.
    public String place() {
        return String.format(Locale.ROOT, "%s, line %d", file, number);
    }
}
