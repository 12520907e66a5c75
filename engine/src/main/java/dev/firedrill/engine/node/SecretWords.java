package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.resp.Args;
import java.util.List;

/// Which words of a command are passwords: SLOWLOG and MONITOR show [#REDACTED] in their place, as
/// redis-server does.
final class SecretWords {
    static final String REDACTED = "(redacted)";

    /// Directives whose values are secret.
    private static final List<String> DIRECTIVES =
            List.of(
                    "requirepass",
                    "masterauth",
                    "masteruser",
                    "tls-key-file-pass",
                    "tls-client-key-file-pass");

    private SecretWords() {}

    static boolean secret(CommandSpec<NodeCall> spec, Args args, int index) {
        return switch (spec.name()) {
            case "auth" -> index > 0 && args.count() <= 3;
            case "hello" -> ofHello(args, index);
            case "config|set" ->
                    index > 2
                            && index % 2 == 1
                            && DIRECTIVES.contains(Dispatcher.lower(args.text(index - 1)));
            default -> false;
        };
    }

    /// `HELLO version [AUTH user password] [SETNAME name]`
    private static boolean ofHello(Args args, int index) {
        int at = 2;
        while (at < args.count()) {
            if (args.is(at, "AUTH") && at + 2 < args.count()) {
                if (index == at + 1 || index == at + 2) {
                    return true;
                }
                at += 3;
            } else if (args.is(at, "SETNAME")) {
                at += 2;
            } else {
                return false;
            }
        }
        return false;
    }
}
