package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.TextForm;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.math.BigDecimal;
import java.util.List;

/// Strings that are numbers.
final class CounterCommands {
    private CounterCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("incr", 2, "write denyoom fast", "1 1 1", call -> add(call, 1)),
                CommandSpec.of("decr", 2, "write denyoom fast", "1 1 1", call -> add(call, -1)),
                CommandSpec.of(
                        "incrby",
                        3,
                        "write denyoom fast",
                        "1 1 1",
                        call -> add(call, call.integer(2))),
                CommandSpec.of("decrby", 3, "write denyoom fast", "1 1 1", CounterCommands::decrby),
                CommandSpec.of(
                        "incrbyfloat",
                        3,
                        "write denyoom fast",
                        "1 1 1",
                        CounterCommands::incrbyfloat));
    }

    private static void decrby(Call call) throws Refused {
        long amount = call.integer(2);
        if (amount == Long.MIN_VALUE) {
            throw new Refused("ERR decrement would overflow");
        }
        add(call, -amount);
    }

    /// No number is longer, with its sign.
    private static final int DIGITS_MAX = 20;

    private static void add(Call call, long amount) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        long value = 0;
        if (entry != NONE) {
            if (call.database().strings().length(entry) > DIGITS_MAX) {
                throw Refused.notAnInteger();
            }
            byte[] bytes = call.database().strings().bytes(entry);
            value = Numbers.integer(bytes, 0, bytes.length);
        }
        if (amount < 0 ? value < Long.MIN_VALUE - amount : value > Long.MAX_VALUE - amount) {
            throw new Refused("ERR increment or decrement would overflow");
        }
        store(call, entry, Numbers.text(value + amount));
        call.reply().integer(value + amount);
    }

    /// The entry's new handle.
    private static int store(Call call, int entry, byte[] value) {
        var strings = call.database().strings();
        if (entry != NONE) {
            return strings.replace(entry, value, 0, value.length);
        }
        Args args = call.args();
        return strings.set(
                args.array(), args.offset(1), args.length(1), value, 0, value.length, NEVER);
    }

    private static void incrbyfloat(Call call) throws Refused {
        String otherwise = "ERR value is not a valid float";
        int entry = call.find(1, ValueType.STRING);
        call.needsCopyOf(entry);
        BigDecimal value =
                entry == NONE
                        ? BigDecimal.ZERO
                        : WideDecimal.parse(call.database().strings().bytes(entry), otherwise);
        BigDecimal increment = WideDecimal.parse(call.args().copy(2), otherwise);
        byte[] sum =
                WideDecimal.sum(value, increment, "ERR increment would produce NaN or Infinity");
        int stored = store(call, entry, sum);
        call.database().strings().form(stored, TextForm.FLOAT);
        call.reply().bulk(sum);
        // Not the sum again: another machine may round otherwise.
        call.propagateInstead(ascii("SET"), call.args().copy(1), sum, ascii("KEEPTTL"));
    }
}
