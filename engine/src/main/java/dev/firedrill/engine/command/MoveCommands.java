package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.Arrays;
import java.util.List;

/// Keys on their way to other names and databases: COPY, MOVE, SWAPDB.
final class MoveCommands {
    private MoveCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("copy", -3, "write denyoom", "1 2 1", MoveCommands::copy),
                CommandSpec.of("move", 3, "write fast", "1 1 1", MoveCommands::move),
                CommandSpec.of("swapdb", 3, "write fast", "", MoveCommands::swap));
    }

    private static Database at(Call call, int place) throws Refused {
        return call.keyspace().database(known(call, call.smallInteger(place)));
    }

    private static int known(Call call, int index) throws Refused {
        if (index < 0 || index >= call.keyspace().databases()) {
            throw new Refused("ERR DB index is out of range");
        }
        return index;
    }

    private static void copy(Call call) throws Refused {
        Args args = call.args();
        Database target = call.database();
        boolean replace = false;
        for (int i = 3; i < args.count(); i++) {
            if (args.is(i, "REPLACE")) {
                replace = true;
            } else if (args.is(i, "DB") && i + 1 < args.count()) {
                i++;
                target = at(call, i);
            } else {
                throw Refused.syntax();
            }
        }
        byte[] newKey = args.copy(2);
        if (target == call.database() && Arrays.equals(args.copy(1), newKey)) {
            throw new Refused("ERR source and destination objects are the same");
        }
        int entry = call.findToRead(1);
        boolean taken = entry != NONE && target.find(newKey, call.nowMillis()) != NONE;
        if (entry == NONE || (taken && !replace)) {
            call.reply().integer(0);
            return;
        }
        Database source = call.database();
        needsCopy(call, entry);
        if (taken) {
            source.copyOver(entry, target, newKey);
        } else {
            source.copyTo(entry, target, newKey);
        }
        call.reply().integer(1);
    }

    /// A string is copied from where it lies, a collection by way of the heap.
    private static void needsCopy(Call call, int entry) throws Refused {
        Database source = call.database();
        call.needsForeign(source.usedBytes(entry));
        if (source.type(entry) != ValueType.STRING) {
            call.needsCopyOf(entry);
        }
    }

    private static void move(Call call) throws Refused {
        Database source = call.database();
        Database target = at(call, 2);
        if (target == source) {
            throw new Refused("ERR source and destination objects are the same");
        }
        int entry = call.find(1);
        byte[] key = call.args().copy(1);
        if (entry == NONE || target.find(key, call.nowMillis()) != NONE) {
            call.reply().integer(0);
            return;
        }
        needsCopy(call, entry);
        source.counted(() -> {
            int moved = source.copyTo(entry, target, key);
            target.usedAs(moved, source, entry);
            source.delete(entry);
            return 1;
        });
        call.reply().integer(1);
    }

    private static int number(Call call, int place, String otherwise) throws Refused {
        try {
            return call.smallInteger(place);
        } catch (Refused notANumber) {
            throw new Refused(otherwise);
        }
    }

    private static void swap(Call call) throws Refused {
        int first = number(call, 1, "ERR invalid first DB index");
        int second = number(call, 2, "ERR invalid second DB index");
        known(call, first);
        known(call, second);
        if (first != second) {
            call.keyspace().swap(first, second);
        }
        call.propagateAlways();
        call.reply().ok();
    }
}
