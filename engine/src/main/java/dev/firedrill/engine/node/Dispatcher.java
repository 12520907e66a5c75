package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Blocking;
import dev.firedrill.engine.command.Call;
import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.CommandTable;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.OutOfScope;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.ExpiryMode;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Runs commands: those of clients, unless [CommandRefusals] has a reason against it, and those of
/// files and of a master's stream.
final class Dispatcher {
    private static final long ATTACK_LOG_NANOS = 60_000_000_000L;

    private long nextAttackLogNanos = Long.MIN_VALUE;
    private static final Args NOTHING_TYPED = Args.of(new byte[0][]);

    private final NodeContext node;
    private final CommandTable<NodeCall> table;
    private final CommandTable<NodeCall> unrenamed;
    private final CommandRefusals refusals;
    private final NodeCall call;
    private final ReplyWriter nowhere = new ReplyWriter();

    /// @param unrenamed what the stream of a master and files may call a command as well
    Dispatcher(NodeContext node, CommandTable<NodeCall> table, CommandTable<NodeCall> unrenamed) {
        this.node = node;
        this.table = table;
        this.unrenamed = unrenamed;
        refusals = new CommandRefusals(node, table);
        this.call = new NodeCall(node.keyspace, node.room);
        nowhere.muted(true);
    }

    CommandTable<NodeCall> table() {
        return table;
    }

    /// A command of a client.
    void run(Session session, Args args) {
        session.skips = session.skipsNext;
        session.skipsNext = false;
        session.out.muted(session.repliesOff || session.skips);
        admit(session, args);
        if (session.postponed != null) {
            // It will be answered, or not, when its turn comes.
            session.skipsNext = session.skips;
        }
        boolean answeredLater = session.blocked && session.postponed == null;
        if (!answeredLater) {
            session.skipEnds();
        }
        if (session.out.overflowed()) {
            // Closed at once: what follows must not be executed without an answer.
            session.closing = true;
            node.flushLater(session);
        }
    }

    private void admit(Session session, Args args) {
        CommandSpec<NodeCall> spec = lookup(args);
        session.lastActiveNanos = node.nowNanos;
        if (spec == null && (args.is(0, "POST") || args.is(0, "HOST:"))) {
            breakOff(session);
            return;
        }
        String refusal = refusals.of(session, spec, args);
        if (refusal != null) {
            if (spec != null) {
                node.commandUse.of(spec).refused++;
            }
            boolean exec = spec != null && spec.name().equals("exec");
            refuse(session, exec ? node.transactions.aborted(session, refusal) : refusal);
            return;
        }
        CommandSpec<NodeCall> known = java.util.Objects.requireNonNull(spec);
        if (node.pause.postpones(session, known, args)) {
            return;
        }
        session.lastCommand = known.name();
        if (queues(session, known)) {
            if (node.transactions.queue(session, args)) {
                session.out.queued();
            } else {
                refuse(session, MemoryRoom.REFUSAL);
            }
            return;
        }
        execute(session, known, args);
        node.transactions.tellWatchers();
        node.blockedClients.serve();
    }

    /// The command or subcommand that the words name; null when there is none.
    @Nullable CommandSpec<NodeCall> lookup(Args args) {
        CommandSpec<NodeCall> spec = table.find(args.array(), args.offset(0), args.length(0));
        return spec == null ? null : spec.resolve(args);
    }

    /// A browser was made to talk to this server: not even an error must reach it.
    private void breakOff(Session session) {
        node.abort(session);
        if (node.nowNanos >= nextAttackLogNanos) {
            nextAttackLogNanos = node.nowNanos + ATTACK_LOG_NANOS;
            node.warning(
                    "Possible SECURITY ATTACK detected. It looks like somebody is sending POST or"
                            + " Host: commands to Redis. This is likely due to an attacker"
                            + " attempting to use Cross Protocol Scripting to compromise your Redis"
                            + " instance. Connection aborted.");
        }
    }

    private static boolean queues(Session session, CommandSpec<NodeCall> spec) {
        return session.inTransaction() && !Transactions.runsAtOnce(spec);
    }

    void refuse(Session session, String text) {
        if (session.inTransaction()) {
            session.queueBroken = true;
        }
        answerError(session, text);
    }

    private void answerError(Session session, String text) {
        node.stats.errors++;
        node.stats.error(text);
        session.out.error(text);
    }

    /// Answers a client that waited with an error instead of the element it waited for.
    void answerLateError(Session session, String text) {
        SuspendedCommand suspended = session.suspended;
        if (suspended != null) {
            node.commandUse.of(suspended.spec()).failed++;
        }
        answerError(session, text);
    }

