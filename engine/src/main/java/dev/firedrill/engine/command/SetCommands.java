package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.List;

/// Sets.
final class SetCommands {
    private SetCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("sadd", -3, "write denyoom fast", "1 1 1", SetCommands::sadd),
                CommandSpec.of("srem", -3, "write fast", "1 1 1", SetCommands::srem),
                CommandSpec.of("scard", 2, "readonly fast", "1 1 1", SetCommands::scard),
                CommandSpec.of("sismember", 3, "readonly fast", "1 1 1", SetCommands::sismember),
                CommandSpec.of("smismember", -3, "readonly fast", "1 1 1", SetCommands::smismember),
                CommandSpec.of("smembers", 2, "readonly", "1 1 1", SetCommands::smembers));
    }

    private static void sadd(Call call) throws Refused {
        int entry = call.find(1, ValueType.SET);
        Args args = call.args();
        var sets = call.database().sets();
        if (entry == NONE) {
            entry = sets.create(args.array(), args.offset(1), args.length(1));
        }
        int added = 0;
        for (int i = 2; i < args.count(); i++) {
            if (sets.add(entry, args.array(), args.offset(i), args.length(i))) {
                added++;
            }
        }
        call.reply().integer(added);
    }

    private static void srem(Call call) throws Refused {
        int entry = call.find(1, ValueType.SET);
        Args args = call.args();
        int removed = 0;
        for (int i = 2; entry != NONE && i < args.count(); i++) {
            if (call.database()
                    .sets()
                    .remove(entry, args.array(), args.offset(i), args.length(i))) {
                removed++;
            }
        }
        call.reply().integer(removed);
    }

    private static void scard(Call call) throws Refused {
        int entry = call.find(1, ValueType.SET);
        call.reply().integer(entry == NONE ? 0 : call.database().sets().size(entry));
    }

    private static boolean isMember(Call call, int entry, int index) {
        Args args = call.args();
        return entry != NONE
                && call.database()
                        .sets()
                        .contains(entry, args.array(), args.offset(index), args.length(index));
    }

    private static void sismember(Call call) throws Refused {
        call.reply().integer(isMember(call, call.find(1, ValueType.SET), 2) ? 1 : 0);
    }

    private static void smismember(Call call) throws Refused {
        int entry = call.find(1, ValueType.SET);
        call.reply().array(call.args().count() - 2);
        for (int i = 2; i < call.args().count(); i++) {
            call.reply().integer(isMember(call, entry, i) ? 1 : 0);
        }
    }

    private static void smembers(Call call) throws Refused {
        int entry = call.find(1, ValueType.SET);
        if (entry == NONE) {
            call.reply().set(0);
            return;
        }
        var sets = call.database().sets();
        call.reply().set(sets.size(entry));
        sets.forEach(entry, call.reply()::bulk);
    }
}
