package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/// A master and a replica with passwords and renamed commands, and what has to work with them in
/// every lab.
public final class GuardedServers {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final LinkId CLIENTS = new LinkId(NodeId.CLIENTS, M);
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Cluster cluster;

    private GuardedServers(Cluster cluster) {
        this.cluster = cluster;
    }

    public static ClusterSpec spec() {
        String both =
                """
                repl-timeout 5
                repl-ping-replica-period 1
                repl-diskless-sync-delay 0
                requirepass "correct horse \\"battery\\" staple"
                masterauth 'correct horse "battery" staple'
                rename-command CONFIG b840fc02d524
                rename-command SHUTDOWN ""
                """;
        var none = OptionalLong.empty();
        List<String> renames = List.of("--rename-command", "DEBUG", "look");
        var nodes =
                List.of(
                        new NodeSpec(M, both, renames, none, false),
                        new NodeSpec(R, both + "replicaof ${M}\n", renames, none, false));
        return new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
    }

    /// The operator, clients, the replica, measurements and restarts.
    public static void check(Cluster cluster) {
        var servers = new GuardedServers(cluster);
        servers.awaitLink();
        servers.clientsAreLetIn();
        servers.faultsAreMeasured();
        servers.thePasswordIsChanged();
        servers.theMasterIsRestarted();
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, SOON, List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private void awaitLink() {
        long deadline = cluster.nowNanos() + SOON.toNanos();
        String seen = ask(R, "INFO", "replication");
        while (!seen.contains("master_link_status:up") && cluster.nowNanos() < deadline) {
            cluster.runFor(Duration.ofMillis(50));
            seen = ask(R, "INFO", "replication");
        }
        assertThat(seen).contains("master_link_status:up");
    }

    private void set(NodeId node, String directive, String value) {
        OperatorOutcome outcome =
                cluster.operate(
                        new OperatorAction.OperatorCommand(
                                node, List.of("CONFIG", "SET", directive, value)));
        assertThat(outcome.succeeded()).as(outcome.seen()).isTrue();
    }

    private void clientsAreLetIn() {
        assertThat(fromOutside("SET", "k", "v")).isEqualTo("OK");
        assertThat(fromOutside("GET", "k")).isEqualTo("v");
        assertThat(ask(M, "CONFIG", "GET", "maxclients")).contains("10000");
        OperatorOutcome shutdown =
                cluster.operate(
                        new OperatorAction.OperatorCommand(M, List.of("SHUTDOWN", "NOSAVE")));
        assertThat(shutdown.succeeded()).isFalse();
        assertThat(shutdown.seen())
                .isEqualTo("line 7 of redis.conf disables SHUTDOWN (rename-command SHUTDOWN \"\")");
    }

    private String fromOutside(String... command) {
        var heard = new CopyOnWriteArrayList<String>();
        var listener =
                new ClientListener() {
                    @Override
                    public void connected(ClientConnection connection) {
                        connection.send(
                                List.of(command).stream()
                                        .map(word -> word.getBytes(StandardCharsets.UTF_8))
                                        .toList());
                    }

                    @Override
                    public void replied(ClientConnection connection, Reply reply) {
                        heard.add(reply.describe());
                        connection.close();
                    }

                    @Override
                    public void closed(ClientConnection connection, String why) {
                        heard.add(why);
                    }
                };
        cluster.onLoop(() -> cluster.connect(NodeId.CLIENTS, M, listener));
        assertThat(cluster.await(SOON, () -> !heard.isEmpty())).isTrue();
        return heard.getFirst();
    }

    private void faultsAreMeasured() {
        List<Handle> begun =
                cluster.injectAll(
                        List.of(
                                new LinkInjection.LimitLink(CLIENTS, 100_000),
                                new ProcessInjection.PauseNode(R)));
        assertThat(begun)
                .allSatisfy(one -> assertThat(one.begun().bit()).as("%s", one.begun()).isTrue());
        assertThat(cluster.healAll(begun)).allMatch(Proof::bit);
    }

    private void thePasswordIsChanged() {
        set(M, "requirepass", "another");
        assertThat(fromOutside("GET", "k")).isEqualTo("v");
        assertThat(ask(M, "PING")).isEqualTo("PONG");
        set(M, "requirepass", "");
        assertThat(fromOutside("GET", "k")).isEqualTo("v");
    }

    /// Its file still has the password with which it began.
    private void theMasterIsRestarted() {
        OperatorOutcome restarted = cluster.operate(new OperatorAction.RestartNode(M));
        assertThat(restarted.succeeded()).as(restarted.seen()).isTrue();
        assertThat(cluster.await(SOON, () -> cluster.running(M))).isTrue();
        awaitAnswer();
        awaitLink();
        cluster.runFor(Duration.ofSeconds(2));
        assertThat(ask(M, "DEBUG", "DIGEST")).hasSize(40).isEqualTo(ask(R, "DEBUG", "DIGEST"));
        assertThat(fromOutside("GET", "k")).isEqualTo("v");
    }

    private void awaitAnswer() {
        long deadline = cluster.nowNanos() + SOON.toNanos();
        while (!ask(M, "PING").equals("PONG") && cluster.nowNanos() < deadline) {
            cluster.runFor(Duration.ofMillis(50));
        }
    }
}
