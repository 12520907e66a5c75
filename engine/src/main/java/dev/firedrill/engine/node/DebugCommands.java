package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Value;
import dev.firedrill.engine.rdb.RdbPayload;
import dev.firedrill.engine.resp.Args;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// DEBUG: what tests and tools ask of a server, never a client.
final class DebugCommands {
    /// Around the payload of DUMP: type, version, checksum.
    private static final int PAYLOAD_FRAME_BYTES = 11;

    private static final List<String> HELP =
            List.of(
                    "CHANGE-REPL-ID",
                    "CONFIG-REWRITE-FORCE-ALL",
                    "DIGEST",
                    "DIGEST-VALUE <key> [<key> ...]",
                    "ERROR <text>",
                    "LOADAOF",
                    "LOG <text>",
                    "OBJECT <key>",
                    "POPULATE <count> [<prefix>] [<size>]",
                    "PROTOCOL <type>",
                    "RELOAD [MERGE] [NOFLUSH] [NOSAVE]",
                    "SET-ACTIVE-EXPIRE (0|1)",
                    "SLEEP <seconds>",
                    "HELP");

    private final NodeContext node;

    DebugCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of("debug", -2, "admin noscript loading stale", "", this::debug));
    }

    private void debug(NodeCall call) throws Refused {
        Args args = call.args();
        String word = args.text(1).toLowerCase(Locale.ROOT);
        if (!takes(word, args.count())) {
            throw Helps.wrongArguments("DEBUG", args.text(1));
        }
        switch (word) {
            case "sleep" -> sleep(call);
            case "digest" -> call.reply().simple(hex(node.keyspace.digest()));
            case "digest-value" -> digestOfValues(call);
            case "populate" -> populate(call);
            case "object" -> object(call);
            case "reload" -> reload(call);
            case "loadaof" -> loadAof(call);
            case "set-active-expire" -> {
                node.expiresActively = !args.text(2).equals("0");
                call.reply().ok();
            }
            case "change-repl-id" -> {
                node.replication.renew();
                call.reply().ok();
            }
            // The client is to see an error; none has happened that would be counted.
            case "error" -> call.reply().error(args.text(2));
            case "log" -> {
                node.warning("DEBUG LOG: %s", args.text(2));
                call.reply().ok();
            }
            case "protocol" -> DebugProtocol.answer(call);
            case "config-rewrite-force-all" ->
                    new ConfigCommands(node).rewrite(call, node.config::rewrittenWhole);
            case "help" -> Helps.answer(call, "debug", HELP);
            // What these switch there is not here to be switched.
            default -> call.reply().ok();
        }
    }

    private static boolean takes(String word, int words) {
        return switch (word) {
            case "digest", "change-repl-id", "loadaof", "help", "config-rewrite-force-all" ->
                    words == 2;
            case "jmap" -> true;
            case "reload" -> true;
            case "digest-value" -> true;
            case "sleep", "object", "set-active-expire", "error", "log", "protocol" -> words == 3;
            case "populate" -> words >= 3 && words <= 5;
            case "quicklist-packed-threshold",
                    "pause-cron",
                    "leak",
                    "aof-flush-sleep",
                    "set-disable-deny-scripts",
                    "set-skip-checksum-validation",
                    "drop-cluster-packet-filter" ->
                    words == 3;
            default -> false;
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /// Nothing is read or answered for so long, as if the process slept.
    private void sleep(NodeCall call) throws Refused {
        double seconds;
        try {
            seconds = Double.parseDouble(call.args().text(2));
        } catch (NumberFormatException notANumber) {
            // As redis-server reads it.
            seconds = 0;
        }
        long nanos = Math.max(0, (long) (seconds * 1e9));
        node.stalledUntilNanos = node.nowNanos + nanos;
        node.timings.takes(nanos);
        call.reply().ok();
    }

    private void digestOfValues(NodeCall call) throws Refused {
        for (int i = 2; i < call.args().count(); i++) {
            call.needsCopyOf(call.findEvenExpired(i));
        }
        call.reply().array(call.args().count() - 2);
        for (int i = 2; i < call.args().count(); i++) {
            int entry = call.findEvenExpired(i);
            byte[] digest = entry == Database.NONE ? new byte[20] : call.database().digest(entry);
            call.reply().simple(hex(digest));
        }
    }

    /// Keys that are there already stay as they are; replicas are told nothing, as in Redis.
    private void populate(NodeCall call) throws Refused {
        Args args = call.args();
        long count = call.atLeastZero(2);
        String prefix = args.count() > 3 ? args.text(3) : "key";
        int size = args.count() > 4 ? call.smallInteger(4) : 0;
        if (size < 0) {
            throw new Refused("ERR value is out of range, must be positive");
        }
        for (long i = 0; i < count; i++) {
            byte[] key = (prefix + ":" + i).getBytes(StandardCharsets.ISO_8859_1);
            if (call.database().findQuietly(key, 0, key.length, call.nowMillis())
                    != Database.NONE) {
                continue;
            }
            byte[] value = ("value:" + i).getBytes(StandardCharsets.ISO_8859_1);
            byte[] sized = size == 0 ? value : java.util.Arrays.copyOf(value, size);
            call.database().put(key, new Value.Text(sized), Database.NEVER);
        }
        call.reply().ok();
    }

    private void object(NodeCall call) throws Refused {
        int entry = call.findEvenExpired(2);
        if (entry == Database.NONE) {
            throw new Refused("ERR no such key");
        }
        Database database = call.database();
        call.needsHeap(3 * call.heapBytesOf(entry));
        boolean uses = call.keyspace().access().countsUses();
        long idleSeconds = uses ? 0 : database.idleMillis(entry) / 1000;
        long now = node.nowSeconds();
        call.reply()
                .simple(
                        String.format(
                                Locale.ROOT,
                                "Value at:0x0 refcount:1 encoding:%s serializedlength:%d lru:%d"
                                        + " lru_seconds_idle:%d",
                                database.encoding(entry),
                                RdbPayload.of(database.value(entry)).length - PAYLOAD_FRAME_BYTES,
                                (now - idleSeconds) & 0xffffff,
                                idleSeconds));
    }

    // Data goes to the disk and comes back; clients wait meanwhile.

    private void reload(NodeCall call) throws Refused {
        Args args = call.args();
        boolean saves = true;
        boolean flushes = true;
        boolean merges = false;
        for (int i = 2; i < args.count(); i++) {
            if (args.is(i, "NOSAVE")) {
                saves = false;
            } else if (args.is(i, "NOFLUSH")) {
                flushes = false;
            } else if (args.is(i, "MERGE")) {
                merges = true;
            } else {
                throw new Refused(
                        "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
            }
        }
        Session session = call.session();
        var reload =
                new SnapshotReload(
                        node,
                        new SnapshotReload.Manner(flushes, merges),
                        failure -> answered(session, failure));
        node.block(session);
        node.pause.begin(ClientPause.Why.RELOAD);
        if (!saves) {
            reload.begin();
            return;
        }
        saveWhenFree(failure -> {
            if (failure.isEmpty()) {
                reload.begin();
            } else {
                answered(session, failure);
            }
        });
    }

    /// Waits for a snapshot that is under way, for whatever purpose.
    private void saveWhenFree(Consumer<Optional<String>> done) {
        if (node.snapshots.running()) {
            node.snapshots.whenFree(() -> saveWhenFree(done));
        } else {
            node.persistence.save(done);
        }
    }

    private void loadAof(NodeCall call) throws Refused {
        Session session = call.session();
        node.persistence.reloadLog(failure -> answered(session, failure));
        node.block(session);
        node.pause.begin(ClientPause.Why.RELOAD);
    }

    private void answered(Session session, Optional<String> failure) {
        failure.ifPresentOrElse(why -> session.out.error("ERR " + why), session.out::ok);
        node.pause.end(ClientPause.Why.RELOAD);
        node.unblock(session);
    }
}
