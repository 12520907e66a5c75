package dev.firedrill.engine.command;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.ValueType;
import dev.firedrill.engine.resp.Args;

/// What follows the value of SET, or the key of GETEX.
///
/// @param expireAtMillis Unix time, [Database#NEVER] or [Database#KEEP]
record SetOptions(
        boolean onlyIfAbsent,
        boolean onlyIfPresent,
        boolean get,
        boolean persist,
        long expireAtMillis) {

    /// @param from place of the first option
    static SetOptions parse(Call call, int from, String command) throws Refused {
        boolean forSet = command.equals("set");
        Args args = call.args();
        boolean absent = false;
        boolean present = false;
        boolean get = false;
        boolean persist = false;
        long at = Database.NEVER;
        int amountAt = 0;
        for (int i = from; i < args.count(); i++) {
            boolean free = at == Database.NEVER && !persist && amountAt == 0;
            if (forSet && args.is(i, "NX") && !present) {
                absent = true;
            } else if (forSet && args.is(i, "XX") && !absent) {
                present = true;
            } else if (forSet && args.is(i, "GET")) {
                get = true;
            } else if (forSet && args.is(i, "KEEPTTL") && free) {
                at = Database.KEEP;
            } else if (!forSet && args.is(i, "PERSIST") && free) {
                persist = true;
            } else if (unitMillis(args, i) > 0 && free && i + 1 < args.count()) {
                amountAt = ++i;
            } else {
                throw Refused.syntax();
            }
        }
        // GETEX looks at the amount only where there is something that may expire.
        if (amountAt > 0 && (forSet || holdsText(call))) {
            int unitAt = amountAt - 1;
            boolean absolute = args.length(unitAt) == 4;
            long unit = unitMillis(args, unitAt);
            at = deadline(call, call.integer(amountAt), unit, absolute, command);
        }
        return new SetOptions(absent, present, get, persist, at);
    }

    private static boolean holdsText(Call call) throws Refused {
        int entry = call.findUncounted(1);
        if (entry != Database.NONE && call.database().type(entry) != ValueType.STRING) {
            call.findToRead(1);
            throw Refused.wrongType();
        }
        return entry != Database.NONE;
    }

    private static long unitMillis(Args args, int index) {
        if (args.is(index, "EX") || args.is(index, "EXAT")) {
            return 1000;
        }
        return args.is(index, "PX") || args.is(index, "PXAT") ? 1 : 0;
    }

    /// The moment of expiry in Unix milliseconds.
    static long deadline(Call call, long amount, long unitMillis, boolean absolute, String command)
            throws Refused {
        if (amount <= 0 || (unitMillis == 1000 && amount > Long.MAX_VALUE / 1000)) {
            throw invalid(command);
        }
        long millis = amount * unitMillis;
        if (absolute) {
            return millis;
        }
        if (millis > Long.MAX_VALUE - call.nowMillis()) {
            throw invalid(command);
        }
        return millis + call.nowMillis();
    }

    static Refused invalid(String command) {
        return new Refused("ERR invalid expire time in '" + command + "' command");
    }
}