    /// CLIENT UNBLOCK has ended a wait. That counts as a failure even where the answer is none, and
    /// its line in SLOWLOG has no words any more, both as with redis-server.
    void calledOff(Session session, boolean answered) {
        SuspendedCommand suspended = session.suspended;
        session.suspended = null;
        if (suspended != null) {
            node.commandUse.of(suspended.spec()).failed += answered ? 0 : 1;
            node.timings.ranAfterWaiting(session, suspended.spec(), Args.of(new byte[0][]));
        }
    }

    /// The answer of a command that came late is written.
    void ended(Session session) {
        SuspendedCommand suspended = session.suspended;
        session.suspended = null;
        if (suspended == null || suspended.why() == SuspendedCommand.Why.UNTIMED) {
            return;
        }
        node.timings.takes(node.nowNanos - suspended.beganNanos());
        node.timings.ran(session, suspended.spec(), suspended.args());
    }

    /// Executes an admitted command, also one out of a transaction's queue.
    void execute(Session session, CommandSpec<NodeCall> spec, Args args) {
        node.keyspace.expiryMode(node.expiryMode());
        node.keyspace.access().readsCount(spec.is(Flag.READONLY));
        node.keyspace
                .access()
                .now(
                        node.nowMillis(),
                        node.nowNanos,
                        session.noTouch && !spec.name().equals("touch"));
        var database = node.keyspace.database(session.database);
        call.begin(args, session.out, database, node.nowMillis(), false);
        call.asked(session);
        call.consumesLong(!node.masterSide.listening() && !node.persistence.wanted());
        long mark = session.out.length();
        long changesBefore = node.keyspace.changes();
        boolean unit = !spec.is(Flag.TOUCHES_ARBITRARY_KEYS);
        if (unit) {
            node.propagation.begin();
        }
        try {
            spec.body().execute(call);
            waitOrAnswer(session, database.index());
        } catch (Refused refused) {
            session.out.truncate(mark);
            node.commandUse.of(spec).failed++;
            answerError(session, refused.text());
        }
        node.monitors.ran(session, spec, args);
        node.stats.commands++;
        node.commandUse.of(spec).calls++;
        if (session.blocked && !session.closing) {
            var why = SuspendedCommand.why(spec, node.blockedClients.waits(session));
            session.suspended = new SuspendedCommand(spec, args.retained(), why, node.nowNanos);
            session.kept.suspends(args);
        } else {
            node.timings.ran(session, spec, args);
        }
        if (spec.is(Flag.WRITE)) {
            afterWrite(database.index(), changesBefore, !node.replicaSide.following());
        } else if (spec.is(Flag.MAY_REPLICATE)
                && call.propagation() == Call.Propagation.TO_REPLICAS) {
            // The call may be the last one of EXEC's, which has told of it already.
            node.propagation.changed(database.index(), call, !node.replicaSide.following());
        }
        if (unit) {
            node.propagation.end();
        }
        session.appendedOffset = node.persistence.appendedOffset();
        // After every command, as redis-server: a client that has read what another wrote can wait
        // for it.
        session.writtenOffset = node.replication.offset();
    }

    private void waitOrAnswer(Session session, int database) throws Refused {
        Blocking blocking = call.blocking();
        if (blocking == null) {
            return;
        }
        // The call is EXEC's as well, whose turn is next.
        call.block(null);
        if (node.transactions.executing()) {
            blocking.answerWithoutWaiting(session.out);
        } else {
            call.needsKept(KeptBytes.ofAwaited(blocking.keys()) + KeptBytes.ofCommand(call.args()));
            node.blockedClients.await(session, database, blocking);
        }
    }

    /// A client that waited gets what it waited for.
    ///
    /// @return false when the key does not hold it after all
    boolean serve(Session session, int index, Blocking blocking, byte[] key) {
        boolean master = !node.replicaSide.following();
        node.keyspace.expiryMode(node.expiryMode());
        var database = node.keyspace.database(index);
        int entry = database.find(key, node.nowMillis());
        if (entry == Database.NONE || database.type(entry) != blocking.wanted()) {
            return false;
        }
        call.begin(NOTHING_TYPED, session.out, database, node.nowMillis(), false);
        call.asked(session);
        long mark = session.out.length();
        long changesBefore = node.keyspace.changes();
        try {
            blocking.serve(call, key, entry);
        } catch (Refused refused) {
            session.out.truncate(mark);
            answerLateError(session, refused.text());
        }
        SuspendedCommand suspended = session.suspended;
        session.suspended = null;
        if (suspended != null) {
            node.timings.ranAfterWaiting(session, suspended.spec(), suspended.args());
        }
        afterWrite(index, changesBefore, master);
        session.appendedOffset = node.persistence.appendedOffset();
        session.writtenOffset = node.replication.offset();
        return true;
    }

