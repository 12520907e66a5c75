package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.command.DataCommands;
import dev.firedrill.engine.command.Refused;
import java.util.List;

/// Commands on the server itself: INFO, TIME, SHUTDOWN.
final class ServerCommands {
    private final NodeContext node;

    private ServerCommands(NodeContext node) {
        this.node = node;
    }

    /// Everything that a server understands.
    static CommandTable<NodeCall> table(NodeContext node) {
        return CommandTable.of(
                DataCommands.<NodeCall>rows(),
                node.transactions.rows(),
                new ConnectionCommands(node).rows(),
                new ClientCommands(node).rows(),
                new CommandInfo(node).rows(),
                node.pubSub.rows(),
                node.monitors.rows(),
                Lolwut.rows(),
                new ObjectCommands(node).rows(),
                new MemoryCommands(node).rows(),
                new SlowCommands(node).rows(),
                DumpCommands.rows(),
                new DebugCommands(node).rows(),
                new ReplicationCommands(node).rows(),
                node.failover.rows(),
                new PersistenceCommands(node).rows(),
                new ConfigCommands(node).rows(),
                new ServerCommands(node).rows());
    }

    private List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of("info", -1, "loading stale", "", this::info),
                CommandSpec.of("time", 1, "loading stale fast", "", this::time),
                CommandSpec.of(
                        "shutdown",
                        -1,
                        "admin noscript loading stale no_multi allow_busy",
                        "",
                        node.shutdown::command));
    }

    private void info(NodeCall call) {
        call.reply().verbatim(new Info(node).text(call.args()));
    }

    private void time(NodeCall call) {
        long micros = Math.floorDiv(node.wallNanos, 1000L);
        call.reply().array(2);
        call.reply().bulk(Long.toString(micros / 1_000_000));
        call.reply().bulk(Long.toString(micros % 1_000_000));
    }

    static Refused unknownSubcommand(String command, String name) {
        return Helps.unknown(command, name);
    }
}
