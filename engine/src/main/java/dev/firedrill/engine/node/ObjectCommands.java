package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// OBJECT: how a value is kept and used. None of it counts as use.
final class ObjectCommands {
    /// What redis-server answers for a number that all its keys share.
    private static final long SHARED = Integer.MAX_VALUE;

    private static final int SHARED_NUMBER_END = 10_000;

    private final NodeContext node;

    ObjectCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.family(
                        "object",
                        List.of(
                                row("encoding", this::encoding),
                                row("freq", this::frequency),
                                row("idletime", this::idleTime),
                                row("refcount", this::references),
                                Helps.row("object"))));
    }

    private interface Inspection {
        void inspect(NodeCall call, int entry) throws Refused;
    }

    private static CommandSpec<NodeCall> row(String name, Inspection inspection) {
        return CommandSpec.of(
                "object|" + name,
                3,
                "readonly",
                "2 2 1",
                call -> {
                    int entry = call.findQuietly(2);
                    if (entry == Database.NONE) {
                        call.reply().nil();
                    } else {
                        inspection.inspect(call, entry);
                    }
                });
    }

    private void encoding(NodeCall call, int entry) {
        call.reply().bulk(call.database().encoding(entry));
    }

    private static final String ADJUST =
            " Please note that when switching between policies at runtime LRU and LFU data will"
                    + " take some time to adjust.";

    private void frequency(NodeCall call, int entry) throws Refused {
        if (!call.keyspace().access().countsUses()) {
            throw new Refused(
                    "ERR An LFU maxmemory policy is not selected, access frequency not tracked."
                            + ADJUST);
        }
        call.reply().integer(call.database().frequency(entry));
    }

    private void idleTime(NodeCall call, int entry) throws Refused {
        if (call.keyspace().access().countsUses()) {
            throw new Refused(
                    "ERR An LFU maxmemory policy is selected, idle time not tracked." + ADJUST);
        }
        call.reply().integer(call.database().idleMillis(entry) / 1000);
    }

    private void references(NodeCall call, int entry) {
        call.reply().integer(isShared(call.database(), entry) ? SHARED : 1);
    }

    /// Where keys are told apart by their use, redis-server shares no values.
    private boolean isShared(Database database, int entry) {
        boolean toldApart =
                node.settings.maxMemoryBytes > 0
                        && switch (node.settings.evictionPolicy.order) {
                            case LEAST_RECENT, LEAST_FREQUENT -> true;
                            case SOONEST, RANDOM -> false;
                        };
        if (toldApart || !database.encoding(entry).equals("int")) {
            return false;
        }
        if (!(database.value(entry) instanceof Value.Text(byte[] text))) {
            return false;
        }
        long number = Long.parseLong(new String(text, StandardCharsets.US_ASCII));
        return number >= 0 && number < SHARED_NUMBER_END;
    }
}