    private void afterWrite(int database, long changesBefore, boolean toReplicas) {
        long changed = node.keyspace.changes() - changesBefore;
        Call.Propagation how = call.propagation();
        boolean emptied = how == Call.Propagation.EMPTIED;
        boolean always =
                switch (how) {
                    case FORCED, UNCOUNTED, EMPTIED -> true;
                    case AS_TYPED, REPLACED, TO_REPLICAS -> false;
                };
        if (changed == 0 && !always) {
            return;
        }
        node.persistence.changed(how == Call.Propagation.FORCED ? Math.max(1, changed) : changed);
        node.propagation.changed(database, call, toReplicas);
        if (emptied) {
            node.persistence.emptied();
        }
    }

    /// A command of a master's stream, or of a file: carried out to the letter, answered to nobody.
    ///
    /// @param fromFile then it is not written into the file again
    /// @return what was wrong with it, or null
    @Nullable String replay(Args args, int database, boolean fromFile) {
        CommandSpec<NodeCall> spec = lookup(args);
        if (spec == null) {
            // What this server itself writes, for example the DEL of an expired key, has no other
            // name.
            spec = unrenamed.find(args.array(), args.offset(0), args.length(0));
        }
        if (spec == null || !spec.takes(args.count())) {
            String notHere = OutOfScope.refusalOfData(args);
            return notHere == null ? refusals.unknown(args) : notHere;
        }
        if (!spec.is(Flag.WRITE) && !spec.name().endsWith("publish")) {
            // What asks who its client is, or ends the server, has no place in a stream.
            return String.format(
                    Locale.ROOT,
                    "ERR '%s' is no command that a master or a file sends",
                    spec.name());
        }
        if (!fromFile && spec.is(Flag.WRITE) && mustNotApply()) {
            return null;
        }
        node.keyspace.expiryMode(ExpiryMode.IGNORE);
        node.keyspace.access().readsCount(false);
        node.keyspace.access().now(node.nowMillis(), node.nowNanos, false);
        call.begin(args, nowhere, node.keyspace.database(database), node.nowMillis(), true);
        call.asked(null);
        call.consumesLong(fromFile);
        long changesBefore = node.keyspace.changes();
        if (args.reachOutside() && !LongArguments.taken(spec, args)) {
            if (args.bytes() > node.room.replayBytesMax()) {
                return MemoryRoom.REFUSAL;
            }
            args.ontoHeap();
        }
        try {
            spec.body().execute(call);
        } catch (Refused refused) {
            if (!fromFile) {
                node.commandUse.of(spec).failed++;
                node.stats.errors++;
                node.stats.error(refused.text());
                applied(spec, args);
            }
            return refused.text();
        }
        if (!fromFile) {
            applied(spec, args);
            afterWrite(database, changesBefore, false);
            node.transactions.tellWatchers();
            node.blockedClients.serve();
        }
        return null;
    }

    /// A command of the stream counts as one of the client that our master is; one of a file that
    /// is loaded counts nowhere.
    void applied(Args args) {
        CommandSpec<NodeCall> spec = unrenamed.find(args.array(), args.offset(0), args.length(0));
        CommandSpec<NodeCall> known = spec == null ? null : spec.resolve(args);
        if (known != null) {
            applied(known, args);
        }
    }

    private void applied(CommandSpec<NodeCall> spec, Args args) {
        node.stats.commands++;
        node.commandUse.of(spec).calls++;
        Session master = node.replicaSide.link();
        if (master != null) {
            master.lastCommand = spec.name();
        }
        node.timings.ran(master, spec, args);
    }

    /// A replica that cannot keep what its master sends ends, as redis-server does, rather than to
    /// drift apart from its own files.
    private boolean mustNotApply() {
        if (node.exitCode.isPresent()) {
            return true;
        }
        if (node.persistence.writeRefusal() == null
                || node.config.yes("replica-ignore-disk-write-errors")) {
            return false;
        }
        node.warning("Replica was unable to write command to disk.");
        node.exitCode = java.util.OptionalInt.of(1);
        return true;
    }

    /// Another keyspace takes commands from here on, while a file is loaded aside.
    void keyspace(dev.firedrill.engine.keyspace.Keyspace other) {
        call.keyspace(other);
    }

    static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
