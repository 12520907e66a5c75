package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.config.ConfigWords;
import dev.firedrill.engine.replication.PsyncRequest;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;

/// REPLICAOF, ROLE, WAIT, WAITAOF, and what replicas say to their master.
final class ReplicationCommands {
    private static final int ADDRESS_BYTES_MAX = 255;

    private final NodeContext node;

    ReplicationCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String flags = "admin noscript stale no_async_loading";
        return List.of(
                CommandSpec.of("replicaof", 3, flags, "", this::replicaof),
                CommandSpec.of("slaveof", 3, flags, "", this::replicaof),
                CommandSpec.of("role", 1, "noscript loading stale fast", "", this::role),
                CommandSpec.of(
                        "replconf",
                        -1,
                        "admin noscript loading stale allow_busy",
                        "",
                        this::replconf),
                CommandSpec.of(
                        "psync", -3, "admin noscript no_multi no_async_loading", "", this::psync),
                CommandSpec.of(
                        "sync", 1, "admin noscript no_multi no_async_loading", "", this::sync),
                CommandSpec.of("wait", 3, "noscript", "", this::waitForReplicas),
                CommandSpec.of("waitaof", 4, "noscript", "", this::waitForFiles));
    }

    /// Whether following this address would mean following oneself, and the guard forbids it.
    static boolean refusesSelf(NodeContext node, String host, int port) {
        if (!node.settings.refusesSelf || port != node.config.port()) {
            return false;
        }
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.equals("localhost")
                || lower.equals("127.0.0.1")
                || lower.equals("::1")
                || lower.equals("0.0.0.0")
                || lower.equals(node.config.text("replica-announce-ip").toLowerCase(Locale.ROOT))
                || node.config.bindAddresses().contains(lower);
    }

    private void replicaof(NodeCall call) throws Refused {
        Args args = call.args();
        // What the transaction that this stands in has changed belongs to the history so far.
        node.propagation.closeSoFar();
        if (node.failover.under()) {
            throw new Refused("ERR REPLICAOF not allowed while failing over.");
        }
        if (args.is(1, "NO") && args.is(2, "ONE")) {
            if (node.replicaSide.following()) {
                node.notice("MASTER MODE enabled (user request from '%s')", call.session().peer);
                node.replicaSide.followNobody();
                node.config.followNobody();
            }
            call.reply().ok();
            return;
        }
        if (call.session().replica != null) {
            throw new Refused("ERR Command is not valid when client is a replica.");
        }
        String host = args.text(1);
        int port;
        try {
            port = Integer.parseInt(args.text(2));
        } catch (NumberFormatException notANumber) {
            port = -1;
        }
        if (port < 0 || port > 65_535) {
            throw new Refused("ERR Invalid master port");
        }
        if (refusesSelf(node, host, port)) {
            throw new Refused(
                    "ERR this server would become a replica of itself (replicaof-refuse-self)");
        }
        boolean same =
                node.replicaSide.following()
                        && node.replicaSide.host().equals(host)
                        && node.replicaSide.port() == port;
        if (same) {
            node.replicaSide.mayBeMended();
            call.reply().simple("OK Already connected to specified master");
            return;
        }
        node.config.follow(host, port);
        node.replicaSide.follow(host, port);
        call.reply().ok();
    }

    private void role(NodeCall call) {
        ReplyWriter reply = call.reply();
        if (node.replicaSide.following()) {
            reply.array(5);
            reply.bulk("slave");
            reply.bulk(node.replicaSide.host());
            reply.integer(node.replicaSide.port());
            reply.bulk(node.replicaSide.state().roleWord());
            reply.integer(node.replicaSide.streaming() ? node.replication.offset() : -1);
            return;
        }
        reply.array(3);
        reply.bulk("master");
        reply.integer(node.replication.offset());
        List<Replica> online = node.masterSide.replicas().stream().filter(Replica::online).toList();
        reply.array(online.size());
        for (Replica replica : online) {
            reply.array(3);
            reply.bulk(replica.host());
            reply.bulk(Integer.toString(replica.session.announcedPort));
            reply.bulk(Long.toString(replica.ackedOffset));
        }
    }

    private void replconf(NodeCall call) throws Refused {
        Args args = call.args();
        if (args.count() % 2 == 0) {
            throw new Refused("ERR syntax error");
        }
        Session session = call.session();
        for (int i = 1; i < args.count(); i += 2) {
            if (args.is(i, "LISTENING-PORT")) {
                // Any number is taken, and shown as the 32 bits that redis-server keeps of it.
                session.announcedPort = (int) call.integer(i + 1);
            } else if (args.is(i, "IP-ADDRESS")) {
                session.announcedIp = address(args.text(i + 1));
            } else if (args.is(i, "CAPA")) {
                session.understandsMark |= args.is(i + 1, "EOF");
                session.understandsPsync2 |= args.is(i + 1, "PSYNC2");
            } else if (args.is(i, "ACK")) {
                acknowledged(call, i);
                return;
            } else if (args.is(i, "GETACK")) {
                node.replicaSide.ackWanted();
                return;
            } else if (args.is(i, "RDB-ONLY")) {
                session.snapshotOnly = call.integerBetween(i + 1, 0, 1) == 1;
            } else if (args.is(i, "RDB-FILTER-ONLY")) {
                filter(session, args.text(i + 1));
            } else {
                throw new Refused("ERR Unrecognized REPLCONF option: " + Args.shown(args.text(i)));
            }
        }
        call.reply().ok();
    }

    /// Never answered, whatever it says: a replica would take the answer for a part of the stream.
    private void acknowledged(NodeCall call, int at) {
        Args args = call.args();
        boolean fsyncs = args.count() > at + 3 && args.is(at + 2, "FACK");
        try {
            long fsynced = fsyncs ? call.integer(at + 3) : FsyncedPlace.NONE;
            node.masterSide.acked(call.session(), call.integer(at + 1), fsynced);
        } catch (Refused notANumber) {
            node.verbose(() -> "A replica acknowledged what is no offset");
        }
    }

    /// Which parts of a snapshot are wanted. There are no function libraries here, so whatever is
    /// named, the keys are left out.
    private static void filter(Session session, String parts) throws Refused {
        List<String> words = ConfigWords.split(parts);
        if (words == null) {
            throw new Refused("ERR Missing rdb-filter-only values");
        }
        session.withoutKeys = true;
        for (String word : words) {
            if (!word.equalsIgnoreCase("functions")) {
                throw new Refused("ERR Unsupported rdb-filter-only option: " + Args.shown(word));
            }
        }
    }

    private static String address(String text) throws Refused {
        if (text.length() > ADDRESS_BYTES_MAX) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR REPLCONF ip-address provided by replica instance is too long: %d bytes",
                            text.length()));
        }
        return text;
    }

    private void psync(NodeCall call) throws Refused {
        if (synchronises(call.session())) {
            return;
        }
        PsyncRequest request = MasterSide.parseRequest(call.args().text(1), call.args().text(2));
        if (call.args().count() > 3 && call.args().is(3, "FAILOVER")) {
            takeOver(call, request);
        }
        node.masterSide.asked(call.session(), request, false);
    }

    /// The master hands its role to us, and follows us from here on.
    private void takeOver(NodeCall call, PsyncRequest request) throws Refused {
        node.notice("Failover request received for replid %s.", request.replicationId());
        if (!node.replicaSide.following()) {
            throw new Refused("ERR PSYNC FAILOVER can't be sent to a master.");
        }
        if (!request.replicationId().equals(node.replication.primaryId())) {
            throw new Refused("ERR PSYNC FAILOVER replid must match my replid.");
        }
        node.notice("MASTER MODE enabled (failover request from '%s')", call.session().peer);
        node.replicaSide.followNobody();
        node.config.followNobody();
    }

    /// Whether the connection is a replica's, or a monitor's, which redis-server takes for one:
    /// asking again is neither answered nor done.
    private boolean synchronises(Session session) {
        return session.replica != null || node.monitors.watches(session);
    }

    private void sync(NodeCall call) throws Refused {
        if (synchronises(call.session())) {
            return;
        }
        node.masterSide.asked(call.session(), PsyncRequest.FULL, true);
    }

    private void waitForReplicas(NodeCall call) throws Refused {
        if (node.replicaSide.following()) {
            throw new Refused(
                    "ERR WAIT cannot be used with replica instances. Please also note that since"
                            + " Redis 4.0 if a replica is configured to be writable (which is not"
                            + " the default) writes to replicas are just local and are not"
                            + " propagated.");
        }
        int replicas = Math.clamp(call.integer(1), Integer.MIN_VALUE, Integer.MAX_VALUE);
        long timeout = timeoutMillis(call, 2);
        node.waiters.await(call.session(), Waiters.Wish.copies(replicas), timeout);
    }

    private static long timeoutMillis(NodeCall call, int place) throws Refused {
        long timeout;
        try {
            timeout = call.integer(place);
        } catch (Refused notANumber) {
            throw new Refused("ERR timeout is not an integer or out of range");
        }
        if (timeout < 0) {
            throw new Refused("ERR timeout is negative");
        }
        return timeout;
    }

    /// Of Redis 7.2.
    private void waitForFiles(NodeCall call) throws Refused {
        long local = call.integerBetween(1, 0, 1);
        long replicas = call.integer(2);
        if (replicas < 0) {
            throw new Refused("ERR value is out of range, must be positive");
        }
        long timeout = timeoutMillis(call, 3);
        if (node.replicaSide.following()) {
            throw new Refused(
                    "ERR WAITAOF cannot be used with replica instances. Please also note that"
                            + " writes to replicas are just local and are not propagated.");
        }
        if (local == 1 && !node.config.yes("appendonly")) {
            throw new Refused("ERR " + Waiters.NO_LOG);
        }
        var wish = Waiters.Wish.files(local == 1, replicas);
        node.waiters.await(call.session(), wish, timeout);
    }
}
