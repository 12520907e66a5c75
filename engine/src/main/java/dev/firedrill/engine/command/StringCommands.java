package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.KEEP;
import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.base.LongBytes;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Strings;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Strings: SET with its options, GET and its relatives, APPEND, ranges.
final class StringCommands {
    private StringCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("set", -3, "write denyoom", "1 1 1", StringCommands::set),
                CommandSpec.of("setnx", 3, "write denyoom fast", "1 1 1", StringCommands::setnx),
                CommandSpec.of("setex", 4, "write denyoom", "1 1 1", call -> setex(call, 1000)),
                CommandSpec.of("psetex", 4, "write denyoom", "1 1 1", call -> setex(call, 1)),
                CommandSpec.of("getset", 3, "write denyoom fast", "1 1 1", StringCommands::getset),
                CommandSpec.of("get", 2, "readonly fast", "1 1 1", StringCommands::get),
                CommandSpec.of("getdel", 2, "write fast", "1 1 1", StringCommands::getdel),
                CommandSpec.of("getex", -2, "write fast", "1 1 1", StringCommands::getex),
                CommandSpec.of("mget", -2, "readonly fast", "1 -1 1", StringCommands::mget),
                CommandSpec.of("mset", -3, "write denyoom", "1 -1 2", StringCommands::mset),
                CommandSpec.of("msetnx", -3, "write denyoom", "1 -1 2", StringCommands::msetnx),
                CommandSpec.of("append", 3, "write denyoom fast", "1 1 1", StringCommands::append),
                CommandSpec.of("strlen", 2, "readonly fast", "1 1 1", StringCommands::strlen),
                CommandSpec.of("getrange", 4, "readonly", "1 1 1", StringCommands::getrange),
                CommandSpec.of("substr", 4, "readonly", "1 1 1", StringCommands::getrange),
                CommandSpec.of("setrange", 4, "write denyoom", "1 1 1", StringCommands::setrange));
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static int put(Call call, int key, int value, long expireAtMillis) {
        Args args = call.args();
        LongBytes outside = args.longAt(value);
        if (outside != null) {
            return call.database()
                    .strings()
                    .set(
                            args.array(),
                            args.offset(key),
                            args.length(key),
                            outside,
                            call.consumesLong(),
                            expireAtMillis);
        }
        return call.database()
                .strings()
                .set(
                        args.array(),
                        args.offset(key),
                        args.length(key),
                        args.array(),
                        args.offset(value),
                        args.length(value),
                        expireAtMillis);
    }

    private static void replyWith(Call call, int entry) {
        if (entry == NONE) {
            call.reply().nil();
            return;
        }
        var strings = call.database().strings();
        call.reply()
                .bulk(
                        strings.length(entry),
                        (from, count, target, at) -> strings.copy(entry, from, count, target, at));
    }

    static void set(Call call) throws Refused {
        if (call.args().count() == 3) {
            put(call, 1, 2, NEVER);
            call.reply().ok();
            return;
        }
        setWithOptions(call, SetOptions.parse(call, 3, "set"));
    }

    private static void setWithOptions(Call call, SetOptions options) throws Refused {
        int old = call.find(1);
        if (options.get() && old != NONE && call.database().type(old) != ValueType.STRING) {
            throw Refused.wrongType();
        }
        boolean applies = !(options.onlyIfAbsent() && old != NONE);
        applies &= !(options.onlyIfPresent() && old == NONE);
        if (options.get()) {
            replyWith(call, old);
        }
        if (!applies) {
            if (!options.get()) {
                call.reply().nil();
            }
            call.propagateInstead();
            return;
        }
        put(call, 1, 2, options.expireAtMillis());
        if (!options.get()) {
            call.reply().ok();
        }
        if (options.expireAtMillis() == KEEP || options.expireAtMillis() == NEVER) {
            call.propagateInstead(withoutGet(call));
        } else {
            byte[] key = call.args().copy(1);
            byte[] value = call.word(2);
            byte[] at = Numbers.text(options.expireAtMillis());
            call.propagateInstead(ascii("SET"), key, value, ascii("PXAT"), at);
        }
    }

    private static byte[][] withoutGet(Call call) {
        Args args = call.args();
        var words = new ArrayList<byte[]>();
        for (int i = 0; i < args.count(); i++) {
            if (i < 3 || !args.is(i, "GET")) {
                words.add(call.word(i));
            }
        }
        return words.toArray(byte[][]::new);
    }

    static void setnx(Call call) {
        boolean absent = call.find(1) == NONE;
        if (absent) {
            put(call, 1, 2, NEVER);
        }
        call.reply().integer(absent ? 1 : 0);
    }

    static void setex(Call call, long unitMillis) throws Refused {
        String name = unitMillis == 1 ? "psetex" : "setex";
        long at = SetOptions.deadline(call, call.integer(2), unitMillis, false, name);
        put(call, 1, 3, at);
        call.propagateInstead(
                ascii("SET"), call.args().copy(1), call.word(3), ascii("PXAT"), Numbers.text(at));
        call.reply().ok();
    }

    static void getset(Call call) throws Refused {
        replyWith(call, call.find(1, ValueType.STRING));
        put(call, 1, 2, NEVER);
        call.propagateInstead(ascii("SET"), call.args().copy(1), call.word(2));
    }

    static void get(Call call) throws Refused {
        replyWith(call, call.find(1, ValueType.STRING));
    }

    static void getdel(Call call) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        replyWith(call, entry);
        if (entry != NONE) {
            call.database().delete(entry);
            call.propagateInstead(ascii("DEL"), call.args().copy(1));
        }
    }

    static void getex(Call call) throws Refused {
        var options = SetOptions.parse(call, 2, "getex");
        int entry = call.find(1, ValueType.STRING);
        replyWith(call, entry);
        if (entry == NONE) {
            return;
        }
        Database database = call.database();
        byte[] key = call.args().copy(1);
        if (options.persist()) {
            if (database.expireAtMillis(entry) != NEVER) {
                database.setExpireAt(entry, NEVER);
                call.propagateInstead(ascii("PERSIST"), key);
            }
        } else if (options.expireAtMillis() != NEVER) {
            long at = options.expireAtMillis();
            if (at <= call.nowMillis() && !call.replayed()) {
                database.delete(entry);
                call.propagateInstead(ascii("DEL"), key);
            } else {
                database.setExpireAt(entry, at);
                call.propagateInstead(ascii("PEXPIREAT"), key, Numbers.text(at));
            }
        }
    }

    static void mget(Call call) {
        int count = call.args().count();
        call.reply().array(count - 1);
        for (int i = 1; i < count; i++) {
            int entry = call.find(i);
            boolean text = entry != NONE && call.database().type(entry) == ValueType.STRING;
            replyWith(call, text ? entry : NONE);
        }
    }

    private static void refuseOddPairs(Call call, String name) throws Refused {
        if (call.args().count() % 2 == 0) {
            throw new Refused("ERR wrong number of arguments for '" + name + "' command");
        }
    }

    static void mset(Call call) throws Refused {
        refuseOddPairs(call, "mset");
        for (int i = 1; i < call.args().count(); i += 2) {
            put(call, i, i + 1, NEVER);
        }
        call.reply().ok();
    }

    static void msetnx(Call call) throws Refused {
        refuseOddPairs(call, "msetnx");
        for (int i = 1; i < call.args().count(); i += 2) {
            if (call.find(i) != NONE) {
                call.reply().integer(0);
                return;
            }
        }
        for (int i = 1; i < call.args().count(); i += 2) {
            put(call, i, i + 1, NEVER);
        }
        call.reply().integer(1);
    }

    /// @param to where it would end if nothing were added
    static void refuseTooLong(Call call, long to, int added) throws Refused {
        // No sum of two numbers, which may be no number any more.
        if (to > call.stringBytesMax() - added) {
            throw new Refused("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        call.needsForeign(to + added);
    }

    static void append(Call call) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        Args args = call.args();
        if (entry == NONE) {
            put(call, 1, 2, NEVER);
            call.reply().integer(args.length(2));
            return;
        }
        var strings = call.database().strings();
        refuseTooLong(call, strings.length(entry), args.length(2));
        LongBytes outside = args.longAt(2);
        int grown =
                outside != null
                        ? strings.setRange(
                                entry, strings.length(entry), outside, call.consumesLong())
                        : strings.append(entry, args.array(), args.offset(2), args.length(2));
        call.reply().integer(strings.length(grown));
    }

    static void strlen(Call call) throws Refused {
        int entry = call.find(1, ValueType.STRING);
        call.reply().integer(entry == NONE ? 0 : call.database().strings().length(entry));
    }

    static void getrange(Call call) throws Refused {
        long from = call.integer(2);
        long to = call.integer(3);
        int entry = call.find(1, ValueType.STRING);
        var strings = call.database().strings();
        int length = entry == NONE ? 0 : strings.length(entry);
        if (from < 0 && to < 0 && from > to) {
            call.reply().bulk(new byte[0]);
            return;
        }
        from = Math.max(0, from < 0 ? from + length : from);
        to = Math.min(length - 1L, Math.max(0, to < 0 ? to + length : to));
        if (length == 0 || from > to) {
            call.reply().bulk(new byte[0]);
            return;
        }
        int begin = (int) from;
        call.reply()
                .bulk(
                        (int) (to - from + 1),
                        (part, count, target, at) ->
                                strings.copy(entry, begin + part, count, target, at));
    }

    static void setrange(Call call) throws Refused {
        long at = call.integer(2);
        if (at < 0) {
            throw new Refused("ERR offset is out of range");
        }
        Args args = call.args();
        int entry = call.find(1, ValueType.STRING);
        var strings = call.database().strings();
        int length = args.length(3);
        if (length == 0) {
            call.reply().integer(entry == NONE ? 0 : strings.length(entry));
            return;
        }
        refuseTooLong(call, at, length);
        call.database()
                .counted(() -> {
                    int present = entry != NONE ? entry : createEmpty(strings, args);
                    LongBytes outside = args.longAt(3);
                    int changed =
                            outside != null
                                    ? strings.setRange(
                                            present, (int) at, outside, call.consumesLong())
                                    : strings.setRange(
                                            present,
                                            (int) at,
                                            args.array(),
                                            args.offset(3),
                                            length);
                    call.reply().integer(strings.length(changed));
                    return 1;
                });
    }

    private static int createEmpty(Strings strings, Args args) {
        byte[] words = args.array();
        return strings.set(words, args.offset(1), args.length(1), words, 0, 0, NEVER);
    }
}
