package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A replica with an append-only file is terminated while its master's stream goes on, and while
/// its disk takes half a second for an fsync.
class TerminatedReplicaTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(10);

    private final List<String> lines = new ArrayList<>();
    private final Writer writer = new Writer();
    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        var spec =
                new ClusterSpec(
                        "test",
                        1,
                        Target.FIREDRILL,
                        List.of(
                                node(M, ""),
                                node(
                                        R,
                                        "appendonly yes\nreplica-ignore-disk-write-errors yes\nreplicaof ${M}\n")),
                        List.of());
        cluster =
                new SimLab()
                        .start(
                                spec,
                                new LabListener() {
                                    @Override
                                    public void log(long atNanos, NodeId node, String text) {
                                        lines.add(node + " " + text);
                                    }
                                });
        await("R streams", () -> ask(R, "INFO").contains("master_link_status:up"));
        cluster.onLoop(() -> cluster.connect(NodeId.CLIENTS, M, writer));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private static NodeSpec node(NodeId id, String conf) {
        return new NodeSpec(id, "save \"\"\n" + conf, List.of(), OptionalLong.empty(), false);
    }

    /// Writes until it is over.
    private final class Writer implements ClientListener {
        private int written;
        private boolean over;

        @Override
        public void connected(ClientConnection connection) {
            write(connection);
        }

        private void write(ClientConnection connection) {
            connection.send(
                    List.of(bytes("SET"), bytes("k" + written++ % 100), bytes("v" + written)));
        }

        private byte[] bytes(String word) {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void replied(ClientConnection connection, Reply reply) {
            if (!over) cluster.after(BETWEEN_WRITES, () -> write(connection));
        }

        @Override
        public void closed(ClientConnection connection, String why) {}
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private void await(String what, BooleanSupplier condition) {
        assertThat(cluster.await(SOON, condition)).as("%s after %s", what, lines).isTrue();
    }

    @Test
    void itGoesOnWhereItsLogEnds() {
        cluster.inject(new DiskInjection.DelayFsync(R, Duration.ofMillis(500)));
        cluster.runFor(Duration.ofSeconds(3));

        cluster.operate(new OperatorAction.RestartNode(R));

        await("R streams again", () -> ask(R, "INFO").contains("master_link_status:up"));
        assertThat(lines).anyMatch(line -> line.contains("R Successful partial resynchronization"));
    }

    /// Its log cannot be finished, so that it stays, and has missed nothing.
    @Test
    void whatWasSentWhileItTriedToEndIsAppliedWhenItStays() {
        cluster.onLoop(() -> writer.over = true);
        cluster.inject(new DiskInjection.DelayFsync(R, Duration.ofSeconds(1)));
        cluster.inject(new DiskInjection.FailFsync(R));
        cluster.onLoop(() -> cluster.connectAsOperator(R, new Asking("SHUTDOWN")));
        await("R ends", () -> lines.contains("R Calling fsync() on the AOF file."));

        assertThat(ask(M, "SET", "last", "1")).isEqualTo("OK");

        cluster.runFor(Duration.ofMillis(200));
        assertThat(lines).noneMatch(line -> line.contains("can't exit"));
        assertThat(cluster.await(Duration.ofSeconds(3), () -> ask(R, "GET", "last").equals("1")))
                .as("R has it after %s", lines)
                .isTrue();
        assertThat(lines).anyMatch(line -> line.contains("can't exit"));
    }

    /// Sends one command.
    private record Asking(String command) implements ClientListener {
        @Override
        public void connected(ClientConnection connection) {
            connection.send(List.of(command.getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void replied(ClientConnection connection, Reply reply) {}

        @Override
        public void closed(ClientConnection connection, String why) {}
    }
}
