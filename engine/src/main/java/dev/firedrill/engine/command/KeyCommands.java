package dev.firedrill.engine.command;

import static dev.firedrill.engine.keyspace.Database.NONE;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.resp.Args;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keys whatever they hold: DEL, EXISTS, TYPE, RENAME, KEYS, SCAN, FLUSHALL.
final class KeyCommands {
    private static final String MEETS_EXPIRED = "readonly touches_arbitrary_keys";

    private KeyCommands() {}

    static <C extends Call> List<CommandSpec<C>> rows() {
        return List.of(
                CommandSpec.of("del", -2, "write", "1 -1 1", KeyCommands::del),
                CommandSpec.of("unlink", -2, "write fast", "1 -1 1", KeyCommands::del),
                CommandSpec.of("exists", -2, "readonly fast", "1 -1 1", KeyCommands::exists),
                CommandSpec.of("touch", -2, "readonly fast", "1 -1 1", KeyCommands::touch),
                CommandSpec.of("type", 2, "readonly fast", "1 1 1", KeyCommands::type),
                CommandSpec.of("keys", 2, "readonly", "", KeyCommands::keys),
                CommandSpec.of("scan", -2, MEETS_EXPIRED, "", KeyCommands::scan),
                CommandSpec.of("dbsize", 1, "readonly fast", "", KeyCommands::dbsize),
                CommandSpec.of("randomkey", 1, MEETS_EXPIRED, "", KeyCommands::randomkey),
                CommandSpec.of("rename", 3, "write", "1 2 1", call -> rename(call, false)),
                CommandSpec.of("renamenx", 3, "write fast", "1 2 1", call -> rename(call, true)),
                CommandSpec.of("flushdb", -1, "write", "", KeyCommands::flushdb),
                CommandSpec.of("flushall", -1, "write", "", KeyCommands::flushall));
    }

    static void del(Call call) {
        Args args = call.args();
        int deleted = 0;
        for (int i = 1; i < args.count(); i++) {
            if (call.database()
                    .delete(args.array(), args.offset(i), args.length(i), call.nowMillis())) {
                deleted++;
            }
        }
        call.reply().integer(deleted);
    }

    static void exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.args().count(); i++) {
            if (call.findQuietly(i) != NONE) {
                found++;
            }
        }
        call.reply().integer(found);
    }

    static void touch(Call call) {
        int found = 0;
        for (int i = 1; i < call.args().count(); i++) {
            if (call.find(i) != NONE) {
                found++;
            }
        }
        call.reply().integer(found);
    }

    static void type(Call call) {
        int entry = call.findQuietly(1);
        call.reply().simple(entry == NONE ? "none" : call.database().type(entry).word());
    }

    static void keys(Call call) {
        var glob = new Glob(call.args().copy(1));
        var found = new CountedReply(call.reply());
        Database database = call.database();
        database.walk()
                .forEach(
                        call.nowMillis(),
                        entry -> {
                            byte[] key = database.key(entry);
                            if (glob.takesAll() || glob.matches(key)) {
                                found.add(key);
                            }
                        });
        found.answer();
    }

    static void scan(Call call) throws Refused {
        Args args = call.args();
        long cursor = ScanCommands.cursor(args, 1);
        Glob glob = null;
        String type = null;
        int count = 10;
        for (int i = 2; i < args.count(); i += 2) {
            if (i + 1 >= args.count()) {
                throw Refused.syntax();
            } else if (args.is(i, "COUNT")) {
                count = ScanCommands.countAt(call, i + 1);
            } else if (args.is(i, "MATCH")) {
                glob = new Glob(args.copy(i + 1));
            } else if (args.is(i, "TYPE")) {
                type = args.text(i + 1);
            } else {
                throw Refused.syntax();
            }
        }
        answerScan(call, cursor, count, glob, type);
    }

    private static void answerScan(
            Call call, long cursor, int count, @Nullable Glob glob, @Nullable String type) {
        var found = new CountedReply(call.reply());
        Database database = call.database();
        long next =
                database.walk()
                        .scan(
                                cursor,
                                count,
                                call.nowMillis(),
                                key -> glob == null || glob.takesAll() || glob.matches(key),
                                entry -> {
                                    if (isOf(call, entry, type)) {
                                        found.add(database.key(entry));
                                    }
                                });
        call.reply().array(2);
        call.reply().bulk(Long.toUnsignedString(next));
        found.answer();
    }

    /// To look at the type is to read the key, as far as hits are counted.
    private static boolean isOf(Call call, int entry, @Nullable String type) {
        if (type == null) {
            return true;
        }
        call.keyspace().access().hit();
        return type.equalsIgnoreCase(call.database().type(entry).word());
    }

    static void dbsize(Call call) {
        call.reply().integer(call.database().size());
    }

    static void randomkey(Call call) {
        int entry = call.database().walk().randomEntry(call.nowMillis());
        if (entry == NONE) {
            call.reply().nil();
        } else {
            call.reply().bulk(call.database().key(entry));
        }
    }

    private static void rename(Call call, boolean onlyIfFree) throws Refused {
        int entry = call.find(1);
        if (entry == NONE) {
            throw Refused.noSuchKey();
        }
        Args args = call.args();
        boolean same = java.util.Arrays.equals(args.copy(1), args.copy(2));
        if (onlyIfFree && (same || call.find(2) != NONE)) {
            call.reply().integer(0);
            return;
        }
        if (!same) {
            // The new name may have been an expired key, which went: the entry may be another.
            int renamed = call.findUncounted(1);
            call.database().rename(renamed, args.array(), args.offset(2), args.length(2));
        }
        if (onlyIfFree) {
            call.reply().integer(1);
        } else {
            call.reply().ok();
        }
    }

    private static void refuseUnknownFlushMode(Call call) throws Refused {
        Args args = call.args();
        if (args.count() > 2
                || (args.count() == 2 && !args.is(1, "ASYNC") && !args.is(1, "SYNC"))) {
            throw Refused.syntax();
        }
    }

    static void flushdb(Call call) throws Refused {
        refuseUnknownFlushMode(call);
        call.database().flush();
        call.propagateUncounted();
        call.reply().ok();
    }

    static void flushall(Call call) throws Refused {
        refuseUnknownFlushMode(call);
        call.keyspace().flushAll();
        call.propagateEmptied();
        call.reply().ok();
    }
}
