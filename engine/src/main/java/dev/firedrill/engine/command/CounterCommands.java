package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
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

    private static void add(Call call, long amount) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        long value = 0;
        if (entry != NONE) {
            byte[] bytes = call.database().strings().bytes(entry);
            value = Numbers.integer(bytes, 0, bytes.length);
        }
        if (amount < 0 ? value < Long.MIN_VALUE - amount : value > Long.MAX_VALUE - amount) {
            throw new Refused("ERR increment or decrement would overflow");
        }
        store(call, entry, Numbers.text(value + amount));
        call.reply().integer(value + amount);
    }

    private static void store(Call call, int entry, byte[] value) {
        var strings = call.database().strings();
        if (entry == NONE) {
            Args args = call.args();
            strings.set(
                    args.array(), args.offset(1), args.length(1), value, 0, value.length, NEVER);
        } else {
            strings.replace(entry, value, 0, value.length);
        }
    }

    private static void incrbyfloat(Call call) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        BigDecimal value = BigDecimal.ZERO;
        if (entry != NONE) {
            value = decimal(call.database().strings().bytes(entry));
        }
        byte[] sum = plain(value.add(decimal(call.args().copy(2))));
        store(call, entry, sum);
        call.reply().bulk(sum);
        // Not the sum again: another machine may round otherwise.
        call.propagateInstead(ascii("SET"), call.args().copy(1), sum, ascii("KEEPTTL"));
    }

    static BigDecimal decimal(byte[] text) throws Refused {
        try {
            return new BigDecimal(new String(text, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException notANumber) {
            throw new Refused("ERR value is not a valid float");
        }
    }

    /// At most 17 digits, without an exponent and without zeros at the end.
    static byte[] plain(BigDecimal value) {
        var rounded = value.round(new MathContext(17)).stripTrailingZeros();
        return ascii(rounded.signum() == 0 ? "0" : rounded.toPlainString());
    }
}
