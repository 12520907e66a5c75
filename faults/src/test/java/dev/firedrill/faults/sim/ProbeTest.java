package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.OneShotCommand;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each injection is measured to bite when it is carried out, to be gone when it is healed, and not
/// to bite when a lab only says that it was carried out.
class ProbeTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final LinkId OUT = new LinkId(M, R);
    private static final LinkId BACK = new LinkId(R, M);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final LabListener NOBODY =
            new LabListener() {
                @Override
                public void log(long atNanos, NodeId node, String text) {
                    // What servers say is not what is measured.
                }

                @Override
                public void started(long atNanos, NodeId node) {
                    // The probes look for themselves.
                }

                @Override
                public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                    // The probes look for themselves.
                }
            };

    static List<Injection> injections() {
        return List.of(
                new LinkInjection.CutLink(OUT),
                new LinkInjection.RefuseLink(BACK),
                new LinkInjection.ResetLink(OUT),
                new LinkInjection.DelayLink(OUT, SHORT, Duration.ofMillis(5)),
                new LinkInjection.LimitLink(OUT, 100_000),
                new LinkInjection.SlowCloseLink(OUT, SHORT),
                new LinkInjection.DropLinkAfter(OUT, 10_000),
                new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(30)),
                new ProcessInjection.KillNode(M),
                new ProcessInjection.TerminateNode(M),
                new ProcessInjection.PauseNode(M),
                new ProcessInjection.SuperviseNode(M, SHORT),
                new DiskInjection.ThrottleDisk(M, 100_000),
                new DiskInjection.DelayFsync(M, SHORT),
                new DiskInjection.FailFsync(M),
                new DiskInjection.FailWrite(M),
                new DiskInjection.FillDisk(M),
                new DiskInjection.ReadOnlyDisk(M),
                new DiskInjection.CrashDuringNextWrite(M, 3),
                new ProcessInjection.PowerLoss(M),
                new DiskInjection.FlipBit(M, "dump.rdb", 9, 3),
                new DiskInjection.TruncateFile(M, "dump.rdb", 10),
                new ResourceInjection.CapMemory(M, 500 << 20),
                new ResourceInjection.LimitCpu(M, 0.25),
                new ClockInjection.JumpClock(M, Duration.ofHours(1)),
                new ClockInjection.DriftClock(M, 400));
    }

    private static Cluster start(SimLab lab) throws Exception {
        var none = OptionalLong.empty();
        var nodes =
                List.of(
                        new NodeSpec(M, "save \"\"\n", List.of(), none, false),
                        new NodeSpec(R, "replicaof ${M}\n", List.of(), none, false));
        var spec = new ClusterSpec("probe", 1, Target.FIREDRILL, nodes, List.of());
        Cluster cluster = lab.start(spec, NOBODY);
        assertThat(cluster.admin(M, Duration.ofSeconds(5), List.of("SAVE"))).isPresent();
        return cluster;
    }

    @ParameterizedTest
    @MethodSource("injections")
    void whatIsCarriedOutIsSeenToBiteAndToBeGone(Injection injection) throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            Handle handle = cluster.inject(injection);

            assertThat(handle.begun().bit()).as(handle.begun().toString()).isTrue();
            assertThat(handle.heal().bit()).as(handle.heal().toString()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("injections")
    void anInjectionThatWasNotAppliedFailsItsProof(Injection injection) throws Exception {
        try (Cluster cluster = start(new SimLab(List.of(injection.getClass())))) {
            Handle handle = cluster.inject(injection);

            assertThat(handle.begun().bit()).as(handle.begun().toString()).isFalse();
        }
    }

    /// What is done a second time to a process that is gone does not bite either.
    @Test
    void aDeadProcessCannotBeKilled() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            cluster.inject(new ProcessInjection.KillNode(M));

            assertThat(cluster.inject(new ProcessInjection.KillNode(M)).begun().bit()).isFalse();
        }
    }

    static List<LinkInjection> thatHoldBytesUp() {
        return List.of(
                new LinkInjection.CutLink(OUT),
                new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(30)),
                new LinkInjection.DelayLink(OUT, SHORT, Duration.ofMillis(5)),
                new LinkInjection.LimitLink(OUT, 100_000));
    }

    /// As a snapshot does on a slow line: what is sent from here on waits for twenty seconds.
    private static void clog(Cluster cluster) {
        Link link = ((SimCluster) cluster).world().network().link(OUT);
        link.send((long) (20 * link.bytesPerSecond()), () -> {});
    }

    @ParameterizedTest
    @MethodSource("thatHoldBytesUp")
    void whatWaitsItsTurnIsNotTakenForWhatAnInjectionHoldsUp(LinkInjection injection)
            throws Exception {
        try (Cluster cluster = start(new SimLab(List.of(injection.getClass())))) {
            clog(cluster);
            Proof begun = cluster.inject(injection).begun();

            assertThat(begun.bit()).as(begun.toString()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("thatHoldBytesUp")
    void whatIsHeldUpBehindOthersIsSeenToBiteAndToBeGone(LinkInjection injection) throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            clog(cluster);
            Handle handle = cluster.inject(injection);

            assertThat(handle.begun().bit()).as(handle.begun().toString()).isTrue();
            assertThat(handle.heal().bit()).as(handle.heal().toString()).isTrue();
        }
    }

    static List<OperatorAction> actions() {
        return List.of(
                new OperatorAction.RestartNode(M),
                new OperatorAction.OperatorCommand(M, List.of("CONFIG", "SET", "maxclients", "99")),
                new OperatorAction.EditConfig(M, "maxclients 77\nreplicaof ${R}\n"));
    }

    @ParameterizedTest
    @MethodSource("actions")
    void whatTheOperatorDoesSucceeds(OperatorAction action) throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            OperatorOutcome outcome = cluster.operate(action);

            assertThat(outcome.succeeded()).as(outcome.seen()).isTrue();
        }
    }

    @Test
    void everyActionOfTheOperatorIsTriedHere() {
        List<? extends Class<?>> tried = actions().stream().map(OperatorAction::getClass).toList();

        assertThat(Arrays.asList(OperatorAction.class.getPermittedSubclasses()))
                .hasSameElementsAs(tried);
    }

    @Test
    void aCommandThatIsRefusedDidNotSucceed() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            var refused =
                    new OperatorAction.OperatorCommand(M, List.of("CONFIG", "SET", "nope", "1"));

            assertThat(cluster.operate(refused).succeeded()).isFalse();
        }
    }

    @Test
    void everyInjectionThatTheLabSupportsIsTriedHere() {
        var lab = new SimLab();
        List<? extends Class<?>> tried = injections().stream().map(Injection::getClass).toList();

        assertThat(injections()).allMatch(one -> lab.capabilities().contains(Capability.of(one)));
        assertThat(Injection.kinds()).allMatch(tried::contains);
    }

    /// Of one thread a whole core takes nothing: such a quota does not bite.
    @Test
    void aQuotaOfAWholeCoreDoesNotBite() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            Handle handle = cluster.inject(new ResourceInjection.LimitCpu(M, 2));

            assertThat(handle.begun().bit()).isFalse();
            assertThat(handle.begun().measured()).startsWith("1.00 cores");
            assertThat(handle.heal().bit()).isTrue();
        }
    }

    @Test
    void underAQuotaEachCommandTakesLonger() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            long undisturbed = nanosOfLongValue(cluster);
            try (Handle _ = cluster.inject(new ResourceInjection.LimitCpu(M, 0.1))) {
                assertThat(nanosOfLongValue(cluster)).isBetween(undisturbed * 7, undisturbed * 11);
            }
            assertThat(nanosOfLongValue(cluster)).isEqualTo(undisturbed);
        }
    }

    /// Looked at every 10 ms.
    private static long nanosOfLongValue(Cluster cluster) {
        long began = cluster.nowNanos();
        String value = "v".repeat(20_000_000);
        var asked = new OneShotCommand(List.of("SET", "k", value));
        cluster.connectAsOperator(M, asked);
        assertThat(cluster.await(Duration.ofSeconds(10), asked::over)).isTrue();
        return cluster.nowNanos() - began;
    }

    @Test
    void theLowestQuotaCountsWhicheverIsHealedFirst() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            Handle low = cluster.inject(new ResourceInjection.LimitCpu(M, 0.2));
            Handle high = cluster.inject(new ResourceInjection.LimitCpu(M, 0.5));
            assertThat(high.begun().measured()).startsWith("0.20 cores");
            Proof healed = low.heal();

            assertThat(healed.measured()).startsWith("0.50 cores");
            assertThat(healed.bit()).isTrue();
            assertThat(high.heal().measured()).startsWith("1.00 cores");
        }
    }
}
