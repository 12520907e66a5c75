package dev.firedrill.engine.command;

import static dev.firedrill.engine.command.StringCommands.ascii;
import static dev.firedrill.engine.keyspace.Database.NEVER;
import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.resp.Args;
import java.util.List;
import java.util.Locale;

/// When keys expire. Whatever way it was said, replicas and files are told the moment itself.
final class ExpireCommands {
    private ExpireCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of(
                        "expire", -3, "write fast", "1 1 1", call -> expire(call, 1000, false)),
                CommandSpec.of(
                        "pexpire", -3, "write fast", "1 1 1", call -> expire(call, 1, false)),
                CommandSpec.of(
                        "expireat", -3, "write fast", "1 1 1", call -> expire(call, 1000, true)),
                CommandSpec.of(
                        "pexpireat", -3, "write fast", "1 1 1", call -> expire(call, 1, true)),
                CommandSpec.of("ttl", 2, "readonly fast", "1 1 1", call -> ttl(call, 1000, false)),
                CommandSpec.of("pttl", 2, "readonly fast", "1 1 1", call -> ttl(call, 1, false)),
                CommandSpec.of(
                        "expiretime", 2, "readonly fast", "1 1 1", call -> ttl(call, 1000, true)),
                CommandSpec.of(
                        "pexpiretime", 2, "readonly fast", "1 1 1", call -> ttl(call, 1, true)),
                CommandSpec.of("persist", 2, "write fast", "1 1 1", ExpireCommands::persist));
    }

    private static void expire(Call call, long unitMillis, boolean absolute) throws Refused {
        // The condition before the number: of two mistakes the client hears of the first that Redis
        // sees.
        var condition = Condition.parse(call);
        long at = deadline(call, unitMillis, absolute);
        int entry = call.find(1);
        if (entry == NONE || !condition.allows(call.database().expireAtMillis(entry), at)) {
            call.reply().integer(0);
            return;
        }
        byte[] key = call.args().copy(1);
        // A replica or a file does not decide that a key is gone: its master says DEL.
        if (at <= call.nowMillis() && !call.replayed()) {
            call.database().delete(entry);
            call.propagateInstead(ascii("DEL"), key);
        } else {
            call.database().setExpireAt(entry, at);
            call.propagateInstead(withOptions(call, at));
        }
        call.reply().integer(1);
    }

    /// The same condition as a point in time: a replica that has the same data judges the same.
    private static byte[][] withOptions(Call call, long at) {
        byte[][] words = new byte[call.args().count()][];
        for (int i = 1; i < words.length; i++) {
            words[i] = call.args().copy(i);
        }
        words[0] = ascii("PEXPIREAT");
        words[2] = Numbers.text(at);
        return words;
    }

    private static long deadline(Call call, long unitMillis, boolean absolute) throws Refused {
        String name = call.args().text(0).toLowerCase(Locale.ROOT);
        long amount = call.integer(2);
        if (unitMillis == 1000
                && (amount > Long.MAX_VALUE / 1000 || amount < Long.MIN_VALUE / 1000)) {
            throw SetOptions.invalid(name);
        }
        long millis = amount * unitMillis;
        if (absolute) {
            return millis;
        }
        if (millis > Long.MAX_VALUE - call.nowMillis()) {
            throw SetOptions.invalid(name);
        }
        return millis + call.nowMillis();
    }

    /// NX, XX, GT, LT behind the time.
    private record Condition(boolean none, boolean some, boolean later, boolean sooner) {
        static Condition parse(Call call) throws Refused {
            Args args = call.args();
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            for (int i = 3; i < args.count(); i++) {
                if (args.is(i, "NX")) {
                    nx = true;
                } else if (args.is(i, "XX")) {
                    xx = true;
                } else if (args.is(i, "GT")) {
                    gt = true;
                } else if (args.is(i, "LT")) {
                    lt = true;
                } else {
                    throw new Refused("ERR Unsupported option " + Args.shown(args.text(i)));
                }
            }
            if (nx && (xx || gt || lt)) {
                throw new Refused(
                        "ERR NX and XX, GT or LT options at the same time are not compatible");
            }
            if (gt && lt) {
                throw new Refused("ERR GT and LT options at the same time are not compatible");
            }
            return new Condition(nx, xx, gt, lt);
        }

        /// No expiry counts as the latest of all.
        boolean allows(long present, long wanted) {
            boolean has = present != NEVER;
            if ((none && has) || (some && !has)) {
                return false;
            }
            if (later && (!has || wanted <= present)) {
                return false;
            }
            return !sooner || !has || wanted < present;
        }
    }

    private static void ttl(Call call, long unitMillis, boolean absolute) {
        int entry = call.findQuietly(1);
        if (entry == NONE) {
            call.reply().integer(-2);
            return;
        }
        long at = call.database().expireAtMillis(entry);
        if (at == NEVER) {
            call.reply().integer(-1);
            return;
        }
        long millis = absolute ? at : Math.max(0, at - call.nowMillis());
        long rounding = unitMillis / 2;
        call.reply().integer((millis + rounding) / unitMillis);
    }

    private static void persist(Call call) {
        int entry = call.find(1);
        Database database = call.database();
        boolean had = entry != NONE && database.expireAtMillis(entry) != NEVER;
        if (had) {
            database.setExpireAt(entry, NEVER);
        }
        call.reply().integer(had ? 1 : 0);
    }
}
