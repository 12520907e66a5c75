package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Blocking;
import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.ExpiryMode;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Lets a command run, or says why it must not: the one place where a server decides whether it may
/// take a write. Source: order and texts of the refusals as redis-server 7.0.
final class Dispatcher {
    private static final Args NOTHING_TYPED = Args.of(new byte[0][]);

    private final NodeContext node;
    private final CommandTable<NodeCall> table;
    private final NodeCall call;
    private final ReplyWriter nowhere = new ReplyWriter();

    Dispatcher(NodeContext node, CommandTable<NodeCall> table) {
        this.node = node;
        this.table = table;
        this.call = new NodeCall(node.keyspace);
        nowhere.muted(true);
    }

    CommandTable<NodeCall> table() {
        return table;
    }

    /// A command of a client.
    void run(Session session, Args args) {
        CommandSpec<NodeCall> spec = table.find(args.array(), args.offset(0), args.length(0));
        session.lastActiveNanos = node.nowNanos;
        String refusal = refusal(session, spec, args);
        if (refusal != null) {
            boolean exec = spec != null && spec.name().equals("exec");
            refuse(session, exec ? node.transactions.aborted(session, refusal) : refusal);
            return;
        }
        CommandSpec<NodeCall> known = java.util.Objects.requireNonNull(spec);
        session.lastCommand = known.name();
        if (session.inTransaction() && !Transactions.runsAtOnce(known)) {
            java.util.Objects.requireNonNull(session.queued).add(args.retained());
            session.out.queued();
            return;
        }
        execute(session, known, args);
        node.transactions.tellWatchers();
        node.blockedClients.serve();
    }

    void refuse(Session session, String text) {
        if (session.inTransaction()) {
            session.queueBroken = true;
        }
        node.stats.errors++;
        node.stats.error(text);
        session.out.error(text);
    }

    private @Nullable String refusal(
            Session session, @Nullable CommandSpec<NodeCall> spec, Args args) {
        if (spec == null || (node.settings.compat26 && spec.name().equals("psync"))) {
            return unknown(args);
        }
        if (!spec.takes(args.count())) {
            return "ERR wrong number of arguments for '%s' command".formatted(spec.name());
        }
        if (!session.authenticated && !spec.is(Flag.NO_AUTH)) {
            return "NOAUTH Authentication required.";
        }
        if (session.inTransaction() && spec.is(Flag.NO_MULTI)) {
            return "ERR Command not allowed inside a transaction";
        }
        return refusalForState(session, spec);
    }

    private @Nullable String refusalForState(Session session, CommandSpec<NodeCall> spec) {
        boolean writes = spec.is(Flag.WRITE) || node.transactions.queuedWrites(session, spec);
        Settings settings = node.settings;
        if (settings.maxMemoryBytes > 0
                && spec.is(Flag.DENYOOM)
                && node.usedMemoryBytes() > settings.maxMemoryBytes) {
            return "OOM command not allowed when used memory > 'maxmemory'.";
        }
        boolean master = !node.replicaSide.following();
        if (writes && master) {
            String disk = node.persistence.writeRefusal();
            if (disk != null) {
                return disk;
            }
            if (!node.masterSide.enoughGoodReplicas()) {
                return "NOREPLICAS Not enough good replicas to write.";
            }
        }
        if (writes && !master && settings.replicaReadOnly) {
            return "READONLY You can't write against a read only replica.";
        }
        if (!master
                && !settings.replicaServesStale
                && !node.replicaSide.streaming()
                && !spec.is(Flag.STALE)) {
            return "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to"
                    + " 'no'.";
        }
        if (node.loading && !spec.is(Flag.LOADING)) {
            return "LOADING Redis is loading the dataset in memory";
        }
        return null;
    }

    private static String unknown(Args args) {
        var text = new StringBuilder("ERR unknown command '");
        text.append(args.text(0), 0, Math.min(128, args.length(0))).append('\'');
        text.append(", with args beginning with: ");
        for (int i = 1; i < args.count() && text.length() < 128; i++) {
            text.append('\'').append(args.text(i), 0, Math.min(128, args.length(i))).append("' ");
        }
        return text.toString();
    }

