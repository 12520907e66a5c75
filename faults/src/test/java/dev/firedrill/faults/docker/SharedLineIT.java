package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Two replicas behind one line to their master: one of them alone has the whole line, both
/// together have no more than that.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class SharedLineIT {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long BYTES_PER_SECOND = 2_000_000;
    private static final int VALUE_BYTES = 6_000_000;

    private DockerCluster cluster;

    @BeforeEach
    void start() throws Exception {
        var none = OptionalLong.empty();
        List<NodeSpec> nodes =
                List.of(M, R1, R2).stream()
                        .map(id -> new NodeSpec(id, "save \"\"\n", List.of(), none, false))
                        .toList();
        var spec = new ClusterSpec("line", 1, Target.FIREDRILL, nodes, List.of(line(R1), line(R2)));
        cluster = (DockerCluster) new DockerLab().start(spec, LabListener.NOBODY);
        Optional<Reply> set = cluster.admin(M, SOON, List.of("SET", "k", "v".repeat(VALUE_BYTES)));
        assertThat(set.map(Reply::describe)).contains("OK");
    }

    private static LinkSpec line(NodeId replica) {
        return new LinkSpec(
                new LinkId(M, replica),
                Duration.ZERO,
                Duration.ZERO,
                OptionalLong.of(BYTES_PER_SECOND),
                Optional.of("wan-out"));
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    /// Fetches the value from the master as a replica would.
    private final class Fetch implements ClientListener {
        private final ClientConnection connection;
        private boolean over;

        Fetch(NodeId replica) {
            connection = cluster.connectThrough(new LinkId(replica, M), this);
        }

        @Override
        public void connected(ClientConnection open) {
            open.send(
                    List.of(
                            "GET".getBytes(StandardCharsets.US_ASCII),
                            "k".getBytes(StandardCharsets.US_ASCII)));
        }

        @Override
        public void replied(ClientConnection open, Reply reply) {
            over = true;
        }

        @Override
        public void closed(ClientConnection closed, String reason) {}
    }

    /// @return bytes per second of all of them together
    private double fetch(NodeId... replicas) {
        var fetches = new ArrayList<Fetch>();
        long began = cluster.nowNanos();
        cluster.onLoop(() -> {
            for (NodeId replica : replicas) {
                fetches.add(new Fetch(replica));
            }
        });
        assertThat(cluster.await(SOON, () -> fetches.stream().allMatch(one -> one.over)))
                .as("all of %s have the value", List.of(replicas))
                .isTrue();
        double seconds = (cluster.nowNanos() - began) / 1e9;
        cluster.onLoop(() -> fetches.forEach(one -> one.connection.close()));
        return replicas.length * (double) VALUE_BYTES / seconds;
    }

    @Test
    void oneHasTheWholeLineAndBothHaveNoMore() {
        assertThat(fetch(R1)).isBetween(0.8 * BYTES_PER_SECOND, 1.1 * BYTES_PER_SECOND);
        assertThat(fetch(R1, R2)).isBetween(0.8 * BYTES_PER_SECOND, 1.1 * BYTES_PER_SECOND);
        // What is on no line is not limited.
        assertThat(fetch(NodeId.CLIENTS)).isGreaterThan(5.0 * BYTES_PER_SECOND);
    }
}
