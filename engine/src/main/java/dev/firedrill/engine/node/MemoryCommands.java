package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// MEMORY: by our own reckoning, which differs from Redis's; an allocator of our own there is not.
final class MemoryCommands {
    private final NodeContext node;

    MemoryCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.family(
                        "memory",
                        List.of(
                                CommandSpec.of("memory|doctor", 2, "", "", this::doctor),
                                CommandSpec.of("memory|malloc-stats", 2, "", "", this::allocator),
                                CommandSpec.of("memory|purge", 2, "", "", this::purge),
                                CommandSpec.of("memory|stats", 2, "", "", this::stats),
                                CommandSpec.of(
                                        "memory|usage", -3, "readonly", "2 2 1", this::usage),
                                Helps.row("memory"))));
    }

    private void usage(NodeCall call) throws Refused {
        Args args = call.args();
        for (int i = 3; i < args.count(); i += 2) {
            // How many elements to look at: all are counted here as they come and go.
            if (!args.is(i, "SAMPLES") || i + 1 == args.count() || call.integer(i + 1) < 0) {
                throw new Refused("ERR syntax error");
            }
        }
        int entry = call.findEvenExpired(2);
        if (entry == Database.NONE) {
            call.reply().nil();
        } else {
            call.reply().integer(call.database().usedBytes(entry));
        }
    }

    private void stats(NodeCall call) {
        long used = node.usedMemoryBytes();
        long dataset = node.keyspace.usedBytes();
        long keys = node.keyspace.keys();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("peak.allocated", node.peakMemoryBytes());
        fields.put("total.allocated", used);
        fields.put("startup.allocated", 0L);
        fields.put(
                "replication.backlog",
                node.replication.allocatedBytes() - node.replication.heldForReadersBytes());
        fields.put("clients.slaves", node.masterSide.heldForReplicasBytes());
        fields.put("clients.normal", node.clientMemoryBytes());
        fields.put("cluster.links", 0L);
        fields.put("aof.buffer", node.persistence.aofBufferBytes());
        fields.put("lua.caches", 0L);
        fields.put("functions.caches", 0L);
        fields.put("overhead.total", used - dataset);
        fields.put("keys.count", keys);
        fields.put("keys.bytes-per-key", keys == 0 ? 0 : dataset / keys);
        fields.put("dataset.bytes", dataset);
        fields.put("dataset.percentage", used == 0 ? 0.0 : 100.0 * dataset / used);
        fields.put("peak.percentage", 100.0 * used / Math.max(1, node.peakMemoryBytes()));
        ofProcess(fields, used);
        ReplyWriter reply = call.reply();
        reply.map(fields.size());
        fields.forEach((name, value) -> {
            reply.bulk(name);
            if (value instanceof Double fraction) {
                reply.decimal(fraction);
            } else {
                reply.integer((Long) value);
            }
        });
    }

    /// As INFO has them: see [InfoOfProcess].
    private void ofProcess(Map<String, Object> fields, long used) {
        long resident = node.host.usage().residentBytes();
        double ratio = used == 0 ? 0.0 : (double) resident / used;
        fields.put("allocator.allocated", used);
        fields.put("allocator.active", resident);
        fields.put("allocator.resident", resident);
        fields.put("allocator-fragmentation.ratio", ratio);
        fields.put("allocator-fragmentation.bytes", resident - used);
        fields.put("allocator-rss.ratio", resident == 0 ? 0.0 : 1.0);
        fields.put("allocator-rss.bytes", 0L);
        fields.put("rss-overhead.ratio", resident == 0 ? 0.0 : 1.0);
        fields.put("rss-overhead.bytes", 0L);
        fields.put("fragmentation", ratio);
        fields.put("fragmentation.bytes", resident - used);
    }

    private void doctor(NodeCall call) {
        long used = node.usedMemoryBytes();
        long max = node.settings.maxMemoryBytes;
        String judged =
                max > 0 && used > max
                        ? "More memory is used than maxmemory allows."
                        : "Nothing is wrong with the use of memory as far as this server can tell.";
        call.reply()
                .verbatim(
                        String.format(
                                Locale.ROOT,
                                "%s %d bytes are used, %d at the most so far.\n",
                                judged,
                                used,
                                node.peakMemoryBytes()));
    }

    private void allocator(NodeCall call) {
        call.reply().bulk("Stats not supported for the current allocator");
    }

    private void purge(NodeCall call) {
        call.reply().ok();
    }
}
