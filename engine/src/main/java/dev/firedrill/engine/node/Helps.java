package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.List;
import java.util.Locale;

/// The subcommand HELP, which each command with subcommands has.
final class Helps {
    private Helps() {}

    static CommandSpec<NodeCall> row(String command) {
        return CommandSpec.of(
                command + "|help",
                2,
                "loading stale",
                "",
                call -> answer(call, command, HelpTexts.of(command)));
    }

    /// @param lines what can be said, each with its explanation on lines of their own
    static void answer(NodeCall call, String command, List<String> lines) {
        call.reply().array(lines.size() + 1);
        call.reply()
                .simple(
                        String.format(
                                Locale.ROOT,
                                "%s <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
                                command.toUpperCase(Locale.ROOT)));
        lines.forEach(call.reply()::simple);
    }

    static Refused unknown(String command, String word) {
        return new Refused(
                String.format(
                        Locale.ROOT,
                        "ERR unknown subcommand '%s'. Try %s HELP.",
                        shown(word),
                        command.toUpperCase(Locale.ROOT)));
    }

    static Refused wrongArguments(String command, String word) {
        return new Refused(
                String.format(
                        Locale.ROOT,
                        "ERR unknown subcommand or wrong number of arguments for '%s'. Try %s HELP.",
                        shown(word),
                        command));
    }

    private static String shown(String word) {
        String text = Args.shown(word);
        return text.substring(0, Math.min(128, text.length()));
    }
}
