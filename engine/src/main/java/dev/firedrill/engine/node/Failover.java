package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// FAILOVER: a master hands its role to a replica without losing a write.
///
/// ```
///                    the target has everything,
///        FAILOVER    or FORCE and time is up
///   No ----------> WaitingForSync --------------> InProgress ---- PSYNC accepted ----> No
///    ^                  |                             |          (now a replica)
///    +-- ABORT, time is up                            +-- ABORT, PSYNC refused: a master again
/// ```
///
/// Writes wait all the while. Source: Redis documentation, "FAILOVER"; texts of redis-server 7.0.
final class Failover {
    private enum State {
        NO("no-failover"),
        WAITING_FOR_SYNC("waiting-for-sync"),
        IN_PROGRESS("failover-in-progress");

        final String word;

        State(String word) {
            this.word = word;
        }
    }

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long NEVER = Long.MAX_VALUE;

    private final NodeContext node;
    private State state = State.NO;
    private String host = "";
    private int port;
    private boolean force;
    private long deadlineNanos = NEVER;

    Failover(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(CommandSpec.of("failover", -1, "admin noscript stale", "", this::failover));
    }

    /// What was asked for.
    ///
    /// @param timeoutMillis 0 is for ever
    private record Wanted(String host, int port, boolean force, long timeoutMillis) {
        boolean named() {
            return !host.isEmpty();
        }
    }

    /// INFO's `master_failover_state`.
    String word() {
        return state.word;
    }

    boolean under() {
        return state != State.NO;
    }

    /// Whether the next PSYNC must say FAILOVER.
    boolean inProgress() {
        return state == State.IN_PROGRESS;
    }

    private void failover(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() == 2 && args.is(1, "ABORT")) {
            if (!under()) {
                throw new Refused("ERR No failover in progress.");
            }
            abort("Failover manually aborted");
            call.reply().ok();
            return;
        }
        Wanted wanted = parse(call);
        if (under()) {
            throw new Refused("ERR FAILOVER already in progress.");
        }
        if (node.replicaSide.following()) {
            throw new Refused("ERR FAILOVER is not valid when server is a replica.");
        }
        if (node.masterSide.replicas().isEmpty()) {
            throw new Refused("ERR FAILOVER requires connected replicas.");
        }
        if (wanted.force() && (wanted.timeoutMillis() == 0 || !wanted.named())) {
            throw new Refused(
                    "ERR FAILOVER with force option requires both a timeout and target HOST and"
                            + " IP.");
        }
        if (wanted.named()) {
            Replica target = target(wanted.host(), wanted.port());
            if (target == null) {
                throw new Refused("ERR FAILOVER target HOST and PORT is not a replica.");
            }
            if (!target.online()) {
                throw new Refused("ERR FAILOVER target replica is not online.");
            }
        }
        begin(wanted);
        call.reply().ok();
    }

    private static Wanted parse(NodeCall call) throws Refused {
        Args args = call.args();
        String host = "";
        int port = 0;
        boolean force = false;
        long timeoutMillis = 0;
        for (int i = 1; i < args.count(); i++) {
            if (args.is(i, "TIMEOUT") && i + 1 < args.count() && timeoutMillis == 0) {
                timeoutMillis = call.integer(++i);
                if (timeoutMillis <= 0) {
                    throw new Refused("ERR FAILOVER timeout must be greater than 0");
                }
            } else if (args.is(i, "TO") && i + 2 < args.count() && host.isEmpty()) {
                host = args.text(++i);
                port = call.smallInteger(++i);
            } else if (args.is(i, "FORCE") && !force) {
                force = true;
            } else {
                throw new Refused("ERR syntax error");
            }
        }
        return new Wanted(host, port, force, timeoutMillis);
    }

    private void begin(Wanted wanted) {
        host = wanted.host();
        port = wanted.port();
        force = wanted.force();
        deadlineNanos =
                wanted.timeoutMillis() == 0
                        ? NEVER
                        : node.nowNanos
                                + Math.min(wanted.timeoutMillis(), NEVER / 2 / NANOS_PER_MILLI)
                                        * NANOS_PER_MILLI;
        if (wanted.named()) {
            node.notice("FAILOVER requested to %s:%d.", host, port);
        } else {
            node.notice("FAILOVER requested.");
        }
        state = State.WAITING_FOR_SYNC;
        node.pause.begin(ClientPause.Why.FAILOVER);
    }

    private @Nullable Replica target(String wantedHost, int wantedPort) {
        for (Replica replica : node.masterSide.replicas()) {
            if (replica.host().equals(wantedHost) && replica.session.announcedPort == wantedPort) {
                return replica;
            }
        }
        return null;
    }

    /// With each acknowledgement and each tick.
    void advance() {
        if (state != State.WAITING_FOR_SYNC) {
            return;
        }
        if (node.nowNanos >= deadlineNanos) {
            if (force) {
                node.notice("Failover to %s:%d time out exceeded, failing over.", host, port);
                handOver();
            } else {
                abort("Replica never caught up before timeout");
            }
            return;
        }
        Replica ready = host.isEmpty() ? anyInSync() : target(host, port);
        if (ready != null && inSync(ready)) {
            host = ready.host();
            port = ready.session.announcedPort;
            node.notice("Failover target %s:%d is synced, failing over.", host, port);
            handOver();
        }
    }

    private @Nullable Replica anyInSync() {
        for (Replica replica : node.masterSide.replicas()) {
            if (inSync(replica)) {
                return replica;
            }
        }
        return null;
    }

    private boolean inSync(Replica replica) {
        return replica.online() && replica.ackedOffset == node.replication.offset();
    }

    private void handOver() {
        state = State.IN_PROGRESS;
        deadlineNanos = NEVER;
        node.config.follow(host, port);
        node.replicaSide.follow(host, port);
    }

    /// The target answered our PSYNC with a stream or with a snapshot.
    void accepted() {
        if (inProgress()) {
            clear();
        }
    }

    /// The target refused our PSYNC.
    void rejected() {
        if (inProgress()) {
            abort("Failover target rejected psync request");
        }
    }

    /// A server that had already stepped down becomes a master again, before it takes writes.
    void abort(String why) {
        if (!under()) {
            return;
        }
        if (host.isEmpty()) {
            node.notice("Aborting failover: %s", why);
        } else {
            node.notice("Aborting failover to %s:%d: %s", host, port, why);
        }
        if (inProgress()) {
            node.replicaSide.followNobody();
            node.config.followNobody();
        }
        clear();
    }

    private void clear() {
        state = State.NO;
        host = "";
        port = 0;
        force = false;
        deadlineNanos = NEVER;
        node.pause.end(ClientPause.Why.FAILOVER);
    }
}
