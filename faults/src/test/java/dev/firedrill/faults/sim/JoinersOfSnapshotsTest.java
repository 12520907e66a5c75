package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A replica that asks for a snapshot while one is being written for another is sent that one, and
/// all that was written since it began.
class JoinersOfSnapshotsTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final Duration SOON = Duration.ofSeconds(60);

    /// More than one block of a replica's stream holds.
    private static final int VALUE_BYTES = 10_000;

    private static final int VALUES = 20;

    private final List<String> lines = new ArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    lines.add(node + " " + text);
                }
            };

    private static String ask(Cluster cluster, NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private static void write(Cluster cluster, String prefix) {
        for (int i = 0; i < VALUES; i++) {
            assertThat(ask(cluster, M, "SET", prefix + i, "v".repeat(VALUE_BYTES))).isEqualTo("OK");
        }
    }

    private void await(Cluster cluster, String what, BooleanSupplier condition) {
        assertThat(cluster.await(SOON, condition)).as("%s after %s", what, lines).isTrue();
    }

    private static void follow(Cluster cluster, NodeId replica) {
        String[] address = cluster.address(replica, M).split(" ", -1);
        assertThat(ask(cluster, replica, "REPLICAOF", address[0], address[1])).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"compat 2.6\n", "repl-diskless-sync no\n"})
    void whoJoinsASnapshotHasAllThatWasWrittenSinceItBegan(String conf) throws Exception {
        List<NodeSpec> nodes =
                Stream.of(M, R1, R2)
                        .map(id ->
                                new NodeSpec(
                                        id,
                                        "save \"\"\n" + conf,
                                        List.of(),
                                        OptionalLong.empty(),
                                        false))
                        .toList();
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
        try (Cluster cluster = new SimLab().start(spec, listener)) {
            await(cluster, "it answers", () -> ask(cluster, M, "PING").equals("PONG"));
            write(cluster, "before:");
            Handle slow = cluster.inject(new DiskInjection.ThrottleDisk(M, 1_000));
            follow(cluster, R1);
            await(
                    cluster,
                    "the snapshot has begun",
                    () -> lines.contains("M Starting BGSAVE for SYNC with target: disk"));
            write(cluster, "meanwhile:");
            follow(cluster, R2);
            await(
                    cluster,
                    "the other has joined",
                    () -> lines.contains("M Waiting for end of BGSAVE for SYNC"));
            slow.heal();
            write(cluster, "afterwards:");
            for (NodeId replica : List.of(R1, R2)) {
                await(
                        cluster,
                        replica + " has all",
                        () ->
                                ask(cluster, replica, "DEBUG", "DIGEST")
                                        .equals(ask(cluster, M, "DEBUG", "DIGEST")));
            }
            assertThat(lines).noneMatch(line -> line.contains("Protocol error"));
        }
    }
}
