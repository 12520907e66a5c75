package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// The engine's real nodes in the simulated world: M, R1, R2.
class SimClusterTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> trace = new ArrayList<>();
    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    trace.add(atNanos + " " + node + " " + text);
                }

                @Override
                public void reported(long atNanos, NodeId node, NodeEvent event) {
                    trace.add(atNanos + " " + node + " " + NodeEventCodec.print(event));
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    trace.add(atNanos + " " + node + " started");
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    trace.add(atNanos + " " + node + " exited " + exitCode + " " + cause);
                }
            };

    private Cluster start(long seed, String masterConf) throws Exception {
        return start(new SimLab(), seed, masterConf, OptionalLong.empty(), false);
    }

    private Cluster start(
            SimLab lab, long seed, String masterConf, OptionalLong cap, boolean supervised)
            throws Exception {
        String quick = "repl-timeout 5\nrepl-ping-replica-period 1\nrepl-diskless-sync-delay 0\n";
        var nodes =
                List.of(
                        new NodeSpec(M, quick + masterConf, List.of(), cap, supervised),
                        new NodeSpec(
                                R1,
                                quick + "save \"\"\nreplicaof ${M}\n",
                                List.of(),
                                OptionalLong.empty(),
                                false),
                        new NodeSpec(
                                R2,
                                quick + "save \"\"\nreplicaof ${M}\n",
                                List.of(),
                                OptionalLong.empty(),
                                false));
        return lab.start(
                new ClusterSpec("test", seed, Target.FIREDRILL, nodes, List.of()), listener);
    }

    private static String ask(Cluster cluster, NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private static String info(Cluster cluster, NodeId node, String field) {
        return ask(cluster, node, "INFO")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private static void awaitSynced(Cluster cluster) {
        boolean up =
                cluster.await(
                        Duration.ofSeconds(30),
                        () ->
                                info(cluster, R1, "master_link_status").equals("up")
                                        && info(cluster, R2, "master_link_status").equals("up"));
        assertThat(up).as("both replicas are connected").isTrue();
    }

    private static void assertSameData(Cluster cluster) {
        cluster.runFor(Duration.ofSeconds(3));
        String digest = ask(cluster, M, "DEBUG", "DIGEST");
        assertThat(ask(cluster, R1, "DEBUG", "DIGEST")).isEqualTo(digest);
        assertThat(ask(cluster, R2, "DEBUG", "DIGEST")).isEqualTo(digest);
    }

    private static List<Handle> cutBoth(Cluster cluster) {
        return cluster.injectAll(
                List.of(
                        new LinkInjection.CutLink(new LinkId(M, R1)),
                        new LinkInjection.CutLink(new LinkId(R1, M)),
                        new LinkInjection.CutLink(new LinkId(M, R2)),
                        new LinkInjection.CutLink(new LinkId(R2, M))));
    }

    @Test
    void replicasThatLostTheirLinkGoOnWhereTheyWere() throws Exception {
        try (Cluster cluster = start(1, "save \"\"\n")) {
            awaitSynced(cluster);
            ask(cluster, M, "SET", "before", "1");
            List<Handle> cuts = cutBoth(cluster);
            assertThat(cuts).allMatch(cut -> cut.begun().bit());
            ask(cluster, M, "SET", "during", "2");
            cluster.runFor(Duration.ofSeconds(10));

            assertThat(cluster.healAll(cuts)).allMatch(proof -> proof.bit());
            cluster.runFor(Duration.ofSeconds(5));
            awaitSynced(cluster);

            assertThat(info(cluster, M, "sync_partial_ok")).isEqualTo("2");
            assertThat(info(cluster, M, "sync_full")).isEqualTo("2");
            assertSameData(cluster);
        }
    }

    @Test
    void oldReplicasStartOverAndShareOneSnapshot() throws Exception {
        try (Cluster cluster = start(2, "save \"\"\ncompat 2.6\n")) {
            cluster.runFor(Duration.ofSeconds(5));
            for (int i = 0; i < 200; i++) {
                ask(cluster, M, "SET", "key" + i, "value".repeat(100));
            }
            List<Handle> cuts = cutBoth(cluster);
            cluster.runFor(Duration.ofSeconds(10));
            int mark = trace.size();
            cluster.healAll(cuts);
            cluster.runFor(Duration.ofSeconds(15));

            List<String> after = trace.subList(mark, trace.size());
            assertThat(after)
                    .filteredOn(line -> line.contains("resync-decided"))
                    .hasSize(2)
                    .allMatch(line -> line.contains("kind=full reason=sync-only"));
            assertSameData(cluster);
        }
    }

    @Test
    void theSameSeedGivesTheSameTraceAndAnotherSeedAnother() throws Exception {
        assertThat(traceOf(7)).isEqualTo(traceOf(7)).isNotEqualTo(traceOf(8));
    }

    private List<String> traceOf(long seed) throws Exception {
        trace.clear();
        try (Cluster cluster = start(seed, "appendonly yes\n")) {
            awaitSynced(cluster);
            for (int i = 0; i < 50; i++) {
                ask(cluster, M, "INCR", "counter");
            }
            cluster.healAll(cutBoth(cluster));
            cluster.runFor(Duration.ofSeconds(8));
        }
        return List.copyOf(trace);
    }

    @Test
    void powerLossTakesOnlyWhatWasNotDurable() throws Exception {
        try (Cluster cluster = start(3, "save \"\"\nappendonly yes\nappendfsync always\n")) {
            awaitSynced(cluster);
            for (int i = 0; i < 20; i++) {
                assertThat(ask(cluster, M, "RPUSH", "log", "line" + i)).isEqualTo("" + (i + 1));
            }
            cluster.inject(new ProcessInjection.PowerLoss(M));
            assertThat(cluster.running(M)).isFalse();
            cluster.operate(new OperatorAction.RestartNode(M));
            cluster.runFor(Duration.ofSeconds(2));

            assertThat(ask(cluster, M, "LLEN", "log")).isEqualTo("20");
        }
    }

    @Test
    void aMissingFsyncIsFoundByAPowerLoss() throws Exception {
        try (Cluster cluster = start(3, "save \"\"\nappendonly yes\nappendfsync no\n")) {
            awaitSynced(cluster);
            for (int i = 0; i < 20; i++) {
                ask(cluster, M, "RPUSH", "log", "line" + i);
            }
            cluster.inject(new ProcessInjection.PowerLoss(M));
            cluster.operate(new OperatorAction.RestartNode(M));
            cluster.runFor(Duration.ofSeconds(2));

            assertThat(ask(cluster, M, "LLEN", "log")).isEqualTo("0");
        }
    }

    @Test
    void theKernelKillsWhatGrowsBeyondItsMemoryAndTheSupervisorStartsItAgain() throws Exception {
        var cap = OptionalLong.of(45L << 20);
        try (Cluster cluster = start(new SimLab(), 4, "save \"\"\n", cap, true)) {
            awaitSynced(cluster);
            for (int i = 0; i < 8; i++) {
                ask(cluster, M, "SET", "big" + i, "x".repeat(1 << 20));
            }
            cluster.runFor(Duration.ofSeconds(5));

            assertThat(trace).anyMatch(line -> line.contains("M exited 137 MEMORY_CAP"));
            assertThat(cluster.starts(M)).isEqualTo(2);
        }
    }

    @Test
    void anInjectionThatIsIgnoredIsSeenNotToBite() throws Exception {
        var lab = new SimLab(List.of(LinkInjection.CutLink.class));
        try (Cluster cluster = start(lab, 5, "save \"\"\n", OptionalLong.empty(), false)) {
            assertThat(cutBoth(cluster)).noneMatch(cut -> cut.begun().bit());
        }
    }

    @Test
    void aSlowLinkIsMeasuredToBeSlow() throws Exception {
        try (Cluster cluster = start(6, "save \"\"\n")) {
            var link = new LinkId(M, R1);
            Handle slow = cluster.inject(new LinkInjection.LimitLink(link, 100_000));
            assertThat(slow.begun().bit()).as(slow.begun().measured()).isTrue();
            assertThat(slow.heal().bit()).isTrue();
            Handle far = cluster.inject(new LinkInjection.DelayLink(link, SECOND, Duration.ZERO));
            assertThat(far.begun().bit()).as(far.begun().measured()).isTrue();
        }
    }

    /// What was sent before the heal still arrives late, and the probe behind it must not be taken
    /// for it.
    @Test
    void aHealIsMeasuredBehindWhatIsStillUnderWay() throws Exception {
        try (Cluster cluster = start(6, "save \"\"\n")) {
            var link = new LinkId(M, R1);
            var world = ((SimCluster) cluster).world();
            Handle far = cluster.inject(new LinkInjection.DelayLink(link, SECOND, Duration.ZERO));
            world.network().link(M, R1).send(1_250_000, () -> {});
            assertThat(far.heal()).matches(Proof::bit, "the delay is gone");

            Handle slow = cluster.inject(new LinkInjection.LimitLink(link, 100_000));
            world.network().link(M, R1).send(500_000, () -> {});
            assertThat(slow.heal()).matches(Proof::bit, "the limit is gone");
        }
    }

    /// What the server said is what helps.
    @Test
    void aNodeThatDoesNotStartIsQuoted() {
        var node =
                new NodeSpec(M, "appendfsync sometimes\n", List.of(), OptionalLong.empty(), false);
        var spec = new ClusterSpec("test", 3, Target.FIREDRILL, List.of(node), List.of());

        assertThatThrownBy(() -> new SimLab().start(spec, listener))
                .isInstanceOf(ClusterFailed.class)
                .hasMessageContaining("node M ended; its last log lines: ")
                .hasMessageContaining("'appendfsync sometimes'");
    }

    /// Two redis-servers of version 7.0.15 come to 251 full resyncs in that time. A replica here
    /// asks at most five times a second.
    @Test
    void aSnapshotThatBreaksOffIsAskedForAgainAtOnce() throws Exception {
        try (Cluster cluster = start(1, "save \"\"\nrepl-backlog-size 16kb\n")) {
            awaitSynced(cluster);
            for (int i = 0; i < 1_000; i++) {
                ask(cluster, M, "SET", "key:" + i, "value " + i * 7919);
            }
            cluster.inject(new ProcessInjection.KillNode(R1));
            var toReplica = new LinkId(M, R1);
            Handle drops = cluster.inject(new LinkInjection.DropLinkAfter(toReplica, 3_000));
            assertThat(drops.begun().bit()).isTrue();
            cluster.operate(new OperatorAction.RestartNode(R1));
            int before = fullResyncs();
            cluster.runFor(Duration.ofSeconds(25));
            assertThat(fullResyncs() - before).isBetween(120, 126);
        }
    }

    private int fullResyncs() {
        return (int)
                trace.stream()
                        .filter(line -> line.matches(".* M resync-decided .*kind=full.*"))
                        .count();
    }
}
