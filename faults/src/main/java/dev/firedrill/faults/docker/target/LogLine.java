package dev.firedrill.faults.docker.target;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One printed line, taken apart.
///
/// @param author which process of the server wrote it
/// @param text without time and process
record LogLine(Author author, String text) {
    enum Author {
        SERVER,
        /// A child that writes a snapshot, or a Sentinel.
        OTHER_PROCESS,
        /// Printed without a prefix: the logo, the message about a refused redis.conf.
        UNKNOWN
    }

    /// How a line begins, by age of the server. The level follows.
    enum Prefix {
        /// `[1] 29 Nov 12:52:27.435 * `; the pid does not tell whose line it is.
        PROCESS_ID("\\[\\d+] \\d{2} \\w{3} [\\d:.]{12} "),
        /// `1:M 29 Nov 2026 12:52:27.435 * `
        PROCESS_ID_AND_ROLE("\\d+:(?<role>[A-Z]) \\d{2} \\w{3} \\d{4} [\\d:.]{12} ");

        private final Pattern pattern;
        private final boolean tellsRole;

        Prefix(String begin) {
            pattern = Pattern.compile(begin + "[-.*#] (?<text>.*)", Pattern.DOTALL);
            tellsRole = begin.contains("role");
        }

        LogLine read(String line) {
            Matcher printed = pattern.matcher(line);
            if (!printed.matches()) {
                return new LogLine(Author.UNKNOWN, line);
            }
            String role = tellsRole ? printed.group("role") : "M";
            return new LogLine(
                    role.equals("M") || role.equals("S") ? Author.SERVER : Author.OTHER_PROCESS,
                    printed.group("text"));
        }
    }
}
