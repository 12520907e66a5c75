package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

/// A drill whose nodes have 320 MB each: under long values, unread replies and resyncs no process
/// ends, what was acknowledged is on every node, and what did not fit was refused in the documented
/// words.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class SmallNodesDrillIT {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final List<NodeId> REPLICAS = List.of(R1, R2);
    private static final long MB = 1 << 20;
    private static final long CAP = 320 * MB;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String QUICK =
            "save \"\"\nrepl-diskless-sync-delay 0\nrepl-timeout 10\nrepl-ping-replica-period 1\n";
    private static final String REFUSED =
            "-OOM command not allowed: the server has no memory left for it.";

    private final List<String> trace = new CopyOnWriteArrayList<>();
    private final Map<String, LongValue> acknowledged = new TreeMap<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    trace.add(node + " " + text);
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    trace.add(node + " started");
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    trace.add(node + " exited " + exitCode + " " + cause);
                }
            };

    private @Nullable DockerCluster started;

    private void start(NodeSpec... nodes) throws Exception {
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, List.of(nodes), List.of());
        started = (DockerCluster) new DockerLab().start(spec, listener);
    }

    private static NodeSpec node(NodeId id, String conf) {
        return new NodeSpec(id, QUICK + conf, List.of(), OptionalLong.of(CAP), false);
    }

    private DockerCluster cluster() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void close() {
        if (started != null) {
            started.close();
        }
    }

    private LongValueClient client(NodeId node) throws IOException {
        String host = cluster().engine().hostAddress();
        int port = cluster().links().hostPort(new LinkId(NodeId.CLIENTS, node));
        return new LongValueClient(host, port);
    }

    private String ask(NodeId node, String... command) {
        return cluster()
                .admin(node, SOON, List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private void await(String what, Callable<String> value, String wanted) throws Exception {
        Cluster cluster = cluster();
        long deadline = cluster.nowNanos() + SOON.toNanos();
        for (String seen = value.call(); !seen.contains(wanted); seen = value.call()) {
            if (cluster.nowNanos() > deadline) {
                throw new AssertionFailedError(
                        "not within a minute: " + what + "; last " + seen + "; log: " + trace);
            }
            cluster.runFor(Duration.ofMillis(50));
        }
    }

    private void awaitLinks() throws Exception {
        for (NodeId replica : REPLICAS) {
            await(
                    "the link of " + replica + " is up",
                    () -> ask(replica, "INFO", "replication"),
                    "master_link_status:up");
        }
    }

    private void awaitLength(String key, LongValue value) throws Exception {
        for (NodeId replica : REPLICAS) {
            await(key + " on " + replica, () -> ask(replica, "STRLEN", key), "" + value.bytes());
        }
    }

    private void mustTake(String key, LongValue value) throws IOException {
        assertThat(answerTo(key, value))
                .as("SET %s, %d MB", key, value.megabytes())
                .isEqualTo("+OK");
    }

    /// What the master says to a SET; kept for the final reads when it is acknowledged.
    private String answerTo(String key, LongValue value) throws IOException {
        try (LongValueClient client = client(M)) {
            String answer = client.set(key, value);
            if (answer.equals("+OK")) {
                acknowledged.put(key, value);
            }
            return answer;
        }
    }

    private void delete(String key) {
        assertThat(ask(M, "DEL", key)).isEqualTo("1");
        acknowledged.remove(key);
    }

    private long fullResyncs() {
        return ask(M, "INFO", "stats")
                .lines()
                .filter(line -> line.startsWith("sync_full:"))
                .mapToLong(line -> Long.parseLong(line.substring("sync_full:".length()).strip()))
                .findFirst()
                .orElseThrow();
    }

    private List<Handle> cutReplicasOff() {
        var cuts = new ArrayList<Injection>();
        for (NodeId replica : REPLICAS) {
            cuts.add(new LinkInjection.CutLink(new LinkId(M, replica)));
            cuts.add(new LinkInjection.CutLink(new LinkId(replica, M)));
        }
        return cluster().injectAll(cuts);
    }

    private void assertNoProcessEnded() {
        assertThat(trace).noneMatch(line -> line.contains(" exited "));
        for (NodeId node : cluster().nodes()) {
            var seen = cluster().container(node).inspect();
            assertThat(seen.getState().getOOMKilled()).as("the kernel killed in " + node).isFalse();
            assertThat(seen.getState().getRunning()).as(node + " runs").isTrue();
            assertThat(seen.getRestartCount()).isZero();
            assertThat(cluster().starts(node)).isEqualTo(1);
        }
    }

    private void assertEveryNodeHasWhatWasAcknowledged(SmallWrites small) throws Exception {
        for (NodeId node : cluster().nodes()) {
            try (LongValueClient client = client(node)) {
                for (var entry : acknowledged.entrySet()) {
                    client.tell("GET", entry.getKey());
                    assertThat(checksum(client, entry + " on " + node))
                            .as(entry + " on " + node)
                            .isEqualTo(entry.getValue().checksum());
                }
                for (String key : small.acknowledged()) {
                    client.tell("GET", key);
                    assertThat(client.line()).as(key + " on " + node).startsWith("$");
                    assertThat(client.line()).as(key + " on " + node).isEqualTo(key);
                }
            }
        }
    }

    /// A value that a node does not send is explained by its log.
    private long checksum(LongValueClient client, String what) {
        try {
            return client.checksum();
        } catch (IOException failed) {
            throw new AssertionFailedError(
                    what + ": " + failed.getMessage() + "; log: " + String.join("\n", trace),
                    failed);
        }
    }

    @Test
    void aDrillWithLongValuesEndsNoProcess() throws Exception {
        start(node(M, ""), node(R1, "replicaof ${M}\n"), node(R2, "replicaof ${M}\n"));
        awaitLinks();
        SmallWrites small = SmallWrites.start(cluster(), M);

        storeAndReplicate();
        leaveRepliesUnread();
        resyncAfterACut();

        small.stop();
        assertThat(small.unexpected()).isEmpty();
        assertThat(small.acknowledged()).isNotEmpty();
        awaitWhatIsAcknowledged();
        assertEveryNodeHasWhatWasAcknowledged(small);
        assertNoProcessEnded();
    }

    private void storeAndReplicate() throws Exception {
        mustTake("stored", new LongValue(1, 60));
        awaitLength("stored", new LongValue(1, 60));
        // Beside the 60 MB there is no room for 100 MB and the replicas' copy of it.
        assertThat(answerTo("long", new LongValue(2, 100))).startsWith(REFUSED);
        delete("stored");
        String answer = answerTo("long", new LongValue(3, 100));
        if (answer.equals("+OK")) {
            awaitLength("long", new LongValue(3, 100));
            delete("long");
        } else {
            assertThat(answer).startsWith(REFUSED);
        }
        mustTake("streamed", new LongValue(4, 80));
        awaitLength("streamed", new LongValue(4, 80));
        delete("streamed");
    }

    private void leaveRepliesUnread() throws Exception {
        var value = new LongValue(5, 10);
        mustTake("asked", value);
        try (LongValueClient slow = client(M)) {
            for (int i = 0; i < 10; i++) {
                slow.tell("GET", "asked");
            }
            await(
                    "the replies wait",
                    () -> ask(M, "CLIENT", "LIST").contains("cmd=get") ? "asked" : "",
                    "asked");
            assertThat(ask(M, "PING")).isEqualTo("PONG");
            assertThat(answerTo("meanwhile", new LongValue(6, 1))).isEqualTo("+OK");
            for (int i = 0; i < 10; i++) {
                assertThat(slow.checksum()).isEqualTo(value.checksum());
            }
        }
    }

    private void resyncAfterACut() throws Exception {
        long before = fullResyncs();
        List<Handle> cuts = cutReplicasOff();
        assertThat(cuts).allMatch(cut -> cut.begun().bit());
        mustTake("resynced", new LongValue(7, 80));
        // Longer than `repl-timeout`: both sides give the link up.
        cluster().runFor(Duration.ofSeconds(12));
        assertThat(cluster().healAll(List.copyOf(cuts))).allMatch(proof -> proof.bit());
        awaitLength("resynced", new LongValue(7, 80));
        awaitLinks();
        assertThat(fullResyncs()).isEqualTo(before + REPLICAS.size());
    }

    /// The master's PINGs go on, so that a replica may pass the offset between two looks at it.
    private void awaitWhatIsAcknowledged() throws Exception {
        long acknowledgedOffset = offset(M);
        assertThat(acknowledgedOffset).isPositive();
        for (NodeId replica : REPLICAS) {
            await(
                    replica + " has everything up to " + acknowledgedOffset,
                    () -> {
                        long offset = offset(replica);
                        return offset >= acknowledgedOffset ? "everything" : "only " + offset;
                    },
                    "everything");
        }
    }

    private long offset(NodeId node) {
        return ask(node, "INFO", "replication")
                .lines()
                .filter(line -> line.startsWith("master_repl_offset:"))
                .mapToLong(line ->
                        Long.parseLong(line.substring("master_repl_offset:".length()).strip()))
                .findFirst()
                .orElse(-1);
    }

    /// The kernel's limit is what counts, also when an operator moves it under a running server.
    @Test
    void aCapThatIsMovedIsHonouredDownAndUp() throws Exception {
        start(node(M, ""));
        mustTake("k", new LongValue(1, 100));
        delete("k");

        Handle lower = cluster().inject(new ResourceInjection.CapMemory(M, 180 * MB));
        assertThat(lower.begun().bit()).as(lower.begun().toString()).isTrue();
        awaitLimit(180);
        assertThat(answerTo("k", new LongValue(2, 100))).startsWith(REFUSED);
        mustTake("k", new LongValue(3, 10));

        assertThat(lower.heal().bit()).isTrue();
        awaitLimit(320);
        mustTake("k", new LongValue(4, 100));
        assertThat(answerTo("other", new LongValue(5, 300))).startsWith(REFUSED);

        Handle higher = cluster().inject(new ResourceInjection.CapMemory(M, 640 * MB));
        assertThat(higher.begun().bit()).as(higher.begun().toString()).isTrue();
        awaitLimit(640);
        mustTake("other", new LongValue(6, 300));
        assertThat(ask(M, "PING")).isEqualTo("PONG");
        assertNoProcessEnded();
    }

    private void awaitLimit(int megabytes) throws Exception {
        String line = "memory limit is now " + megabytes * MB + " bytes";
        await(line, () -> trace.isEmpty() ? "" : trace.toString(), line);
    }
}
