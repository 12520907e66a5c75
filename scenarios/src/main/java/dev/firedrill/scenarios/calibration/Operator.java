package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Asks a node at the node itself, past all links.
final class Operator {
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);
    private static final Duration UP_MAX = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(2);

    private Operator() {}

    /// @throws CalibrationFailed when there is no answer, or it is an error
    static String ask(Cluster cluster, NodeId node, String... words) throws CalibrationFailed {
        return cluster.admin(node, ANSWER_MAX, List.of(words))
                .filter(reply -> !(reply instanceof Reply.Failure))
                .map(Reply::describe)
                .orElseThrow(() ->
                        new CalibrationFailed(
                                node + " did not carry out " + String.join(" ", words)));
    }

    static void awaitPong(Cluster cluster, NodeId node) throws CalibrationFailed {
        for (long end = cluster.nowNanos() + UP_MAX.toNanos(); cluster.nowNanos() < end; ) {
            if (cluster.admin(node, ANSWER_MAX, List.of("PING")).isPresent()) return;
            cluster.runFor(POLL);
        }
        throw new CalibrationFailed(
                String.format(
                        Locale.ROOT,
                        "%s did not answer PING within %d s",
                        node,
                        UP_MAX.toSeconds()));
    }

    /// A number of INFO.
    static long info(Cluster cluster, NodeId node, String field) throws CalibrationFailed {
        String answer = ask(cluster, node, "INFO", "all");
        for (String line : answer.lines().toList()) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.substring(field.length() + 1).strip());
            }
        }
        throw new CalibrationFailed(node + " has no " + field + " in INFO");
    }
}
