package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A resync over a slow link ends when the replica has the data, not when the master has handed the
/// last byte to its kernel. M sends R 200,000 bytes a second.
class ResyncEndTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final long BYTES_PER_SECOND = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private record Reported(long atNanos, NodeEvent event) {}

    private final List<Reported> reported = new ArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    // Facts do not come as texts.
                }

                @Override
                public void reported(long atNanos, NodeId node, NodeEvent event) {
                    if (node.equals(M)) {
                        reported.add(new Reported(atNanos, event));
                    }
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    // Nobody asks.
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    // Nobody asks.
                }
            };

    private Cluster start(String conf) throws Exception {
        String quick = "save \"\"\nrepl-diskless-sync-delay 0\nrdbcompression no\n" + conf;
        var nodes =
                List.of(
                        new NodeSpec(M, quick, List.of(), OptionalLong.empty(), false),
                        new NodeSpec(R, quick, List.of(), OptionalLong.empty(), false));
        var slow =
                new LinkSpec(
                        new LinkId(M, R),
                        Duration.ofMillis(20),
                        Duration.ZERO,
                        OptionalLong.of(BYTES_PER_SECOND),
                        Optional.empty());
        return new SimLab()
                .start(
                        new ClusterSpec("test", 5, Target.FIREDRILL, nodes, List.of(slow)),
                        listener);
    }

    private static void ask(Cluster cluster, NodeId node, String... command) {
        Optional<Reply> reply = cluster.admin(node, PATIENCE, List.of(command));
        assertThat(reply.map(Reply::describe)).hasValue("OK");
    }

    private static void fill(Cluster cluster, String prefix, int thousands) {
        for (int i = 0; i < thousands; i++) {
            ask(cluster, M, "SET", prefix + i, "v".repeat(1000));
        }
    }

    private <E extends NodeEvent> List<Reported> all(Class<E> type) {
        return reported.stream().filter(one -> type.isInstance(one.event)).toList();
    }

    /// The last one that was decided is over; how long it took and how long its bytes alone take.
    private void assertTakesAsLongAsTheLink(Cluster cluster, ResyncKind kind, long bytesMin) {
        int before = all(NodeEvent.ResyncEnded.class).size();
        assertThat(cluster.await(PATIENCE, () -> all(NodeEvent.ResyncEnded.class).size() > before))
                .as("the resync ends")
                .isTrue();
        Reported decided = all(NodeEvent.ResyncDecided.class).getLast();
        Reported over = all(NodeEvent.ResyncEnded.class).getLast();
        var ended = (NodeEvent.ResyncEnded) over.event;
        assertThat(ended.replica()).isEqualTo("R");
        assertThat(ended.kind()).isEqualTo(kind);
        assertThat(ended.bytes().orElseThrow()).isGreaterThan(bytesMin);

        long tookNanos = over.atNanos - decided.atNanos;
        long linkNanos = ended.bytes().orElseThrow() * 1_000_000_000L / BYTES_PER_SECOND;
        // An acknowledgement comes with the stream, or a second later.
        assertThat(tookNanos).isBetween(linkNanos, linkNanos + 1_500_000_000L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "repl-diskless-sync yes",
                "repl-diskless-sync no",
                "repl-diskless-load swapdb",
                "compat 2.6"
            })
    void aFullResyncTakesAsLongAsItsSnapshotOnTheLink(String conf) throws Exception {
        try (Cluster cluster = start(conf + "\n")) {
            cluster.runFor(Duration.ofSeconds(1));
            fill(cluster, "key", 1000);
            ask(cluster, R, "REPLICAOF", "M", "6379");

            assertTakesAsLongAsTheLink(cluster, ResyncKind.FULL, 900_000);
        }
    }

    @Test
    void aPartialResyncTakesAsLongAsWhatWasMissed() throws Exception {
        try (Cluster cluster = start("")) {
            cluster.runFor(Duration.ofSeconds(1));
            ask(cluster, R, "REPLICAOF", "M", "6379");
            cluster.await(PATIENCE, () -> !all(NodeEvent.ResyncEnded.class).isEmpty());
            List<Handle> resets =
                    cluster.injectAll(
                            List.of(
                                    new LinkInjection.ResetLink(new LinkId(M, R)),
                                    new LinkInjection.RefuseLink(new LinkId(R, M))));
            fill(cluster, "missed", 800);
            int before = all(NodeEvent.ResyncDecided.class).size();
            cluster.healAll(resets);
            cluster.await(PATIENCE, () -> all(NodeEvent.ResyncDecided.class).size() > before);

            assertTakesAsLongAsTheLink(cluster, ResyncKind.PARTIAL, 600_000);
        }
    }
}
