package dev.firedrill.engine.server;

import java.util.List;
import java.util.Optional;

/// The command line of a server: `[redis.conf] [-] [--directive value ...] [-]`, as redis-server
/// 7.0 reads it.
sealed interface ServerArguments {
    /// @param configPath a file; what is said later wins
    /// @param standardInput whether further lines come from there, after the file's
    /// @param directives after both
    record Run(Optional<String> configPath, boolean standardInput, List<String> directives)
            implements ServerArguments {}

    record Help() implements ServerArguments {}

    /// Starts and ends at once, so that a cache of loaded classes can be made.
    record Train() implements ServerArguments {}

    record Version() implements ServerArguments {}

    /// Something that redis-server does and this server does not.
    record Refused(String why) implements ServerArguments {}

    static ServerArguments parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new Run(Optional.empty(), false, List.of());
        }
        String first = arguments.getFirst();
        return switch (first) {
            case "-h", "--help" -> new Help();
            case "--train" -> new Train();
            case "-v", "--version" -> new Version();
            case "--test-memory" ->
                    new Refused(
                            "This server does not test memory: use redis-server --test-memory, or"
                                    + " memtest86.");
            case "--check-system" ->
                    new Refused(
                            "This server does not check the system: use redis-server"
                                    + " --check-system.");
            default -> run(arguments);
        };
    }

    private static ServerArguments run(List<String> arguments) {
        if (arguments.contains("--sentinel")) {
            return new Refused(
                    "This server has no Sentinel mode: use redis-server --sentinel, which can watch"
                            + " it.");
        }
        boolean named = !arguments.getFirst().startsWith("-");
        Optional<String> path =
                Optional.of(arguments.getFirst()).filter(file -> named && !file.isEmpty());
        int from = named ? 1 : 0;
        int to = arguments.size();
        // A dash is standard input as the first word and as the last, and a value elsewhere.
        boolean before = arguments.getFirst().equals("-");
        if (before) {
            from = 1;
        }
        boolean after = to > from && arguments.getLast().equals("-");
        if (after) {
            to--;
        }
        return new Run(path, before || after, List.copyOf(arguments.subList(from, to)));
    }
}
