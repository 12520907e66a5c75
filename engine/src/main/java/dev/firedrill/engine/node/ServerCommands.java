package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.command.DataCommands;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;

/// Commands on the server itself: INFO, TIME, SHUTDOWN, COMMAND, DEBUG.
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
                CommandSpec.of("command", -1, "loading stale", "", this::command),
                CommandSpec.of("debug", -2, "admin noscript loading stale", "", this::debug),
                CommandSpec.of("latency", -2, "admin noscript loading stale", "", this::latency),
                CommandSpec.of("slowlog", -2, "admin loading stale", "", this::slowlog),
                CommandSpec.of("memory", -2, "readonly", "", this::memory),
                CommandSpec.of(
                        "shutdown",
                        -1,
                        "admin noscript loading stale no_multi",
                        "",
                        node.shutdown::command));
    }

    private void info(NodeCall call) {
        call.reply().verbatim(new Info(node).text(call.args()));
    }

    private void time(NodeCall call) {
        long micros = Math.floorDiv(node.nowNanos, 1000L);
        call.reply().array(2);
        call.reply().bulk(Long.toString(micros / 1_000_000));
        call.reply().bulk(Long.toString(micros % 1_000_000));
    }

    private void command(NodeCall call) throws Refused {
        Args args = call.args();
        var table = node.dispatcher.table();
        ReplyWriter reply = call.reply();
        if (args.count() == 1) {
            reply.array(table.rows().size());
            table.rows().forEach(row -> describe(reply, row));
        } else if (args.is(1, "COUNT")) {
            reply.integer(table.rows().size());
        } else if (args.is(1, "DOCS")) {
            reply.map(0);
        } else if (args.is(1, "LIST")) {
            reply.array(table.rows().size());
            table.rows().forEach(row -> reply.bulk(row.name()));
        } else if (args.is(1, "INFO")) {
            reply.array(args.count() - 2);
            for (int i = 2; i < args.count(); i++) {
                var row = table.find(args.array(), args.offset(i), args.length(i));
                if (row == null) {
                    reply.nilArray();
                } else {
                    describe(reply, row);
                }
            }
        } else {
            throw unknownSubcommand("COMMAND", args.text(1));
        }
    }

    private static void describe(ReplyWriter reply, CommandSpec<NodeCall> row) {
        reply.array(6);
        reply.bulk(row.name());
        reply.integer(row.arity());
        reply.set(row.flags().size());
        for (Flag flag : row.flags()) {
            reply.simple(flag.word());
        }
        reply.integer(row.firstKey());
        reply.integer(row.lastKey());
        reply.integer(row.keyStep());
    }

    static Refused unknownSubcommand(String command, String name) {
        return new Refused("ERR unknown subcommand '%s'. Try %s HELP.".formatted(name, command));
    }

    private void debug(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.is(1, "SLEEP") && args.count() == 3) {
            try {
                double seconds = Double.parseDouble(args.text(2));
                node.stalledUntilNanos = node.nowNanos + (long) (seconds * 1e9);
            } catch (NumberFormatException notANumber) {
                throw new Refused("ERR value is not a valid float");
            }
            call.reply().ok();
        } else if (args.is(1, "DIGEST")) {
            var hex = new StringBuilder();
            for (byte b : node.keyspace.digest()) {
                hex.append("%02x".formatted(b & 0xff));
            }
            call.reply().simple(hex.toString());
        } else if (args.is(1, "CHANGE-REPL-ID")) {
            node.replication.renew();
            call.reply().ok();
        } else if (args.is(1, "JMAP")) {
            call.reply().ok();
        } else {
            throw unknownSubcommand("DEBUG", args.text(1));
        }
    }

    private void latency(NodeCall call) throws Refused {
        if (call.args().is(1, "LATEST") || call.args().is(1, "HISTORY")) {
            call.reply().array(0);
        } else if (call.args().is(1, "RESET")) {
            call.reply().integer(0);
        } else {
            throw unknownSubcommand("LATENCY", call.args().text(1));
        }
    }

    private void slowlog(NodeCall call) throws Refused {
        if (call.args().is(1, "GET")) {
            call.reply().array(0);
        } else if (call.args().is(1, "LEN")) {
            call.reply().integer(0);
        } else if (call.args().is(1, "RESET")) {
            call.reply().ok();
        } else {
            throw unknownSubcommand("SLOWLOG", call.args().text(1));
        }
    }

    private void memory(NodeCall call) throws Refused {
        if (call.args().is(1, "DOCTOR")) {
            call.reply().bulk("");
        } else {
            throw unknownSubcommand("MEMORY", call.args().text(1));
        }
    }
}
