package dev.firedrill.engine.node;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.keyspace.Memory;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.resp.Args;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;

/// A server as a value: its inputs are events with their time. It never blocks, reads no clock and
/// starts no thread, so the same code runs behind sockets and in the simulator.
///
/// It has one owner, which must not call it from inside one of the node's own port calls. After
/// each batch of calls the owner calls [#settle].
public final class Node implements AutoCloseable {
    /// How often the rates that INFO shows are measured, and the limit of memory is read.
    private static final long SAMPLE_NANOS = 100_000_000L;

    /// How many entries with an expiry one round looks at, ten times a second.
    private static final int EXPIRE_ENTRIES = 200;

    /// Between two pieces of memory that go back to the system, while there are any.
    private static final long RELEASE_NANOS = 1_000_000L;

    private final NodeContext node;
    private final Args args = new Args();
    private final SlicePace pace = new SlicePace();
    private final Census census;
    private long nextCronNanos;
    private long sampledNanos;

    /// One that may end without [#close].
    public Node(
            ServerConfig config, Wire wire, Disk disk, Prng prng, NodeLog log, NodeEvents events) {
        this(
                config,
                wire,
                disk,
                prng,
                log,
                events,
                Memory.COLLECTED,
                HostProcess.SIMULATED,
                MemoryGauge.AMPLE);
    }

    public Node(
            ServerConfig config,
            Wire wire,
            Disk disk,
            Prng prng,
            NodeLog log,
            NodeEvents events,
            Memory memory,
            HostProcess host,
            MemoryGauge gauge) {
        node =
                new NodeContext(
                        config, wire, new DiskCalls(disk), prng, log, events, memory, host, gauge);
        census = new Census(node);
    }

    /// Begins to load what is on the disk. Until that has ended, clients are told `-LOADING`.
    public void start(Now now) {
        check(now.nanos() > 0, "the monotonic clock counts from before the start");
        node.started(now);
        nextCronNanos = now.nanos();
        sampledNanos = now.nanos();
        if (node.startRefusal.isPresent()) {
            node.startRefusal
                    .get()
                    .report("Firedrill")
                    .lines()
                    .forEach(line -> node.warning("%s", line));
            node.exitCode = OptionalInt.of(1);
            return;
        }
        node.notice("Server initialized");
        List<String> idle = node.config.withoutEffect();
        if (!idle.isEmpty()) {
            node.notice("These directives have no effect here: %s", String.join(", ", idle));
        }
        for (String user : node.settings.users.disabled()) {
            node.notice(
                    "The user '%s' is disabled (there is no 'on' modifier in the user description)."
                            + " Make sure this is not a configuration error.",
                    user);
        }
        node.persistence.load(this::loaded);
    }

    private void loaded() {
        loadedOrFollows();
        node.started = true;
        node.notice("Ready to accept connections");
    }

    private void loadedOrFollows() {
        node.loading = false;
        node.masterSide.started();
        node.config
                .master()
                .ifPresent(master -> {
                    if (ReplicationCommands.refusesSelf(node, master.host(), master.port())) {
                        node.warning(
                                "FATAL: the configuration makes this server a replica of"
                                        + " itself (replicaof %s %d), and"
                                        + " replicaof-refuse-self is on.",
                                master.host(), master.port());
                        node.exitCode = OptionalInt.of(1);
                    } else {
                        node.replicaSide.follow(master.host(), master.port());
                    }
                });
    }

    /// A client has connected; `peer` is its `host:port`.
    public void accepted(Now now, Connection connection, String peer) {
        accepted(now, connection, peer, "");
    }

