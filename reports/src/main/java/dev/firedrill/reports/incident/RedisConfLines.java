package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The lines of a redis.conf, in which the last line of a directive wins.
record RedisConfLines(List<String> lines) {
    Optional<String> value(String directive) {
        @Nullable String found = null;
        for (String line : lines) {
            String[] words = line.strip().split("\\s+", 2);
            if (words.length == 2 && words[0].toLowerCase(Locale.ROOT).equals(directive)) {
                found = words[1];
            }
        }
        return Optional.ofNullable(found);
    }
}
