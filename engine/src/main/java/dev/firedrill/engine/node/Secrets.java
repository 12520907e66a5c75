package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/// The words of commands that are passwords: neither MONITOR nor SLOWLOG shows them. Source: Redis
/// documentation, "SLOWLOG"; which ones as in redis-server 7.0.
final class Secrets {
    static final String REDACTED = "(redacted)";

    private static final Set<String> DIRECTIVES =
            new TreeSet<>(
                    java.util.List.of(
                            "masterauth",
                            "masteruser",
                            "requirepass",
                            "tls-client-key-file-pass",
                            "tls-key-file-pass"));

    private Secrets() {}

    static boolean hides(CommandSpec<NodeCall> spec, Args args, int index) {
        return switch (spec.name()) {
            case "auth" -> index > 0;
            case "hello" ->
                    (index > 2 && args.is(index - 1, "AUTH"))
                            || (index > 3 && args.is(index - 2, "AUTH"));
            case "config|set" ->
                    index > 2
                            && index % 2 == 1
                            && DIRECTIVES.contains(args.text(index - 1).toLowerCase(Locale.ROOT));
            default -> false;
        };
    }

    /// The command as it may be kept.
    static Args redacted(CommandSpec<NodeCall> spec, Args args) {
        boolean may =
                switch (spec.name()) {
                    case "auth", "hello", "config|set" -> true;
                    default -> false;
                };
        if (!may) {
            return args;
        }
        var words = new byte[args.count()][];
        for (int i = 0; i < words.length; i++) {
            words[i] =
                    hides(spec, args, i)
                            ? REDACTED.getBytes(StandardCharsets.US_ASCII)
                            : args.copy(i);
        }
        return Args.of(words);
    }
}
