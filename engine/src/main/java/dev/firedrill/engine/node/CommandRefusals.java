package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.OutOfScope;
import dev.firedrill.engine.port.NodeEvent.WriteRefusal;
import dev.firedrill.engine.resp.Args;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Why a client's command must not run: the one place where a server decides whether it takes a
/// write. Source: order and texts of the refusals as redis-server 7.0.
final class CommandRefusals {
    private final NodeContext node;
    private final CommandTable<NodeCall> table;

    CommandRefusals(NodeContext node, CommandTable<NodeCall> table) {
        this.node = node;
        this.table = table;
    }

    /// The error text; null when the command may run, or may be queued.
    @Nullable String of(Session session, @Nullable CommandSpec<NodeCall> spec, Args args) {
        String guarded = GuardedCommands.refusal(node.config, session, spec, args);
        if (guarded != null) {
            return guarded;
        }
        if (spec == null || (node.settings.compat26 && spec.name().equals("psync"))) {
            return unknown(args);
        }
        if (!spec.takes(args.count())) {
            return String.format(
                    Locale.ROOT, "ERR wrong number of arguments for '%s' command", spec.name());
        }
        if (!spec.is(Flag.NO_AUTH) && node.authentication.missing(session)) {
            return "NOAUTH Authentication required.";
        }
        if (session.inTransaction() && spec.is(Flag.NO_MULTI)) {
            return "ERR Command not allowed inside a transaction";
        }
        String state = refusalForState(session, spec);
        return state == null && args.reachOutside() ? refusalForLength(spec, args) : state;
    }

    /// A command with long arguments needs room for what becomes of them. One that cannot take them
    /// as they are gets them on the heap, as far as its share of that allows.
    private @Nullable String refusalForLength(CommandSpec<NodeCall> spec, Args args) {
        if (args.incomplete()) {
            return MemoryRoom.REFUSAL;
        }
        if (LongArguments.taken(spec, args)) {
            return node.room.admits(args.bytesOutside() * copies()) ? null : MemoryRoom.REFUSAL;
        }
        boolean onData = spec.is(Flag.WRITE) || spec.is(Flag.READONLY) || spec.is(Flag.PUBSUB);
        long max = onData ? node.room.commandBytesMax() : node.room.wordsBytesMax();
        if (args.bytes() > max || !node.room.admits(args.bytes())) {
            return MemoryRoom.REFUSAL;
        }
        args.ontoHeap();
        return null;
    }

    /// How often a long argument is copied: into the dataset unless it can move there, and from
    /// there on for each of file and replicas but the last, which gets the bytes that arrived.
    private int copies() {
        return (node.masterSide.listening() ? 1 : 0) + (node.persistence.wanted() ? 1 : 0);
    }

    private @Nullable String refusalForState(Session session, CommandSpec<NodeCall> spec) {
        boolean writes = spec.is(Flag.WRITE) || node.transactions.queuedWrites(session, spec);
        Settings settings = node.settings;
        if (settings.maxMemoryBytes > 0 && node.eviction.evict() && needsMemory(session, spec)) {
            node.writeRefusals.refused(WriteRefusal.MEMORY);
            return "OOM command not allowed when used memory > 'maxmemory'.";
        }
        if (node.room.exhausted() && needsMemory(session, spec)) {
            node.writeRefusals.refused(WriteRefusal.MEMORY);
            return MemoryRoom.REFUSAL;
        }
        if (session.kept.queuedOutside() > 0
                && spec.name().equals("exec")
                && !node.room.admits(session.kept.queuedOutside() * copies())) {
            return MemoryRoom.REFUSAL;
        }
        boolean master = !node.replicaSide.following();
        // PING too: what watches a server by it shall hear that it takes no writes.
        if (writes || spec.name().equals("ping")) {
            String disk = node.persistence.writeRefusal();
            if (disk != null) {
                if (writes) {
                    node.writeRefusals.refused(WriteRefusal.DISK_ERROR);
                }
                return disk;
            }
        }
        if (writes && master && !node.masterSide.enoughGoodReplicas()) {
            node.writeRefusals.refused(WriteRefusal.TOO_FEW_REPLICAS);
            return "NOREPLICAS Not enough good replicas to write.";
        }
        if (writes && !master && settings.replicaReadOnly) {
            node.writeRefusals.refused(WriteRefusal.READ_ONLY_REPLICA);
            return "READONLY You can't write against a read only replica.";
        }
        if (PubSub.restricts(session) && !PubSub.allowedWhileListening(spec.name())) {
            return String.format(
                            Locale.ROOT,
                            "ERR Can't execute '%s': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT /",
                            spec.name())
                    + " RESET are allowed in this context";
        }
        if (!master
                && !settings.replicaServesStale
                && !node.replicaSide.streaming()
                && lacks(session, spec, Flag.STALE)) {
            return "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
                    + " 'no'.";
        }
        boolean loading = node.loading || node.replicaSide.answersLoading();
        boolean aside = node.replicaSide.loadsAsync();
        if ((loading && lacks(session, spec, Flag.LOADING))
                || (aside && needsOneDataset(session, spec))) {
            return "LOADING Redis is loading the dataset in memory";
        }
        boolean onData = writes || spec.is(Flag.READONLY) || spec.is(Flag.MAY_REPLICATE);
        if (onData && (session.replica != null || node.monitors.watches(session))) {
            return "ERR Replica can't interact with the keyspace";
        }
        return null;
    }

    /// EXEC may run whenever all may that it would run: what is queued must not get around it.
    private boolean lacks(Session session, CommandSpec<NodeCall> spec, Flag flag) {
        return !spec.is(flag) || node.transactions.queuedWithout(session, spec, flag);
    }

    /// While a second dataset is loaded aside: nothing that would save one of the two, or end the
    /// link that the other comes by.
    private boolean needsOneDataset(Session session, CommandSpec<NodeCall> spec) {
        return spec.is(Flag.NO_ASYNC_LOADING)
                || node.transactions.queued(session, spec, Flag.NO_ASYNC_LOADING);
    }

    /// What is queued takes memory too, whatever it does later. That MULTI and WATCH are not queued
    /// either makes no difference to redis-server here.
    private boolean needsMemory(Session session, CommandSpec<NodeCall> spec) {
        return spec.is(Flag.DENYOOM)
                || node.transactions.queued(session, spec, Flag.DENYOOM)
                || (session.inTransaction() && !Transactions.ends(spec));
    }

    /// Of a command that is not there, or a subcommand.
    String unknown(Args args) {
        CommandSpec<NodeCall> family = table.find(args.array(), args.offset(0), args.length(0));
        if (family != null && args.count() > 1 && family.resolve(args) == null) {
            return Helps.unknown(family.name(), args.text(1)).text();
        }
        String outOfScope = OutOfScope.refusal(args.text(0));
        if (outOfScope != null) {
            return outOfScope;
        }
        var given = new StringBuilder();
        for (int i = 1; i < args.count() && given.length() < 128; i++) {
            String argument = shown(args, i, 128 - given.length());
            given.append('\'').append(argument).append("' ");
        }
        return String.format(
                Locale.ROOT,
                "ERR unknown command '%s', with args beginning with: %s",
                shown(args, 0, 128),
                given);
    }

    private static String shown(Args args, int index, int lengthMax) {
        String text = Args.shown(args.text(index));
        return text.substring(0, Math.min(lengthMax, text.length()));
    }
}
