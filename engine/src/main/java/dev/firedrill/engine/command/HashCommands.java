package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/// Hashes.
final class HashCommands {
    private HashCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("hset", -4, "write denyoom fast", "1 1 1", call -> hset(call, true)),
                CommandSpec.of(
                        "hmset", -4, "write denyoom fast", "1 1 1", call -> hset(call, false)),
                CommandSpec.of("hsetnx", 4, "write denyoom fast", "1 1 1", HashCommands::hsetnx),
                CommandSpec.of("hget", 3, "readonly fast", "1 1 1", HashCommands::hget),
                CommandSpec.of("hmget", -3, "readonly fast", "1 1 1", HashCommands::hmget),
                CommandSpec.of("hdel", -3, "write fast", "1 1 1", HashCommands::hdel),
                CommandSpec.of("hexists", 3, "readonly fast", "1 1 1", HashCommands::hexists),
                CommandSpec.of("hlen", 2, "readonly fast", "1 1 1", HashCommands::hlen),
                CommandSpec.of("hkeys", 2, "readonly", "1 1 1", call -> all(call, true, false)),
                CommandSpec.of("hvals", 2, "readonly", "1 1 1", call -> all(call, false, true)),
                CommandSpec.of("hgetall", 2, "readonly", "1 1 1", call -> all(call, true, true)),
                CommandSpec.of("hincrby", 4, "write denyoom fast", "1 1 1", HashCommands::hincrby),
                CommandSpec.of(
                        "hincrbyfloat",
                        4,
                        "write denyoom fast",
                        "1 1 1",
                        HashCommands::hincrbyfloat),
                CommandSpec.of("hstrlen", 3, "readonly fast", "1 1 1", HashCommands::hstrlen));
    }

    private static int findOrCreate(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        return entry != NONE ? entry : create(call);
    }

    private static int create(Call call) {
        Args args = call.args();
        return call.database().hashes().create(args.array(), args.offset(1), args.length(1));
    }

    private static boolean put(Call call, int entry, int field, int value) {
        Args args = call.args();
        return call.database()
                .hashes()
                .put(
                        entry,
                        args.array(),
                        args.offset(field),
                        args.length(field),
                        args.array(),
                        args.offset(value),
                        args.length(value));
    }

    private static void hset(Call call, boolean counts) throws Refused {
        Args args = call.args();
        if (args.count() % 2 != 0) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR wrong number of arguments for '%s' command",
                            counts ? "hset" : "hmset"));
        }
        int entry = findOrCreate(call);
        int added = 0;
        for (int i = 2; i < args.count(); i += 2) {
            if (put(call, entry, i, i + 1)) {
                added++;
            }
        }
        if (counts) {
            call.reply().integer(added);
        } else {
            call.reply().ok();
        }
    }

    private static boolean contains(Call call, int entry, int field) {
        Args args = call.args();
        return entry != NONE
                && call.database()
                        .hashes()
                        .contains(entry, args.array(), args.offset(field), args.length(field));
    }

    private static void hsetnx(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        if (contains(call, entry, 2)) {
            call.reply().integer(0);
            return;
        }
        put(call, entry == NONE ? create(call) : entry, 2, 3);
        call.reply().integer(1);
    }

    private static void replyWith(Call call, int entry, int field) {
        Args args = call.args();
        byte[] value =
                entry == NONE
                        ? null
                        : call.database()
                                .hashes()
                                .get(entry, args.array(), args.offset(field), args.length(field));
        if (value == null) {
            call.reply().nil();
        } else {
            call.reply().bulk(value);
        }
    }

    private static void hget(Call call) throws Refused {
        replyWith(call, call.find(1, ValueType.HASH), 2);
    }

    private static void hmget(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        call.reply().array(call.args().count() - 2);
        for (int i = 2; i < call.args().count(); i++) {
            replyWith(call, entry, i);
        }
    }

    private static void hdel(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        Args args = call.args();
        int removed = 0;
        for (int i = 2; entry != NONE && i < args.count(); i++) {
            if (call.database()
                    .hashes()
                    .remove(entry, args.array(), args.offset(i), args.length(i))) {
                removed++;
            }
        }
        call.reply().integer(removed);
    }

    private static void hexists(Call call) throws Refused {
        call.reply().integer(contains(call, call.find(1, ValueType.HASH), 2) ? 1 : 0);
    }

    private static void hlen(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        call.reply().integer(entry == NONE ? 0 : call.database().hashes().size(entry));
    }

    private static void all(Call call, boolean fields, boolean values) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        var reply = call.reply();
        var hashes = call.database().hashes();
        int size = entry == NONE ? 0 : hashes.size(entry);
        if (fields && values) {
            reply.map(size);
        } else {
            reply.array(size);
        }
        if (entry == NONE) {
            return;
        }
        hashes.forEach(
                entry,
                (field, fieldOffset, fieldLength, value, valueOffset, valueLength) -> {
                    if (fields) {
                        reply.bulk(field, fieldOffset, fieldLength);
                    }
                    if (values) {
                        reply.bulk(value, valueOffset, valueLength);
                    }
                });
    }

    private static void hstrlen(Call call) throws Refused {
        int entry = call.find(1, ValueType.HASH);
        Args args = call.args();
        byte[] value =
                entry == NONE
                        ? null
                        : call.database()
                                .hashes()
                                .get(entry, args.array(), args.offset(2), args.length(2));
        call.reply().integer(value == null ? 0 : value.length);
    }

    private static void hincrbyfloat(Call call) throws Refused {
        Args args = call.args();
        BigDecimal increment = WideDecimal.parse(args.copy(3), "ERR value is not a valid float");
        if (increment == null) {
            throw new Refused("ERR value is NaN or Infinity");
        }
        int entry = call.find(1, ValueType.HASH);
        var hashes = call.database().hashes();
        byte[] old =
                entry == NONE
                        ? null
                        : hashes.get(entry, args.array(), args.offset(2), args.length(2));
        BigDecimal value =
                old == null
                        ? BigDecimal.ZERO
                        : WideDecimal.parse(old, "ERR hash value is not a float");
        byte[] sum =
                WideDecimal.sum(value, increment, "ERR increment would produce NaN or Infinity");
        int target = entry == NONE ? create(call) : entry;
        hashes.put(target, args.array(), args.offset(2), args.length(2), sum, 0, sum.length);
        call.reply().bulk(sum);
        // Not the sum again: another machine may round otherwise.
        call.propagateInstead(ascii("HSET"), args.copy(1), args.copy(2), sum);
    }

    private static void hincrby(Call call) throws Refused {
        long amount = call.integer(3);
        int entry = call.find(1, ValueType.HASH);
        Args args = call.args();
        var hashes = call.database().hashes();
        byte[] old =
                entry == NONE
                        ? null
                        : hashes.get(entry, args.array(), args.offset(2), args.length(2));
        long value = 0;
        if (old != null) {
            try {
                value = Numbers.integer(old, 0, old.length);
            } catch (Refused notANumber) {
                throw new Refused("ERR hash value is not an integer");
            }
        }
        if (amount < 0 ? value < Long.MIN_VALUE - amount : value > Long.MAX_VALUE - amount) {
            throw new Refused("ERR increment or decrement would overflow");
        }
        byte[] sum = Numbers.text(value + amount);
        int target = entry == NONE ? create(call) : entry;
        hashes.put(target, args.array(), args.offset(2), args.length(2), sum, 0, sum.length);
        call.reply().integer(value + amount);
    }
}
