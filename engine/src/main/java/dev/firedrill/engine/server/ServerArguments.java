package dev.firedrill.engine.server;

import java.util.List;
import java.util.Optional;

/// The command line of a server: `[redis.conf | -] [--directive value ...]`, as redis-server reads
/// it.
sealed interface ServerArguments {
    /// @param configPath `-` for standard input
    record Run(Optional<String> configPath, List<String> directives) implements ServerArguments {}

    record Help() implements ServerArguments {}

    /// Starts and ends at once, so that a cache of loaded classes can be made.
    record Train() implements ServerArguments {}

    record Version() implements ServerArguments {}

    static ServerArguments parse(List<String> arguments) {
        if (arguments.isEmpty()) {
            return new Run(Optional.empty(), List.of());
        }
        String first = arguments.getFirst();
        return switch (first) {
            case "-h", "--help" -> new Help();
            case "--train" -> new Train();
            case "-v", "--version" -> new Version();
            default -> {
                boolean named = !first.startsWith("--");
                yield new Run(
                        named ? Optional.of(first) : Optional.empty(),
                        List.copyOf(arguments.subList(named ? 1 : 0, arguments.size())));
            }
        };
    }
}
