package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.util.List;
import java.util.Locale;

/// Lists.
final class ListCommands {
    private ListCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                push("lpush", true, false),
                push("rpush", false, false),
                push("lpushx", true, true),
                push("rpushx", false, true),
                CommandSpec.of("lpop", -2, "write fast", "1 1 1", call -> pop(call, true)),
                CommandSpec.of("rpop", -2, "write fast", "1 1 1", call -> pop(call, false)),
                CommandSpec.of("llen", 2, "readonly fast", "1 1 1", ListCommands::llen),
                CommandSpec.of("lrange", 4, "readonly", "1 1 1", ListCommands::lrange),
                CommandSpec.of("lindex", 3, "readonly", "1 1 1", ListCommands::lindex),
                CommandSpec.of("lset", 4, "write denyoom", "1 1 1", ListCommands::lset),
                CommandSpec.of("lrem", 4, "write", "1 1 1", ListCommands::lrem),
                CommandSpec.of("ltrim", 4, "write", "1 1 1", ListCommands::ltrim),
                CommandSpec.of("linsert", 5, "write denyoom", "1 1 1", ListCommands::linsert));
    }

    private static <C extends Call> CommandSpec<C> push(
            String name, boolean first, boolean onlyIfPresent) {
        return CommandSpec.of(
                name, -3, "write denyoom fast", "1 1 1", call -> push(call, first, onlyIfPresent));
    }

    private static void push(Call call, boolean first, boolean onlyIfPresent) throws Refused {
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE && onlyIfPresent) {
            call.reply().integer(0);
            return;
        }
        Args args = call.args();
        var lists = call.database().lists();
        if (entry == NONE) {
            entry = lists.create(args.array(), args.offset(1), args.length(1));
        }
        for (int i = 2; i < args.count(); i++) {
            if (first) {
                lists.pushFirst(entry, args.array(), args.offset(i), args.length(i));
            } else {
                lists.pushLast(entry, args.array(), args.offset(i), args.length(i));
            }
        }
        call.reply().integer(lists.length(entry));
    }

    private static void pop(Call call, boolean first) throws Refused {
        Args args = call.args();
        boolean counted = args.count() == 3;
        long wanted = 1;
        if (args.count() > 3) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR wrong number of arguments for '%s' command",
                            first ? "lpop" : "rpop"));
        }
        if (counted) {
            wanted = call.atLeastZero(2);
        }
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE) {
            if (counted) {
                call.reply().nilArray();
            } else {
                call.reply().nil();
            }
            return;
        }
        var lists = call.database().lists();
        int count = (int) Math.min(wanted, lists.length(entry));
        if (counted) {
            call.reply().array(count);
        }
        for (int i = 0; i < count; i++) {
            call.reply().bulk(first ? lists.popFirst(entry) : lists.popLast(entry));
        }
    }

    private static void llen(Call call) throws Refused {
        int entry = call.find(1, ValueType.LIST);
        call.reply().integer(entry == NONE ? 0 : call.database().lists().length(entry));
    }

    private static void lrange(Call call) throws Refused {
        long from = call.integer(2);
        long to = call.integer(3);
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE) {
            call.reply().array(0);
            return;
        }
        var lists = call.database().lists();
        call.reply().array(lists.rangeSize(entry, from, to));
        lists.range(entry, from, to, call.reply()::bulk);
    }

    private static void lindex(Call call) throws Refused {
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE
                || !call.database().lists().at(entry, call.integer(2), call.reply()::bulk)) {
            call.reply().nil();
        }
    }

    private static void lset(Call call) throws Refused {
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE) {
            throw Refused.noSuchKey();
        }
        Args args = call.args();
        long position = call.integer(2);
        if (!call.database()
                .lists()
                .set(entry, position, args.array(), args.offset(3), args.length(3))) {
            throw new Refused("ERR index out of range");
        }
        call.reply().ok();
    }

    private static void lrem(Call call) throws Refused {
        long count = call.integer(2);
        int entry = call.find(1, ValueType.LIST);
        call.needsCopyOf(entry);
        Args args = call.args();
        call.reply()
                .integer(
                        entry == NONE
                                ? 0
                                : call.database()
                                        .lists()
                                        .remove(
                                                entry,
                                                count,
                                                args.array(),
                                                args.offset(3),
                                                args.length(3)));
    }

    private static void ltrim(Call call) throws Refused {
        long from = call.integer(2);
        long to = call.integer(3);
        int entry = call.find(1, ValueType.LIST);
        if (entry != NONE) {
            call.database().lists().trim(entry, from, to);
        }
        call.reply().ok();
    }

    private static void linsert(Call call) throws Refused {
        Args args = call.args();
        boolean before = args.is(2, "BEFORE");
        if (!before && !args.is(2, "AFTER")) {
            throw Refused.syntax();
        }
        int entry = call.find(1, ValueType.LIST);
        if (entry == NONE) {
            call.reply().integer(0);
            return;
        }
        call.needsCopyOf(entry);
        var lists = call.database().lists();
        boolean done =
                lists.insert(
                        entry,
                        before,
                        args.array(),
                        args.offset(3),
                        args.length(3),
                        args.array(),
                        args.offset(4),
                        args.length(4));
        call.reply().integer(done ? lists.length(entry) : -1);
    }
}
