package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Waits until every node of a cluster that was just started answers.
record NodesUp(DockerMachines cluster) {
    private static final Duration UP_MAX = Duration.ofSeconds(60);

    /// @throws ClusterFailed for the first node that does not: its last log lines
    void await() throws ClusterFailed {
        for (NodeId node : cluster.nodes()) {
            if (!isUp(node)) {
                String how =
                        cluster.running(node)
                                ? String.format(
                                        Locale.ROOT,
                                        "did not answer within %d s",
                                        UP_MAX.toSeconds())
                                : "ended with exit code " + cluster.container(node).exitCode();
                throw new ClusterFailed(node, how, cluster.container(node).lastLines());
            }
        }
    }

    /// Whether the node answers within a minute. The answer that it is loading counts; an end of
    /// its process ends the wait.
    private boolean isUp(NodeId node) {
        long deadline = cluster.nowNanos() + UP_MAX.toNanos();
        while (cluster.nowNanos() < deadline
                && (cluster.running(node) || cluster.container(node).isSupervised())) {
            Optional<Reply> answer = cluster.admin(node, Duration.ofSeconds(1), List.of("PING"));
            if (answer.isPresent()) {
                return true;
            }
            cluster.runFor(Duration.ofMillis(50));
        }
        return false;
    }
}
