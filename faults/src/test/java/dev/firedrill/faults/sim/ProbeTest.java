package dev.firedrill.faults.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
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
                new Injection.CutLink(OUT),
                new Injection.RefuseLink(BACK),
                new Injection.ResetLink(OUT),
                new Injection.DelayLink(OUT, SHORT, Duration.ofMillis(5)),
                new Injection.LimitLink(OUT, 100_000),
                new Injection.SlowCloseLink(OUT, SHORT),
                new Injection.DropLinkAfter(OUT, 10_000),
                new Injection.BlackholeLink(OUT, Duration.ofSeconds(30)),
                new Injection.KillNode(M),
                new Injection.TerminateNode(M),
                new Injection.PauseNode(M),
                new Injection.RestartNode(M),
                new Injection.RestartNodeWith(M, "save \"\"\n", List.of()),
                new Injection.SuperviseNode(M, SHORT),
                new Injection.ThrottleDisk(M, 100_000),
                new Injection.DelayFsync(M, SHORT),
                new Injection.FailFsync(M),
                new Injection.FailWrite(M),
                new Injection.FillDisk(M),
                new Injection.ReadOnlyDisk(M),
                new Injection.CrashDuringNextWrite(M, 3),
                new Injection.PowerLoss(M),
                new Injection.FlipBit(M, "dump.rdb", 9, 3),
                new Injection.TruncateFile(M, "dump.rdb", 10),
                new Injection.CapMemory(M, 500 << 20),
                new Injection.JumpClock(M, Duration.ofHours(1)),
                new Injection.DriftClock(M, 400),
                new Injection.OperatorCommand(M, List.of("CONFIG", "SET", "maxclients", "99")),
                new Injection.EditConfig(M, "maxclients 77\nreplicaof ${R}\n"));
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
    void whatIsOnlySaidToBeCarriedOutIsSeenNotToBite(Injection injection) throws Exception {
        try (Cluster cluster = start(new SimLab(List.of(injection.getClass())))) {
            Handle handle = cluster.inject(injection);

            assertThat(handle.begun().bit()).as(handle.begun().toString()).isFalse();
        }
    }

    /// What is done a second time to a process that is gone does not bite either.
    @Test
    void aDeadProcessCannotBeKilled() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            cluster.inject(new Injection.KillNode(M));

            assertThat(cluster.inject(new Injection.KillNode(M)).begun().bit()).isFalse();
        }
    }

    @Test
    void aCommandThatIsRefusedHasNotBitten() throws Exception {
        try (Cluster cluster = start(new SimLab())) {
            var refused = new Injection.OperatorCommand(M, List.of("CONFIG", "SET", "nope", "1"));

            assertThat(cluster.inject(refused).begun().bit()).isFalse();
        }
    }

    @Test
    void everyInjectionThatTheLabSupportsIsTriedHere() {
        var lab = new SimLab();
        List<? extends Class<?>> tried = injections().stream().map(Injection::getClass).toList();

        assertThat(injections()).allMatch(lab::supports);
        assertThat(Arrays.asList(Injection.class.getPermittedSubclasses()))
                .filteredOn(type -> !type.equals(Injection.LimitCpu.class))
                .hasSameElementsAs(tried);
        assertThat(lab.supports(new Injection.LimitCpu(M, 1))).isFalse();
    }
}