    /// Runs a command that nothing speaks against: also one out of a transaction's queue.
    void execute(Session session, CommandSpec<NodeCall> spec, Args args) {
        node.keyspace.expiryMode(
                node.replicaSide.following() ? ExpiryMode.HIDE : ExpiryMode.DELETE);
        var database = node.keyspace.database(session.database);
        call.begin(args, session.out, database, node.nowMillis(), false);
        call.asked(session);
        int mark = session.out.length();
        long changesBefore = node.keyspace.changes();
        try {
            spec.body().execute(call);
            waitOrAnswer(session, database.index());
        } catch (Refused refused) {
            session.out.truncate(mark);
            node.stats.errors++;
            node.stats.error(refused.text());
            session.out.error(refused.text());
        }
        node.stats.commands++;
        if (spec.is(Flag.WRITE)) {
            afterWrite(database.index(), changesBefore, !node.replicaSide.following());
        }
        session.appendedOffset = node.persistence.appendedOffset();
        session.writtenOffset =
                spec.is(Flag.WRITE) ? node.replication.offset() : session.writtenOffset;
    }

    private void waitOrAnswer(Session session, int database) {
        Blocking blocking = call.blocking();
        if (blocking == null) {
            return;
        }
        // The call is EXEC's as well, whose turn is next.
        call.block(null);
        if (node.transactions.executing()) {
            blocking.answerWithoutWaiting(session.out);
        } else {
            node.blockedClients.await(session, database, blocking);
        }
    }

    /// A client that waited gets what it waited for.
    ///
    /// @return false when the key does not hold it after all
    boolean serve(Session session, int index, Blocking blocking, byte[] key) {
        boolean master = !node.replicaSide.following();
        node.keyspace.expiryMode(master ? ExpiryMode.DELETE : ExpiryMode.HIDE);
        var database = node.keyspace.database(index);
        int entry = database.find(key, node.nowMillis());
        if (entry == Database.NONE || database.type(entry) != blocking.wanted()) {
            return false;
        }
        call.begin(NOTHING_TYPED, session.out, database, node.nowMillis(), false);
        call.asked(session);
        int mark = session.out.length();
        long changesBefore = node.keyspace.changes();
        try {
            blocking.serve(call, key, entry);
        } catch (Refused refused) {
            session.out.truncate(mark);
            node.stats.errors++;
            node.stats.error(refused.text());
            session.out.error(refused.text());
        }
        afterWrite(index, changesBefore, master);
        session.appendedOffset = node.persistence.appendedOffset();
        session.writtenOffset = node.replication.offset();
        return true;
    }

    private void afterWrite(int database, long changesBefore, boolean toReplicas) {
        long changed = node.keyspace.changes() - changesBefore;
        if (changed == 0
                && call.propagation() != dev.firedrill.engine.command.Call.Propagation.FORCED) {
            return;
        }
        node.persistence.changed(Math.max(1, changed));
        node.propagation.changed(database, call, toReplicas);
    }

    /// A command of a master's stream, or of a file: carried out to the letter, answered to nobody.
    ///
    /// @param fromFile then it is not written into the file again
    /// @return what was wrong with it, or null
    @Nullable String replay(Args args, int database, boolean fromFile) {
        CommandSpec<NodeCall> spec = table.find(args.array(), args.offset(0), args.length(0));
        if (spec == null || !spec.takes(args.count())) {
            return unknown(args);
        }
        node.keyspace.expiryMode(ExpiryMode.IGNORE);
        call.begin(args, nowhere, node.keyspace.database(database), node.nowMillis(), true);
        call.asked(null);
        long changesBefore = node.keyspace.changes();
        try {
            spec.body().execute(call);
        } catch (Refused refused) {
            return refused.text();
        }
        node.stats.commands++;
        if (!fromFile) {
            afterWrite(database, changesBefore, false);
            node.transactions.tellWatchers();
            node.blockedClients.serve();
        }
        return null;
    }

    /// Another keyspace takes commands from here on, while a file is loaded aside.
    void keyspace(dev.firedrill.engine.keyspace.Keyspace other) {
        call.keyspace(other);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
