package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Any sequence of begin and heal leaves the simulated world in exactly the conditions of what is
/// still in force, and every measurement on the way agrees with them.
class SimConditionsPropertyTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final LinkId OUT = new LinkId(M, R);
    private static final int STEPS = 60;
    private static final int IN_FORCE_MAX = 6;

    private static final LabListener NOBODY =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    // The world is looked at.
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    // The world is looked at.
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    // The world is looked at.
                }
            };

    private static Duration millis(Prng prng) {
        return Duration.ofMillis(100L * (1 + prng.nextInt(4)));
    }

    private static Injection drawn(Prng prng) {
        long rate = 20_000L << prng.nextInt(5);
        LinkId link = prng.chance(0.7) ? OUT : OUT.opposite();
        return switch (prng.nextInt(19)) {
            case 0, 1 -> new LinkInjection.CutLink(link);
            case 2 -> new LinkInjection.RefuseLink(link);
            case 3 -> new LinkInjection.DelayLink(link, millis(prng), Duration.ofMillis(5));
            case 4 -> new LinkInjection.LimitLink(link, rate);
            case 5 -> new LinkInjection.SlowCloseLink(link, millis(prng));
            case 6 -> new LinkInjection.DropLinkAfter(link, rate);
            case 7 -> new LinkInjection.BlackholeLink(link, Duration.ofSeconds(5));
            case 8 -> new ProcessInjection.PauseNode(M);
            case 9 -> new ProcessInjection.SuperviseNode(M, millis(prng));
            case 10 -> new DiskInjection.ThrottleDisk(M, rate);
            case 11 -> new DiskInjection.DelayFsync(M, millis(prng));
            case 12 -> new DiskInjection.FailFsync(M);
            case 13 -> new DiskInjection.FailWrite(M);
            case 14 -> new DiskInjection.FillDisk(M);
            case 15 -> new DiskInjection.ReadOnlyDisk(M);
            case 16 -> new ResourceInjection.CapMemory(M, (400L + prng.nextInt(5)) << 20);
            case 17 -> new ResourceInjection.LimitCpu(M, 0.1 * (1 + prng.nextInt(8)));
            default -> new ClockInjection.DriftClock(M, 100 * (1 + prng.nextInt(5)));
        };
    }

    private static SimCluster start() throws Exception {
        var none = OptionalLong.empty();
        var nodes =
                List.of(
                        new NodeSpec(M, "save \"\"\n", List.of(), none, true),
                        new NodeSpec(R, "save \"\"\n", List.of(), none, false));
        var spec = new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of());
        return (SimCluster) new SimLab().start(spec, NOBODY);
    }

    private static void assertConditions(SimCluster cluster, List<Handle> open, String which) {
        World world = cluster.world();
        var now = new InForce(open.stream().map(Handle::injection).toList());
        for (LinkId id : List.of(OUT, OUT.opposite())) {
            Link link = world.network().link(id);
            assertThat(link.conditions()).as(which).isEqualTo(now.link(id, link.baseline()));
        }
        World.Host host = world.host(M);
        assertThat(host.disk.conditions()).as(which).isEqualTo(now.disk(M));
        NodeConditions node = now.node(M, NodeConditions.undisturbed(host.spec));
        assertThat(host.conditions).as(which).isEqualTo(node);
        assertThat(Objects.requireNonNull(host.process).paused())
                .as(which)
                .isEqualTo(node.paused());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theWorldIsAsWhatIsStillInForceMakesIt(long seed) throws Exception {
        var prng = new Prng(seed);
        var open = new ArrayList<Handle>();
        var story = new ArrayList<String>();
        try (SimCluster cluster = start()) {
            for (int step = 0; step < STEPS; step++) {
                Proof proof;
                if (open.size() == IN_FORCE_MAX || (!open.isEmpty() && prng.chance(0.45))) {
                    Handle handle = open.remove(prng.nextInt(open.size()));
                    story.add("heal " + handle.injection().describe());
                    proof = handle.heal();
                } else {
                    Handle handle = cluster.inject(drawn(prng));
                    open.add(handle);
                    story.add("begin " + handle.injection().describe());
                    proof = handle.begun();
                }
                String which = "seed " + seed + ": " + story;
                assertConditions(cluster, open, which);
                assertThat(proof.bit()).as(which + " " + proof).isTrue();
            }
            assertThat(cluster.healAll(List.copyOf(open))).allMatch(Proof::bit);
            assertConditions(cluster, List.of(), "after all of " + story);
            assertThat(cluster.world().host(M).disk.conditions())
                    .isEqualTo(DiskConditions.UNDISTURBED);
        }
    }
}
