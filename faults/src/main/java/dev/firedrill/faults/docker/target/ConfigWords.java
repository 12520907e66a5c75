package dev.firedrill.faults.docker.target;

import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A redis.conf that was written for this project's engine, in the words of a real server.
final class ConfigWords {
    /// First word, what stands before it, and the rest.
    private static final Pattern LINE =
            Pattern.compile("(?<indent>\\s*)(?<name>[a-zA-Z][a-zA-Z0-9-]*)(?<rest>\\s.*|)");

    /// What `compat 2.6` stands for: a master that does not know PSYNC, so that replicas fall back
    /// to SYNC, as they do in front of redis 2.6.
    private static final Map<String, String> SAME_BY_OTHER_MEANS =
            Map.of("compat 2.6", "rename-command PSYNC \"\"");

    private static final String GUARDS = "aof-refuse-start-empty|replicaof-refuse-self|compat";

    private final String server;
    private final UnaryOperator<String> directive;

    /// @param server for people
    /// @param directive a directive's name as the server knows it
    ConfigWords(String server, UnaryOperator<String> directive) {
        this.server = server;
        this.directive = directive;
    }

    String translated(String text) {
        return text.lines()
                .map(this::line)
                .collect(Collectors.joining("\n", "", text.isEmpty() ? "" : "\n"));
    }

    private String line(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return line;
        }
        String name = parts.group("name").toLowerCase(Locale.ROOT);
        String other = SAME_BY_OTHER_MEANS.get(line.strip().toLowerCase(Locale.ROOT));
        if (other != null) {
            return other;
        }
        if (name.matches(GUARDS)) {
            return "# " + line.strip() + " (" + server + " has no such directive)";
        }
        String rest = parts.group("rest");
        if (name.equals("client-output-buffer-limit")) {
            rest = rest.replaceFirst("\\breplica\\b", directive.apply("replica"));
        }
        return parts.group("indent") + directive.apply(name) + rest;
    }
}