    /// @param local which of our addresses it has connected to, as `host:port`; empty if unknown
    public void accepted(Now now, Connection connection, String peer, String local) {
        node.at(now);
        if (full()) {
            node.stats.rejectedConnections++;
            node.wire.write(
                    connection,
                    ByteBuffer.wrap(
                            "-ERR max number of clients reached\r\n"
                                    .getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            node.wire.closeAfterWrites(connection);
            return;
        }
        if (Admission.denied(node.settings, peer)) {
            node.stats.rejectedConnections++;
            node.wire.write(
                    connection,
                    ByteBuffer.wrap(
                            Admission.DENIED.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            node.wire.closeAfterWrites(connection);
            return;
        }
        node.verbose(() -> "Accepted " + peer);
        node.open(connection, peer).localAddress = local;
    }

    /// Whether `maxclients` are connected.
    public boolean full() {
        return node.sessions.size() >= node.settings.clientsMax;
    }

    /// A connection asked for by [Wire#connect] stands.
    public void connected(Now now, Connection connection) {
        node.at(now);
        if (node.replicaSide.owns(connection)) {
            node.replicaSide.connected();
        }
    }

    /// The bytes are read before this returns.
    public void received(Now now, Connection connection, ByteBuffer bytes) {
        node.at(now);
        node.stats.reads++;
        node.stats.bytesIn += bytes.remaining();
        if (node.replicaSide.owns(connection)) {
            node.replicaSide.received(bytes);
            return;
        }
        if (connection.attachment instanceof Session session && !session.closing) {
            if (session.replica == null
                    && session.parser.pendingBytes()
                                    + session.kept.queuedBytes()
                                    + bytes.remaining()
                            > node.settings.queryBufferBytesMax) {
                node.warning(
                        "Closing client that reached max query buffer length: id=%d addr=%s",
                        session.id, session.peer);
                node.abort(session);
                return;
            }
            Replica replica = session.replica;
            if (replica != null && bytes.hasRemaining() && bytes.get(bytes.position()) == '\n') {
                node.masterSide.alive(replica);
            }
            if (!node.room.admitsRequest(session, bytes.remaining())) {
                node.warning(
                        "Closing client whose requests need more memory than there is: id=%d"
                                + " addr=%s, %d bytes are unfinished",
                        session.id,
                        session.peer,
                        session.parser.pendingBytes() + session.kept.heapBytes());
                session.out.error(MemoryRoom.REFUSAL);
                session.closing = true;
                node.flushLater(session);
                return;
            }
            session.parser.feed(bytes);
            process(session);
        }
    }

    /// Runs the commands that have arrived, in their order.
    private void process(Session session) {
        processAll(session);
        node.room.requestsOf(session);
    }

    private void processAll(Session session) {
        Args postponed = session.postponed;
        if (postponed != null && !session.blocked && !session.closing) {
            session.postponed = null;
            node.dispatcher.run(session, postponed);
            node.flushLater(session);
        }
        while (!session.blocked && !session.closing && mayExecute(session)) {
            switch (session.parser.next(args)) {
                case INCOMPLETE -> {
                    return;
                }
                case BROKEN -> {
                    session.out.error("ERR " + session.parser.error());
                    session.closing = true;
                    node.flushLater(session);
                }
                case COMMAND -> {
                    node.dispatcher.run(session, args);
                    if (node.endsReplicaThatWasAnswered(session)) {
                        return;
                    }
                    node.flushLater(session);
                }
            }
            if (node.exitCode.isPresent()) {
                return;
            }
        }
    }

    private boolean mayExecute(Session session) {
        return !node.stalled() && (!node.shuttingDown || session.replica != null);
    }

    /// Everything written to the connection has been sent.
    public void writable(Now now, Connection connection) {
        node.at(now);
        if (connection.attachment instanceof Session session) {
            Replica replica = session.replica;
            if (replica == null && session.out.length() > 0) {
                node.flushLater(session);
            }
            if (replica != null && node.persistence.mayReply(node.persistence.appendedOffset())) {
                node.masterSide.pump(replica);
                node.snapshots.readOn();
            }
        }
    }

    /// The connection is closed, by either side. No later input names it.
    public void closed(Now now, Connection connection, CloseReason why) {
        node.at(now);
        if (node.replicaSide.owns(connection)) {
            node.replicaSide.closed(why);
        } else if (connection.attachment instanceof Session session) {
            node.verbose(() ->
                    String.format(
                            Locale.ROOT,
                            "Client closed connection id=%d addr=%s laddr=%s name=%s",
                            session.id,
                            session.peer,
                            session.localAddress,
                            session.name));
            Replica replica = session.replica;
            if (replica != null) {
                node.masterSide.lost(replica);
            }
            node.forget(session);
        }
    }

    public void completed(Now now, DiskTicket ticket, DiskOutcome outcome) {
        node.at(now);
        node.disk.completed(ticket, outcome);
    }

    /// Time has passed: timers, active expiry, a slice of the snapshot.
    public void tick(Now now) {
        node.at(now);
        if (node.stalled()) {
            return;
        }
        if (node.stalledUntilNanos != 0) {
            node.stalledUntilNanos = 0;
            node.sessions.values().stream().toList().forEach(this::process);
        }
        node.blockedClients.endWaits();
        boolean slice = node.snapshots.sliceReady();
        if ((slice || pumpsOn()) && now.nanos() >= pace.wantedAtNanos()) {
            pace.begins(now.nanos(), node.stats.allCommands());
            if (slice) {
                node.snapshots.slice();
            }
        }
        node.keyspace.releaseStep();
        node.pause.cron();
        if (now.nanos() >= nextCronNanos) {
            // Ticks that were missed while the machine was busy or asleep are not made up for.
            nextCronNanos = now.nanos() + node.settings.cronPeriodNanos;
            cron();
        }
    }

    private void cron() {
        if (node.nowNanos - sampledNanos >= SAMPLE_NANOS) {
            sampledNanos = node.nowNanos;
            node.stats.sample(node.nowNanos);
            node.room.followLimit();
            node.peakMemoryBytes();
        }
        if (!node.loading) {
            node.keyspace.expiryMode(node.expiryMode());
            if (!node.shuttingDown && node.expiresActively) {
                node.keyspace.expireStep(node.nowMillis(), EXPIRE_ENTRIES);
            }
            if (!node.shuttingDown) {
                node.writeRefusals.cron(node.eviction.evict());
            }
            node.transactions.tellWatchers();
        }
        node.pause.cron();
        node.outputLimits.cron();
        node.replicaSide.cron();
        node.masterSide.cron();
        node.waiters.cron();
        node.failover.advance();
        node.shutdown.advance();
        node.snapshots.wanted();
        node.persistence.cron();
        closeIdleClients();
        census.cron();
    }

    private void closeIdleClients() {
        long idleNanosMax = node.settings.clientTimeoutNanos;
        if (idleNanosMax == 0) {
            return;
        }
        for (Session session : List.copyOf(node.sessions.values())) {
            if (session.replica == null
                    && !session.blocked
                    && !session.listens()
                    && !node.monitors.watches(session)
                    && node.nowNanos - session.lastActiveNanos > idleNanosMax) {
                node.verbose(() -> "Closing idle client");
                node.abort(session);
            }
        }
    }

    /// Ends a batch of inputs: appends to the AOF, then releases replies and replication stream
    /// that may go out (Redis's `beforeSleep`).
    public void settle(Now now) {
        node.at(now);
        if (node.stalled()) {
            return;
        }
        node.takeResumedAndProcess(this::process);
        node.snapshots.endWithoutRoom();
        node.room.measure();
        node.persistence.settle();
        node.flushAll();
        if (node.persistence.mayReply(node.persistence.appendedOffset())) {
            // As in Redis, replicas hear of a write when its client may: not before it is durable.
            node.masterSide.pumpAll();
            node.snapshots.readOn();
        }
        pace.turnEnds(now.nanos());
    }

    /// The owner calls [#tick] at this time of the monotonic clock at the latest; now or earlier
    /// means "at once, work is waiting".
    public long tickWantedAtNanos() {
        if (node.stalled()) {
            return node.stalledUntilNanos;
        }
        long sliceNanos =
                node.snapshots.sliceReady() || pumpsOn()
                        ? Math.max(node.nowNanos, pace.wantedAtNanos())
                        : node.snapshots.heldUntilNanos();
        long cronNanos =
                node.keyspace.releases()
                        ? Math.min(nextCronNanos, node.nowNanos + RELEASE_NANOS)
                        : nextCronNanos;
        return Math.min(
                Math.min(sliceNanos, cronNanos),
                Math.min(node.pause.endsAtNanos(), node.blockedClients.endWantedAtNanos()));
    }

    /// Whether [#settle] has more to send to replicas than it sent.
    private boolean pumpsOn() {
        return node.masterSide.pumpsOn()
                && node.persistence.mayReply(node.persistence.appendedOffset());
    }

    /// As `SHUTDOWN` would: final save, then [#exitCode].
    public void terminate(Now now) {
        terminate(now, "shutdown-on-sigterm");
    }

    /// @param directive which one says how: `shutdown-on-sigterm` or `shutdown-on-sigint`
    public void terminate(Now now, String directive) {
        node.at(now);
        node.shutdown.terminate(directive);
    }

    /// Whether SHUTDOWN or a signal is being carried out, and has not failed yet.
    public boolean shutsDown() {
        return node.shutdown.begun();
    }

    /// Whether commands are answered with `-LOADING`: files or a full resync are being read.
    public boolean loading() {
        return node.loading || node.replicaSide.answersLoading();
    }

    /// Present once the process must end. The owner stops calling the node and exits with it.
    public OptionalInt exitCode() {
        return node.exitCode;
    }

    /// What INFO reports as `used_memory`: dataset, buffers and replication log.
    public long usedMemoryBytes() {
        return node.usedMemoryBytes();
    }

    public WorkDone workDone() {
        return new WorkDone(
                node.stats.allCommands(),
                node.stats.allBytesIn(),
                node.stats.allBytesOut(),
                node.snapshots.entriesSerialised,
                node.snapshots.bytesSerialised,
                node.entriesLoaded());
    }

    /// Frees memory outside the heap. The files stay as they are: this is also what a kill does.
    @Override
    public void close() {
        node.keyspace.close();
        node.transit.close();
    }
}
