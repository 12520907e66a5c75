package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.resp.Args;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// DEBUG and MODULE, with which a client could do anything to the server: closed unless
/// `enable-debug-command` and `enable-module-command` open them. Texts of redis-server 7.0.
final class GuardedCommands {
    private GuardedCommands() {}

    /// Null for every other command, and where the configuration allows it. Asked before
    /// authentication, as in redis-server.
    static @Nullable String refusal(
            ServerConfig config, Session session, @Nullable CommandSpec<NodeCall> spec, Args args) {
        String name = "";
        if (spec != null && spec.name().equals("debug") && spec.takes(args.count())) {
            name = "debug";
        } else if (spec == null && args.is(0, "MODULE") && loads(args)) {
            name = "module";
        }
        if (name.isEmpty()
                || config.allows("enable-" + name + "-command", Admission.isLocal(session.peer))) {
            return null;
        }
        return "ERR "
                + name.toUpperCase(Locale.ROOT)
                + " command not allowed. If the enable-"
                + name
                + "-command option is set to \"local\", you can run it from a local connection,"
                + " otherwise you need to set this option in the configuration file, and then"
                + " restart the server.";
    }

    /// The subcommands that are closed, with as many words as they take.
    private static boolean loads(Args args) {
        int words = args.count();
        return (words > 2 && (args.is(1, "LOAD") || args.is(1, "LOADEX")))
                || (words == 3 && args.is(1, "UNLOAD"));
    }
}
