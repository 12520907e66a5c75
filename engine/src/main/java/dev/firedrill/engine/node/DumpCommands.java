package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbPayload;
import dev.firedrill.engine.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// DUMP and RESTORE: one value on its way from a server to another, redis-server included.
final class DumpCommands {
    private static final byte[] ABSTTL = "ABSTTL".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DEL = "DEL".getBytes(StandardCharsets.US_ASCII);

    private DumpCommands() {}

    static List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of("dump", 2, "readonly", "1 1 1", DumpCommands::dump),
                CommandSpec.of("restore", -4, "write denyoom", "1 1 1", DumpCommands::restore));
    }

    /// As objects, as the bytes of a file, and as the payload.
    private static final int COPIES = 3;

    private static void dump(NodeCall call) throws Refused {
        int entry = call.find(1);
        if (entry != Database.NONE) {
            call.needsHeap(COPIES * call.heapBytesOf(entry));
        }
        if (entry == Database.NONE) {
            call.reply().nil();
        } else {
            call.reply().bulk(RdbPayload.of(call.database().value(entry)));
        }
    }

    /// @param idleSeconds and `frequency`: -1 if not given
    private record Options(boolean replace, boolean absolute, long idleSeconds, long frequency) {
        static Options parse(NodeCall call) throws Refused {
            Args args = call.args();
            boolean replace = false;
            boolean absolute = false;
            long idle = -1;
            long frequency = -1;
            for (int i = 4; i < args.count(); i++) {
                boolean more = i + 1 < args.count();
                if (args.is(i, "REPLACE")) {
                    replace = true;
                } else if (args.is(i, "ABSTTL")) {
                    absolute = true;
                } else if (args.is(i, "IDLETIME") && more && frequency < 0) {
                    idle = call.integer(++i);
                    if (idle < 0) {
                        throw new Refused("ERR Invalid IDLETIME value, must be >= 0");
                    }
                } else if (args.is(i, "FREQ") && more && idle < 0) {
                    frequency = call.integer(++i);
                    if (frequency < 0 || frequency > 255) {
                        throw new Refused("ERR Invalid FREQ value, must be >= 0 and <= 255");
                    }
                } else {
                    throw new Refused("ERR syntax error");
                }
            }
            return new Options(replace, absolute, idle, frequency);
        }
    }

    private static void restore(NodeCall call) throws Refused {
        Options options = Options.parse(call);
        int old = call.find(1);
        if (old != Database.NONE && !options.replace()) {
            throw new Refused("BUSYKEY Target key name already exists.");
        }
        long ttl = call.integer(2);
        if (ttl < 0) {
            throw new Refused("ERR Invalid TTL value, must be >= 0");
        }
        long bytes = call.args().length(3);
        call.needsHeap(COPIES * bytes);
        call.needsForeign(bytes);
        byte[] payload = call.args().copy(3);
        if (!RdbPayload.isWhole(payload)) {
            throw new Refused("ERR DUMP payload version or checksum are wrong");
        }
        Value value = RdbPayload.read(payload, call.heapBytesMax());
        if (value == null) {
            throw new Refused("ERR Bad data format");
        }
        long at = Database.NEVER;
        if (ttl != 0) {
            at = options.absolute() ? ttl : ttl + call.nowMillis();
        }
        put(call, options, old, value, at);
        call.reply().ok();
    }

    private static void put(NodeCall call, Options options, int old, Value value, long at) {
        Database database = call.database();
        byte[] key = call.args().copy(1);
        if (at != Database.NEVER && at <= call.nowMillis() && !call.replayed()) {
            // It would be gone at once: only what it replaces is to be heard of.
            call.propagateInstead();
            if (old != Database.NONE) {
                database.delete(old);
                call.propagateInstead(DEL, key);
            }
            return;
        }
        int entry = database.put(key, value, at);
        if (options.idleSeconds() >= 0) {
            database.idleMillis(entry, options.idleSeconds() * 1000);
        }
        if (options.frequency() >= 0) {
            database.frequency(entry, (int) options.frequency());
        }
        if (at != Database.NEVER && !options.absolute()) {
            call.propagateInstead(withAbsoluteTime(call.args(), at));
        }
    }

    private static byte[][] withAbsoluteTime(Args args, long at) {
        byte[][] words = new byte[args.count() + 1][];
        for (int i = 0; i < args.count(); i++) {
            words[i] = args.copy(i);
        }
        words[2] = Long.toString(at).getBytes(StandardCharsets.US_ASCII);
        words[args.count()] = ABSTTL;
        return words;
    }
}
