package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

/// A master and a replica in containers of 320 MB, where the kernel kills who takes more: values of
/// many megabytes are stored, replicated and answered, and what does not fit is refused.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class SmallContainerIT {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final long MB = 1 << 20;
    private static final OptionalLong CAP = OptionalLong.of(320 * MB);
    private static final Duration SOON = Duration.ofSeconds(60);

    /// Nothing of what happens meanwhile matters here.
    private static final class Silent implements LabListener {
        @Override
        public void log(long atNanos, NodeId node, String text) {
            // The answers tell enough.
        }

        @Override
        public void started(long atNanos, NodeId node) {
            // It is waited for.
        }

        @Override
        public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
            // Whether it runs is asked at the end.
        }
    }

    private static Cluster started() throws Exception {
        String quick = "save \"\"\nrepl-diskless-sync-delay 0\n";
        var nodes =
                List.of(
                        new NodeSpec(M, quick, List.of(), CAP, false),
                        new NodeSpec(R, quick + "replicaof ${M}\n", List.of(), CAP, false));
        return new DockerLab()
                .start(
                        new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of()),
                        new Silent());
    }

    private static String ask(Cluster cluster, NodeId node, String... command) {
        return cluster.admin(node, SOON, List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private static void await(Cluster cluster, String what, Callable<String> value, String wanted)
            throws Exception {
        long deadline = cluster.nowNanos() + SOON.toNanos();
        for (String seen = value.call(); !seen.contains(wanted); seen = value.call()) {
            if (cluster.nowNanos() > deadline) {
                throw new AssertionFailedError("not within a minute: " + what + "; last " + seen);
            }
            cluster.runFor(Duration.ofMillis(50));
        }
    }

    @Test
    void longValuesAreTakenReplicatedAndAnswered() throws Exception {
        try (Cluster cluster = started()) {
            await(
                    cluster,
                    "the link is up",
                    () -> ask(cluster, R, "INFO", "replication"),
                    "master_link_status:up");
            assertThat(ask(cluster, M, "SET", "k", "v".repeat((int) (60 * MB)))).isEqualTo("OK");
            await(cluster, "by stream", () -> ask(cluster, R, "STRLEN", "k"), "" + 60 * MB);
            assertThat(ask(cluster, M, "APPEND", "k", "v".repeat((int) (20 * MB))))
                    .isEqualTo("" + 80 * MB);

            assertThat(cluster.operate(new OperatorAction.RestartNode(R)).succeeded()).isTrue();
            await(cluster, "by snapshot", () -> ask(cluster, R, "STRLEN", "k"), "" + 80 * MB);

            assertThat(ask(cluster, M, "SET", "k", "v".repeat((int) (10 * MB)))).isEqualTo("OK");
            var ten = new String[11];
            Arrays.fill(ten, "k");
            ten[0] = "MGET";
            assertThat(ask(cluster, M, ten).length()).isGreaterThan((int) (100 * MB));
            assertThat(ask(cluster, M, "SETRANGE", "s", "524288000", "x")).contains("OOM");
            assertThat(ask(cluster, M, "RPUSH", "l", "v".repeat((int) (60 * MB)))).contains("OOM");
            assertThat(ask(cluster, M, "PING")).isEqualTo("PONG");
            assertThat(cluster.running(M) && cluster.running(R)).isTrue();
        }
    }
}
