package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Flag;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.KeyspaceListener;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// MULTI, EXEC, DISCARD, WATCH. Also hears what happens to keys, for watchers and for expiry.
final class Transactions implements KeyspaceListener {
    private final NodeContext node;
    private final List<Session> watchers = new ArrayList<>();
    private final List<Touched> touched = new ArrayList<>();
    private final List<Integer> replaced = new ArrayList<>();

    /// Between the first and the last command of an EXEC: nobody waits there.
    private boolean executing;

    private record Touched(int database, byte[] key) {}

    Transactions(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of(
                        "multi", 1, "noscript loading stale fast allow_busy", "", this::multi),
                CommandSpec.of("exec", 1, "noscript loading stale skip_slowlog", "", this::exec),
                CommandSpec.of(
                        "discard", 1, "noscript loading stale fast allow_busy", "", this::discard),
                CommandSpec.of(
                        "watch",
                        -2,
                        "noscript loading stale fast allow_busy",
                        "1 -1 1",
                        this::watch),
                CommandSpec.of(
                        "unwatch", 1, "noscript loading stale fast allow_busy", "", this::unwatch));
    }

    /// Commands that are never queued.
    static boolean runsAtOnce(CommandSpec<NodeCall> spec) {
        return ends(spec) || spec.name().equals("multi") || spec.name().equals("watch");
    }

    /// Commands after which there is no transaction any more.
    static boolean ends(CommandSpec<NodeCall> spec) {
        return switch (spec.name()) {
            case "exec", "discard", "quit", "reset" -> true;
            default -> false;
        };
    }

    /// Whether EXEC would write: then it is refused where a write is.
    boolean queuedWrites(Session session, CommandSpec<NodeCall> spec) {
        return queued(session, spec, Flag.WRITE);
    }

    /// Whether this is EXEC, and of what it would run.
    boolean queued(Session session, CommandSpec<NodeCall> spec, Flag flag) {
        return anyQueued(session, spec, row -> row.is(flag));
    }

    /// Whether this is EXEC, and something that it would run is not marked so.
    boolean queuedWithout(Session session, CommandSpec<NodeCall> spec, Flag flag) {
        return anyQueued(session, spec, row -> !row.is(flag));
    }

    private boolean anyQueued(
            Session session, CommandSpec<NodeCall> spec, Predicate<CommandSpec<NodeCall>> wanted) {
        List<Args> queue = session.queued;
        if (queue == null || !spec.name().equals("exec")) {
            return false;
        }
        for (Args args : queue) {
            var row = node.dispatcher.lookup(args);
            if (row != null && wanted.test(row)) {
                return true;
            }
        }
        return false;
    }

    private void multi(NodeCall call) throws Refused {
        Session session = call.session();
        if (session.inTransaction()) {
            throw new Refused("ERR MULTI calls can not be nested");
        }
        session.queued = new ArrayList<>();
        session.queueBroken = false;
        call.reply().ok();
    }

    /// Of what will not be carried out nothing is kept. So EXEC is refused, where a write would be,
    /// for what was queued while the transaction could still happen.
    ///
    /// @return false if there is no room for it
    boolean queue(Session session, Args args) {
        if (session.queueBroken || session.watchedChanged) {
            return true;
        }
        if (!node.room.admitsKept(session, KeptBytes.ofCommand(args))) {
            return false;
        }
        session.kept.queues(args);
        Objects.requireNonNull(session.queued).add(args.retained());
        return true;
    }

    private void exec(NodeCall call) throws Refused {
        Session session = call.session();
        List<Args> queue = session.queued;
        if (queue == null) {
            throw new Refused("ERR EXEC without MULTI");
        }
        boolean broken = session.queueBroken;
        boolean stale = session.watchedChanged || watchesExpired(session);
        session.queued = null;
        forget(session);
        try {
            exec(call, queue, broken, stale);
        } finally {
            queue.forEach(Args::release);
        }
    }

    private void exec(NodeCall call, List<Args> queue, boolean broken, boolean stale)
            throws Refused {
        Session session = call.session();
        if (broken) {
            throw new Refused("EXECABORT Transaction discarded because of previous errors.");
        }
        if (stale) {
            call.reply().nilArray();
            return;
        }
        call.reply().array(queue.size());
        node.propagation.begin();
        executing = true;
        for (Args args : queue) {
            var row = node.dispatcher.lookup(args);
            node.dispatcher.execute(session, Objects.requireNonNull(row), args);
        }
        executing = false;
        node.propagation.end();
    }

    /// Whether an EXEC is being carried out: nothing in it may wait.
    boolean executing() {
        return executing;
    }

    /// EXEC itself is refused: what was queued is gone.
    String aborted(Session session, String why) {
        forget(session);
        String plain = why.startsWith("ERR ") ? why.substring(4) : why;
        return "EXECABORT Transaction discarded because of: " + plain;
    }

    private void discard(NodeCall call) throws Refused {
        if (!call.session().inTransaction()) {
            throw new Refused("ERR DISCARD without MULTI");
        }
        forget(call.session());
        call.reply().ok();
    }

    private void watch(NodeCall call) throws Refused {
        Session session = call.session();
        if (session.inTransaction()) {
            throw new Refused("ERR WATCH inside MULTI is not allowed");
        }
        call.needsKept(KeptBytes.ofArguments(call.args()));
        if (session.watched.isEmpty()) {
            watchers.add(session);
            hearChanges();
        }
        session.kept.watches(call.args());
        for (int i = 1; i < call.args().count(); i++) {
            byte[] key = call.args().copy(i);
            var seen = call.database().presence(key, call.nowMillis());
            session.watched.add(new Watched(session.database, key, seen));
        }
        call.reply().ok();
    }

    private void unwatch(NodeCall call) {
        unwatch(call.session());
        call.reply().ok();
    }

    private void unwatch(Session session) {
        session.watched.clear();
        session.kept.watchesNothing();
        session.watchedChanged = false;
        watchers.remove(session);
        hearChanges();
    }

    /// Changes are told as long as somebody watches a key or waits for one.
    void hearChanges() {
        node.keyspace.watch(!watchers.isEmpty() || node.blockedClients.count() > 0);
    }

    /// The session is out of its transaction and watches nothing.
    void forget(Session session) {
        List<Args> queue = session.queued;
        if (queue != null) {
            queue.forEach(Args::release);
        }
        session.queued = null;
        session.kept.queuesNothing();
        session.queueBroken = false;
        unwatch(session);
    }

    @Override
    public void expired(int database, byte[] key) {
        node.stats.expiredKeys++;
        node.propagation.gone(database, key, node.settings.expiresLazily);
    }

    @Override
    public void touched(int database, byte[] key) {
        touched.add(new Touched(database, key));
        node.blockedClients.touched(database, key);
    }

    @Override
    public void replaced(int database) {
        replaced.add(database);
        node.blockedClients.replaced(database);
    }

    private boolean isChanged(Watched watched) {
        Database data = node.keyspace.database(watched.database);
        boolean changed = false;
        if (replaced.contains(watched.database)) {
            changed = watched.isChangedByReplacement(data, node.nowMillis());
        }
        for (Touched key : touched) {
            if (watched.is(key.database(), key.key())) {
                changed |= watched.isChangedBy(data, node.nowMillis());
            }
        }
        return changed;
    }

    private boolean watchesExpired(Session session) {
        for (Watched watched : session.watched) {
            Database data = node.keyspace.database(watched.database);
            if (watched.hasExpired(data, node.nowMillis())) {
                return true;
            }
        }
        return false;
    }

    /// After a command: the EXEC of every client that watches a key it touched will fail.
    void tellWatchers() {
        if (touched.isEmpty() && replaced.isEmpty()) {
            return;
        }
        for (Session session : watchers) {
            for (Watched watched : session.watched) {
                session.watchedChanged |= isChanged(watched);
            }
        }
        touched.clear();
        replaced.clear();
    }
}
