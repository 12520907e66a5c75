package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.config.CommandRename;
import dev.firedrill.engine.config.ConfigRefused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The command table under the names that `rename-command` gave it; a command that was renamed to
/// nothing is gone.
///
/// @param refusal the first line that does not fit the table, as redis-server words it
record CommandRenames(CommandTable<NodeCall> table, Optional<ConfigRefused> refusal) {

    static CommandRenames of(CommandTable<NodeCall> table, List<CommandRename> wanted) {
        if (wanted.isEmpty()) {
            return new CommandRenames(table, Optional.empty());
        }
        var names = new ArrayList<String>();
        table.rows().forEach(row -> names.add(row.name()));
        var rows = new ArrayList<>(table.rows());
        for (CommandRename rename : wanted) {
            int at = names.indexOf(rename.from().toLowerCase(Locale.ROOT));
            String to = rename.to().toLowerCase(Locale.ROOT);
            if (at < 0) {
                return refused(table, rename, "No such command in rename-command");
            }
            names.remove(at);
            var row = rows.remove(at);
            if (to.isEmpty()) {
                continue;
            }
            if (names.contains(to)) {
                return refused(table, rename, "Target command name already exists");
            }
            names.add(to);
            rows.add(row);
        }
        return new CommandRenames(new CommandTable<>(names, rows), Optional.empty());
    }

    private static CommandRenames refused(
            CommandTable<NodeCall> table, CommandRename rename, String why) {
        return new CommandRenames(
                table, Optional.of(new ConfigRefused(rename.lineNumber(), rename.line(), why)));
    }
}
