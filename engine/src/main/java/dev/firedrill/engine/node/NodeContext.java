package dev.firedrill.engine.node;

import dev.firedrill.engine.base.LogText;
import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.base.TransitMemory;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.ExpiryMode;
import dev.firedrill.engine.keyspace.Keyspace;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.replication.ReplicationId;
import dev.firedrill.engine.replication.ReplicationLog;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/// The parts of one server and what they share: the time of the present input, the sessions, the
/// ports. Made by [Node] and handed to each part; two nodes in one process share nothing.
final class NodeContext {
    final ServerConfig config;
    final Wire wire;
    final DiskCalls disk;
    final Prng prng;
    final NodeLog log;
    final NodeEvents events;
    final HostProcess host;
    final TransitMemory transit;
    final MemoryRoom room;
    final Keyspace keyspace;
    final ReplicationLog replication;
    final String runId;
    final Stats stats = new Stats();
    final LoadingProgress loadingProgress = new LoadingProgress(this);
    final Transactions transactions;
    final Propagation propagation;
    final Persistence persistence;
    final Snapshots snapshots;
    final SyncFiles syncFiles = new SyncFiles(this);
    final MasterSide masterSide;
    final ReplicaSide replicaSide;
    final Waiters waiters;
    final PubSub pubSub = new PubSub(this);
    final Monitors monitors = new Monitors(this);
    final ClientPause pause = new ClientPause(this);
    final OutputLimits outputLimits = new OutputLimits(this);
    final Authentication authentication = new Authentication(this);
    final Eviction eviction;
    final Timings timings = new Timings(this);
    final CommandUse commandUse = new CommandUse();
    final SlowLog slowLog = new SlowLog(this);
    final LatencyMonitor latency = new LatencyMonitor(this);
    final Failover failover;
    final Shutdown shutdown;
    final BlockedClients blockedClients;
    final WriteRefusals writeRefusals = new WriteRefusals(this);
    final Dispatcher dispatcher;
    final Map<Connection, Session> sessions = new LinkedHashMap<>();
    Settings settings;

    /// Why the configuration does not allow this server to run, as far as only it can tell.
    final Optional<ConfigRefused> startRefusal;

    long startedNanos;

    /// The monotonic clock at the present input: for every interval.
    long nowNanos;

    /// The wall clock at the present input, for dates only: an hour of it may pass at once, or
    /// twice.
    long wallNanos;

    boolean loading = true;

    /// DEBUG SET-ACTIVE-EXPIRE.
    boolean expiresActively = true;

    /// The start is over, with what it loaded and whom it follows.
    boolean started;

    /// The files are being finished: nothing is executed any more.
    boolean shuttingDown;

    OptionalInt exitCode = OptionalInt.empty();

    /// DEBUG SLEEP: until then nothing is read, executed or answered.
    long stalledUntilNanos;

    private final List<Session> flushWanted = new ArrayList<>();
    private long entriesLoaded;
    private long peakMemoryBytes;
    private long sessionIds;

    NodeContext(
            ServerConfig config,
            Wire wire,
            DiskCalls disk,
            Prng prng,
            NodeLog log,
            NodeEvents events,
            Memory memory,
            HostProcess host,
            MemoryGauge gauge) {
        this.host = host;
        transit = new TransitMemory(memory == Memory.RELEASED);
        room = new MemoryRoom(this, gauge);
        transit.limitedBy(room::admits);
        this.config = config;
        this.wire = wire;
        this.disk = disk;
        this.prng = prng;
        this.log = log;
        this.events = events;
        settings = new Settings(config);
        keyspace = new Keyspace((int) config.number("databases"), prng.fork("keyspace"), memory);
        replication =
                new ReplicationLog(
                        prng.fork("replication"), config.replicationBacklogBytes(), transit);
        runId = ReplicationId.draw(prng.fork("run-id")).hex();
        transactions = new Transactions(this);
        keyspace.listener(transactions);
        persistence = new Persistence(this);
        snapshots = new Snapshots(this);
        masterSide = new MasterSide(this);
        replicaSide = new ReplicaSide(this);
        waiters = new Waiters(this);
        eviction = new Eviction(this, prng.fork("eviction"));
        accessKept();
        encodingsKept();
        failover = new Failover(this);
        shutdown = new Shutdown(this);
        blockedClients = new BlockedClients(this);
        propagation = new Propagation(new ToReplicas(this), persistence, transit);
        var commands = ServerCommands.table(this);
        var renames = CommandRenames.of(commands, config.renames());
        startRefusal = renames.refusal();
        dispatcher = new Dispatcher(this, renames.table(), commands);
    }

