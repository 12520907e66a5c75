package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandNotes;
import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// The subcommand HELP, which each command with subcommands has.
final class Helps {
    private Helps() {}

    static CommandSpec<NodeCall> row(NodeContext node, String command) {
        return CommandSpec.of(
                command + "|help", 2, "loading stale", "", call -> answer(node, call, command));
    }

    private static void answer(NodeContext node, NodeCall call, String command) {
        var family = Objects.requireNonNull(node.dispatcher.table().named(command));
        var lines = new ArrayList<String>();
        for (CommandSpec<NodeCall> sub : family.subcommands()) {
            CommandNotes notes = CommandNotes.of(sub.name());
            lines.add(sub.name().substring(command.length() + 1).toUpperCase(Locale.ROOT));
            lines.add("    " + (notes == null ? "" : notes.summary()));
        }
        answer(call, command, lines);
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
