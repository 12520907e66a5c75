package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.MasterInMinority;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The agents that take Sentinel's place in the simulator: who is promoted, when, and when nobody
/// may be.
class FailoverAgentsTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final NodeId S1 = new NodeId("sentinel-1");
    private static final NodeId S2 = new NodeId("sentinel-2");
    private static final NodeId S3 = new NodeId("sentinel-3");
    private static final Guard.Sentinel GUARD =
            Guard.Sentinel.ofThree(Duration.ofSeconds(3), Duration.ofSeconds(10));

    private final List<String> told = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Cluster cluster;

    private final LabListener listener =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    // What servers say is not what is looked at.
                }

                @Override
                public void guarded(long atNanos, NodeId watcher, GuardEvent event) {
                    told.add(watcher + " " + event.describe());
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    // Seen by its answers.
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    // Seen by its silence.
                }
            };

    private void start(long seed, Guard guard) throws Exception {
        var none = OptionalLong.empty();
        var nodes =
                List.of(
                        new NodeSpec(M, "save \"\"\n", List.of(), none, false),
                        new NodeSpec(R1, "save \"\"\nreplicaof ${M}\n", List.of(), none, false),
                        new NodeSpec(R2, "save \"\"\nreplicaof ${M}\n", List.of(), none, false));
        var sites = List.of(NodeId.CLIENTS);
        var spec = new ClusterSpec("test", seed, Target.FIREDRILL, nodes, List.of(), sites, guard);
        cluster = new SimLab().start(spec, listener);
        cluster.runFor(Duration.ofSeconds(15));
        assertThat(ask(R1, "INFO")).contains("master_link_status:up");
        assertThat(told).as("nothing is wrong so far").isEmpty();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(1), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private String role(NodeId node) {
        return ask(node, "ROLE").contains("master") ? "master" : "slave";
    }

    private static List<Injection> cutBetween(List<NodeId> some, List<NodeId> others) {
        var cuts = new ArrayList<Injection>();
        for (NodeId one : some) {
            for (NodeId other : others) {
                cuts.add(new LinkInjection.CutLink(new LinkId(one, other)));
                cuts.add(new LinkInjection.CutLink(new LinkId(other, one)));
            }
        }
        return cuts;
    }

    /// The partition of the drill: M and one agent on one side, everybody else on the other.
    private List<Handle> isolateMaster() {
        var view = new ClusterView(M, List.of(R1, R2), List.of(NodeId.CLIENTS), GUARD.sites());
        return cluster.injectAll(new MasterInMinority().injections(view, new Prng(1)));
    }

    @Test
    void theMajorityPromotesAReplicaWhileTheIsolatedMasterStands() throws Exception {
        start(1, GUARD);
        isolateMaster();
        cluster.runFor(Duration.ofSeconds(12));

        assertThat(List.of(role(M), role(R1), role(R2)))
                .as("%s", told)
                .containsExactly("master", "master", "slave");
        assertThat(ask(R2, "INFO", "replication")).contains("master_host:R1");
        assertThat(told)
                .contains("sentinel-2 +switch-master M R1", "sentinel-3 +switch-master M R1")
                .doesNotContain("sentinel-1 +switch-master M R1");
    }

    @Test
    void theFormerMasterIsDemotedWhenItIsSeenAgain() throws Exception {
        start(1, GUARD);
        List<Handle> cut = isolateMaster();
        cluster.runFor(Duration.ofSeconds(12));
        cluster.healAll(cut);
        assertThat(cluster.await(Duration.ofSeconds(15), () -> role(M).equals("slave")))
                .as("%s", told)
                .isTrue();

        assertThat(ask(M, "INFO", "replication")).contains("master_host:R1");
        assertThat(role(R1)).isEqualTo("master");
        assertThat(told).contains("sentinel-1 +switch-master M R1");
        assertThat(told).anyMatch(line -> line.endsWith("+convert-to-slave M"));
    }

    /// Both replicas stand with one agent of three. It takes the master for down, and so it stays:
    /// neither is there a quorum, nor with a quorum of one a majority that votes for it.
    @Test
    void aMinorityOfTheAgentsNeverPromotes() throws Exception {
        for (int quorum : List.of(2, 1)) {
            told.clear();
            start(1, new Guard.Sentinel(3, quorum, GUARD.downAfter(), GUARD.failoverTimeout()));
            cluster.injectAll(cutBetween(List.of(M, S2, S3), List.of(R1, R2, S1)));
            cluster.runFor(Duration.ofMinutes(2));

            assertThat(List.of(role(R1), role(R2))).containsExactly("slave", "slave");
            assertThat(told)
                    .contains("sentinel-1 +sdown M")
                    .noneMatch(line -> line.contains("+elected-leader"));
            assertThat(told.contains("sentinel-1 -failover-abort-not-elected M"))
                    .as("%s", told)
                    .isEqualTo(quorum == 1);
            cluster.close();
        }
    }

    /// The control of the test above: with one agent more on that side the replica is promoted.
    @Test
    void aMajorityAtTheSamePlacePromotes() throws Exception {
        start(1, GUARD);
        cluster.injectAll(cutBetween(List.of(M, S3), List.of(R1, R2, S1, S2)));
        cluster.runFor(Duration.ofSeconds(12));

        assertThat(role(R1)).as("%s", told).isEqualTo("master");
    }

    @Test
    void theReplicaWithTheGreatestOffsetIsPromoted() throws Exception {
        start(1, GUARD);
        cluster.injectAll(cutBetween(List.of(M), List.of(R1)));
        cluster.runFor(Duration.ofSeconds(1));
        assertThat(ask(M, "SET", "k", "v")).isEqualTo("OK");
        cluster.runFor(Duration.ofSeconds(2));
        cluster.inject(new ProcessInjection.KillNode(M));
        cluster.runFor(Duration.ofSeconds(12));

        assertThat(List.of(role(R1), role(R2))).as("%s", told).containsExactly("slave", "master");
        assertThat(ask(R2, "GET", "k")).isEqualTo("v");
    }

    /// A master that is away for less than down-after is nobody's business.
    @Test
    void aShortCutIsNoFailover() throws Exception {
        start(1, GUARD);
        List<Handle> cut = isolateMaster();
        cluster.runFor(Duration.ofSeconds(1));
        cluster.healAll(cut);
        cluster.runFor(Duration.ofMinutes(1));

        assertThat(told).noneMatch(line -> line.contains("+odown"));
        assertThat(role(M)).isEqualTo("master");
    }

    @Test
    void theSameSeedGivesTheSameFailover() throws Exception {
        var runs = new ArrayList<List<String>>();
        for (int i = 0; i < 2; i++) {
            told.clear();
            start(7, GUARD);
            isolateMaster();
            cluster.runFor(Duration.ofSeconds(30));
            runs.add(List.copyOf(told));
            cluster.close();
        }
        assertThat(runs.getFirst()).isNotEmpty().isEqualTo(runs.getLast());
    }
}