    private record ToReplicas(NodeContext node) implements Propagation.Stream {
        @Override
        public boolean wanted() {
            return node.masterSide.listening();
        }

        @Override
        public void append(ReplyWriter changes) {
            // What is long moves bit by bit, so that it never lies in two places as a whole.
            changes.handOn(
                    (piece, done) -> {
                        node.masterSide.append(piece);
                        done.run();
                    },
                    node.masterSide::append);
        }
    }

    /// The date in milliseconds since the Unix epoch, which decides what has expired.
    long nowMillis() {
        return Math.floorDiv(wallNanos, 1_000_000L);
    }

    /// The date in seconds since the Unix epoch.
    long nowSeconds() {
        return Math.floorDiv(wallNanos, 1_000_000_000L);
    }

    void notice(String format, Object... values) {
        log(NodeLog.Level.NOTICE, String.format(Locale.ROOT, format, values));
    }

    void warning(String format, Object... values) {
        log(NodeLog.Level.WARNING, String.format(Locale.ROOT, format, values));
    }

    /// For those that come often: they are put together only for somebody who reads them.
    void verbose(Supplier<String> text) {
        if (logs(NodeLog.Level.VERBOSE)) {
            log(NodeLog.Level.VERBOSE, text.get());
        }
    }

    void debug(Supplier<String> text) {
        if (logs(NodeLog.Level.DEBUG)) {
            log(NodeLog.Level.DEBUG, text.get());
        }
    }

    private boolean logs(NodeLog.Level level) {
        return level.compareTo(settings.logLevel) >= 0;
    }

    private void log(NodeLog.Level level, String text) {
        if (logs(level)) {
            log.log(wallNanos, level, LogText.escaped(text));
        }
    }

    /// A fact for judges: whatever `loglevel` says.
    void report(NodeEvent event) {
        events.reported(wallNanos, event);
    }

    long usedMemoryBytes() {
        return keyspace.usedBytes()
                + replication.allocatedBytes()
                + masterSide.bufferBytes()
                + snapshots.bufferBytes();
    }

    /// The port by which replicas and INFO know this server.
    String announcedPort() {
        long announced = config.number("replica-announce-port");
        return Long.toString(announced == 0 ? config.port() : announced);
    }

    void entriesLoaded(long entries) {
        entriesLoaded += entries;
    }

    long entriesLoaded() {
        return entriesLoaded;
    }

    void started(Now now) {
        set(now);
        startedNanos = nowNanos;
        stats.began(nowNanos);
        keyspace.access().now(nowMillis(), nowNanos, false);
    }

    /// Advances the node's clocks; the elapsed time is charged to the commands that ran.
    void at(Now now) {
        timings.until(now.nanos());
        set(now);
    }

    private void set(Now now) {
        nowNanos = now.nanos();
        wallNanos = now.wallNanos();
    }

    /// Who decides now that a key has expired, when a client asks.
    ExpiryMode expiryMode() {
        return replicaSide.following() || pause.on() ? ExpiryMode.HIDE : ExpiryMode.DELETE;
    }

    /// The policy of eviction decides what is kept of each key's use.
    void accessKept() {
        keyspace.access()
                .keep(
                        settings.evictionPolicy.order == EvictionPolicy.Order.LEAST_FREQUENT,
                        (int) config.number("lfu-log-factor"),
                        (int) config.number("lfu-decay-time"));
        eviction.forgetCandidates();
    }

    /// What counts as small in OBJECT ENCODING.
    void encodingsKept() {
        var limits = keyspace.encodingLimits();
        limits.ofSets(config.number("set-max-intset-entries"));
        limits.ofHashes(
                config.number("hash-max-listpack-entries"),
                config.number("hash-max-listpack-value"));
        limits.ofRankings(
                config.number("zset-max-listpack-entries"),
                config.number("zset-max-listpack-value"));
    }

    long clientMemoryBytes() {
        long bytes = 0;
        for (Session session : sessions.values()) {
            if (session.replica == null) {
                bytes += session.parser.pendingBytes() + (long) session.out.capacity();
            }
        }
        return bytes;
    }

