package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.sim.SimLab;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Two datasets have the same digest when they hold the same, however the servers store it.
class DatasetDigestTest {
    private static final NodeId A = new NodeId("A");
    private static final NodeId B = new NodeId("B");

    private static final List<String> DATASET =
            List.of(
                    "SET k value",
                    "RPUSH l a b a",
                    "SADD s x y z",
                    "HSET h f 1 g 2 e 3",
                    "ZADD z 2 two 1 one",
                    "SET t gone EX 1000");

    private static NodeSpec node(NodeId id, String conf) {
        return new NodeSpec(id, conf, List.of(), OptionalLong.empty(), false);
    }

    private static void run(Cluster cluster, NodeId node, List<String> commands) {
        for (String command : commands) {
            assertThat(cluster.admin(node, Duration.ofSeconds(5), List.of(command.split(" "))))
                    .isPresent();
        }
    }

    private static String digest(Cluster cluster, NodeId node) {
        return new DatasetDigest(cluster, node).read().orElseThrow();
    }

    @Test
    void itFollowsTheDataAlone() throws Exception {
        var spec =
                new ClusterSpec(
                        "test",
                        1,
                        Target.FIREDRILL,
                        List.of(
                                node(A, "save \"\"\n"),
                                node(B, "save \"\"\nhash-max-listpack-entries 1\n")),
                        List.of());
        try (Cluster cluster = new SimLab().start(spec, LabListener.NOBODY)) {
            assertThat(digest(cluster, A)).isEqualTo(digest(cluster, B));
            run(cluster, A, DATASET);
            run(cluster, B, DATASET.reversed());
            String same = digest(cluster, A);
            assertThat(digest(cluster, B)).isEqualTo(same);

            for (String change :
                    List.of(
                            "SET k other",
                            "RPUSH l c",
                            "SREM s x",
                            "HSET h f 2",
                            "ZADD z 3 two",
                            "PERSIST t",
                            "SET new key",
                            "DEL k")) {
                String before = digest(cluster, A);
                run(cluster, A, List.of(change));
                assertThat(digest(cluster, A)).as(change).isNotEqualTo(before);
            }
        }
    }

    @Test
    void aTypeThatCannotBeReadHasNoDigest() throws Exception {
        var spec =
                new ClusterSpec(
                        "test",
                        1,
                        Target.FIREDRILL,
                        List.of(node(A, "save \"\"\nrename-command GET \"\"\n")),
                        List.of());
        try (Cluster cluster = new SimLab().start(spec, LabListener.NOBODY)) {
            run(cluster, A, List.of("SET k value"));
            assertThat(new DatasetDigest(cluster, A).read()).isEmpty();
        }
    }
}
