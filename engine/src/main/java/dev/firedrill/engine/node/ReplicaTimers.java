package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.replication.OutputLimit;
import dev.firedrill.engine.resp.CommandEncoder;
import java.nio.ByteBuffer;
import java.util.List;

/// What a master does for its replicas as time goes by: pings them, lets go of those that are
/// silent or too slow, and of a backlog that nobody has needed for long.
final class ReplicaTimers {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final byte[] PING = CommandEncoder.encodeWords(List.of("PING"));
    private static final ByteBuffer NEWLINE = ByteBuffer.wrap(new byte[] {'\n'});

    private final NodeContext node;
    private final ReplicaSender sender;
    private long rounds;
    private long lastCronNanos;
    private long noReplicasSinceNanos;

    ReplicaTimers(NodeContext node, ReplicaSender sender) {
        this.node = node;
        this.sender = sender;
    }

    /// From here on, until a replica comes, the backlog's time to live counts.
    void alone() {
        noReplicasSinceNanos = node.nowNanos;
    }

    void cron(List<Replica> replicas) {
        for (Replica replica : List.copyOf(replicas)) {
            enforceOutputLimit(replica);
        }
        // The seconds are counted from the moment when all is loaded, as in redis-server: the first
        // ping comes a whole period later, and the backlog's time to live does not count from the
        // start of the monotonic clock, which would drop the place that was just restored.
        if (node.loading || node.nowNanos - lastCronNanos < NANOS_PER_SECOND) {
            return;
        }
        lastCronNanos = node.nowNanos;
        boolean due = rounds++ % node.settings.pingPeriodSeconds == 0;
        if (due
                && !node.replicaSide.following()
                && !node.shuttingDown
                && !node.pause.holdsOffset()
                && !replicas.isEmpty()) {
            node.propagation.toReplicasOnly(PING);
        }
        for (Replica replica : List.copyOf(replicas)) {
            if (replica.state == Replica.State.WAITING
                    || replica.state == Replica.State.WAITING_FOR_FILE) {
                // Tells the replica that its master has not forgotten it.
                sender.send(replica, NEWLINE.duplicate());
            }
            dropIfSilent(replica);
        }
        dropBacklogIfUnused(replicas);
        node.syncFiles.cron(replicas);
    }

    private void dropIfSilent(Replica replica) {
        boolean silent =
                switch (replica.state) {
                    case ONLINE, AWAITING_ACK ->
                            node.nowNanos - replica.ackedAtNanos
                                    > node.settings.replicationTimeoutNanos;
                    case RECEIVING ->
                            node.nowNanos - replica.lastSentNanos
                                    > node.settings.replicationTimeoutNanos;
                    case WAITING, WAITING_FOR_FILE -> false;
                };
        // Old replicas that know no ACK would always look silent.
        if (silent && !(replica.syncOnly && replica.online())) {
            node.notice(
                    "Disconnecting timedout replica (%s): %s",
                    replica.state == Replica.State.RECEIVING ? "full sync" : "streaming sync",
                    replica.name());
            node.masterSide.close(replica, ReplicaCloseReason.TIMED_OUT);
        }
    }

    private void enforceOutputLimit(Replica replica) {
        var limit = node.config.outputBufferLimit("replica");
        var bounded =
                new OutputLimit(limit.hardBytes(), limit.softBytes(), limit.softSeconds())
                        .withHardBytesMin(node.replication.backlogBytesMin());
        long written = replica.online() ? node.wire.unsentBytes(replica.session.connection) : 0;
        long unsent = replica.unsentStreamBytes() + written;
        if (!bounded.exceedsSoft(unsent)) {
            replica.softLimitSinceNanos = OutputLimit.BELOW;
        } else if (replica.softLimitSinceNanos == OutputLimit.BELOW) {
            replica.softLimitSinceNanos = node.nowNanos;
        }
        if (bounded.closes(unsent, replica.softLimitSinceNanos, node.nowNanos)) {
            node.stats.outputLimitDisconnections++;
            node.warning(
                    "Client id=%d addr=%s scheduled to be closed ASAP for overcoming of output"
                            + " buffer limits.",
                    replica.session.id, replica.session.peer);
            node.masterSide.close(replica, ReplicaCloseReason.OUTPUT_BUFFER_LIMIT);
        }
    }

    private void dropBacklogIfUnused(List<Replica> replicas) {
        long ttlSeconds = node.config.number("repl-backlog-ttl");
        if (replicas.isEmpty()
                && node.replication.active()
                && !node.replicaSide.following()
                && ttlSeconds > 0
                && node.nowNanos - noReplicasSinceNanos > ttlSeconds * NANOS_PER_SECOND) {
            // Writes from here on go uncounted, so the present offset would lie to a replica that
            // comes back: it must not find its history again.
            node.replication.renew();
            node.replication.deactivate();
            node.notice(
                    "Replication backlog freed after %d seconds without connected replicas.",
                    ttlSeconds);
        }
    }
}