    /// As far as anyone looked: ten times a second, and now.
    long peakMemoryBytes() {
        peakMemoryBytes = Math.max(peakMemoryBytes, usedMemoryBytes());
        return peakMemoryBytes;
    }

    boolean stalled() {
        return nowNanos < stalledUntilNanos;
    }

    // Sessions.

    Session open(Connection connection, String peer) {
        var session = new Session(connection, ++sessionIds, peer, nowNanos, transit);
        authentication.begins(session);
        session.parser.bulkBytesMax(settings.bulkBytesMax);
        connection.attachment = session;
        sessions.put(connection, session);
        stats.connections++;
        return session;
    }

    /// Our own connection to our master, which CLIENT shows among the others. Nothing is read by it
    /// and nothing answered: it is none of the [#sessions].
    Session toMaster(Connection connection, String address) {
        var session = new Session(connection, ++sessionIds, address, nowNanos, transit);
        session.toMaster = true;
        return session;
    }

    /// The connection has gone already, or goes now.
    void forget(Session session) {
        sessions.remove(session.connection);
        session.connection.attachment = null;
        transactions.forget(session);
        waiters.forget(session);
        pubSub.forget(session);
        monitors.forget(session);
        pause.forget(session);
        shutdown.forget(session);
        session.release();
        session.closed = true;
        room.requestsOf(session);
        blockedClients.forget(session);
        session.closing = true;
        Replica replica = session.replica;
        if (replica != null) {
            session.replica = null;
            masterSide.left(replica);
        }
    }

    void abort(Session session) {
        forget(session);
        wire.abort(session.connection);
    }

    void flushLater(Session session) {
        if (!session.flushWanted) {
            session.flushWanted = true;
            flushWanted.add(session);
        }
    }

    /// Sends what the append-only file's policy allows; the rest waits for the disk.
    void flushAll() {
        if (flushWanted.isEmpty()) {
            return;
        }
        var waiting = List.copyOf(flushWanted);
        flushWanted.clear();
        for (Session session : waiting) {
            session.flushWanted = false;
            if (!persistence.mayReply(session.appendedOffset)) {
                flushLater(session);
            } else {
                flushNow(session);
            }
        }
    }

    /// A replica's connection carries the stream, never an answer.
    ///
    /// @return whether there was one, and the connection is gone
    boolean endsReplicaThatWasAnswered(Session session) {
        Replica replica = session.replica;
        if (replica == null || session.out.length() == 0) {
            return false;
        }
        masterSide.spokeOutOfTurn(replica);
        return true;
    }

    void flushNow(Session session) {
        if (endsReplicaThatWasAnswered(session)) {
            return;
        }
        if (outputLimits.lagsBehind(session)) {
            session.out.shelve();
        }
        if (outputLimits.closes(session) || outputLimits.collects(session)) {
            return;
        }
        if (session.out.length() > 0 && sessions.get(session.connection) == session) {
            // Who has waited for long and is answered now is not idle, as with redis-server.
            session.lastActiveNanos = nowNanos;
            stats.writes++;
            stats.bytesOut += session.out.length();
            session.out.handOn(
                    (bytes, done) -> wire.lend(session.connection, bytes, done),
                    bytes -> wire.write(session.connection, bytes));
        }
        if (session.closing && !session.blocked) {
            wire.closeAfterWrites(session.connection);
        }
    }

    // Commands that answer later.

    void block(Session session) {
        session.blocked = true;
    }

    /// The answer has been written: the next command of the client may begin.
    void unblock(Session session) {
        if (session.blocked && sessions.get(session.connection) == session) {
            session.blocked = false;
            session.unblocker = null;
            session.kept.suspendsNothing();
            room.requestsOf(session);
            if (session.skips) {
                session.skipEnds();
            }
            dispatcher.ended(session);
            flushLater(session);
            resumed.add(session);
        }
    }

    /// Nobody's commands were carried out for a while.
    void resumeAll() {
        resumed.addAll(sessions.values());
    }

    private final List<Session> resumed = new ArrayList<>();

    /// The pipelined commands of clients whose answer has come go on.
    void takeResumedAndProcess(java.util.function.Consumer<Session> process) {
        while (!resumed.isEmpty()) {
            var taken = List.copyOf(resumed);
            resumed.clear();
            taken.forEach(process);
        }
    }
}
