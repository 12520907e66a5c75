package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.injection.ResourceInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.opentest4j.AssertionFailedError;

/// The real thing: a master and a replica in containers, over a real Toxiproxy.
@Tag("docker")
@ExtendWith(RequiresDocker.class)
class DockerClusterIT {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final LinkId OUT = new LinkId(M, R);
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final long MB = 1 << 20;

    private final List<String> trace = new CopyOnWriteArrayList<>();
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

    private DockerLab lab = new DockerLab();
    private @Nullable Cluster started;

    private void start(String masterConf, LinkSpec... links) throws Exception {
        String quick = "repl-timeout 5\nrepl-ping-replica-period 1\nrepl-diskless-sync-delay 0\n";
        var none = OptionalLong.empty();
        var nodes =
                List.of(
                        new NodeSpec(M, quick + masterConf, List.of(), none, false),
                        new NodeSpec(
                                R, quick + "save \"\"\nreplicaof ${M}\n", List.of(), none, false));
        started =
                lab.start(
                        new ClusterSpec("test", 1, Target.FIREDRILL, nodes, List.of(links)),
                        listener);
        await("the link is up", () -> info(R).contains("master_link_status:up"));
    }

    @AfterEach
    void stop() {
        Cluster open = started;
        if (open != null) {
            open.close();
        }
        assertThat(leftovers()).as("what is left of the cluster").isEmpty();
    }

    private static List<String> leftovers() {
        try {
            var client = ContainerEngine.connect().client();
            var filter = List.of("dev.firedrill.cluster");
            return client
                    .listContainersCmd()
                    .withShowAll(true)
                    .withLabelFilter(filter)
                    .exec()
                    .stream()
                    .filter(one -> one.getNames()[0].startsWith("/firedrill-test-"))
                    .map(one -> one.getNames()[0])
                    .toList();
        } catch (LabUnavailable none) {
            throw new IllegalStateException(none);
        }
    }

    private Cluster cluster() {
        return Objects.requireNonNull(started);
    }

    /// Asked on the test's thread: the questions themselves wait.
    private void await(String what, java.util.concurrent.Callable<Boolean> condition)
            throws Exception {
        long deadline = cluster().nowNanos() + SOON.toNanos();
        while (!condition.call()) {
            if (cluster().nowNanos() > deadline) {
                throw new AssertionFailedError(
                        "not within %d s: %s; M: %s; R: %s; %s"
                                .formatted(SOON.toSeconds(), what, info(M), info(R), trace));
            }
            cluster().runFor(Duration.ofMillis(20));
        }
    }

    private String ask(NodeId node, String... command) {
        return cluster()
                .admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("(no answer)");
    }

    private String info(NodeId node) {
        return ask(node, "INFO", "replication");
    }

    private String stat(NodeId node, String field) {
        return ask(node, "INFO", "all")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("(none)");
    }

    private static LinkSpec wan(LinkId link) {
        return new LinkSpec(
                link,
                Duration.ofMillis(20),
                Duration.ZERO,
                OptionalLong.of(4 * MB),
                Optional.of("wan"));
    }

    @Test
    void aShortCutHoldsBytesAndTheConnectionGoesOn() throws Exception {
        start("", wan(OUT), wan(OUT.opposite()));
        List<Handle> cut =
                cluster()
                        .injectAll(
                                List.of(
                                        new LinkInjection.CutLink(OUT),
                                        new LinkInjection.CutLink(OUT.opposite())));
        assertThat(cut).allMatch(handle -> handle.begun().bit());
        assertThat(ask(M, "SET", "k", "v")).isEqualTo("OK");
        cluster().runFor(Duration.ofMillis(500));
        assertThat(ask(R, "GET", "k")).as("while the link is cut").isNotEqualTo("v");
        assertThat(cluster().healAll(cut)).allMatch(Proof::bit);
        await("the replica has it", () -> ask(R, "GET", "k").equals("v"));
        assertThat(stat(M, "sync_full")).isEqualTo("1");
        assertThat(stat(M, "sync_partial_ok")).isEqualTo("0");
    }

    @Test
    void aLongCutEndsConnectionsAndThePartialResyncMissesNothing() throws Exception {
        start("repl-backlog-size 1mb\n");
        List<Handle> cut =
                cluster()
                        .injectAll(
                                List.of(
                                        new LinkInjection.CutLink(OUT),
                                        new LinkInjection.CutLink(OUT.opposite())));
        for (int i = 0; i < 100; i++) {
            ask(M, "SET", "key:" + i, "value");
        }
        await("the replica gives up", () -> info(R).contains("master_link_status:down"));
        assertThat(cluster().healAll(cut)).allMatch(Proof::bit);
        await("the link is up again", () -> info(R).contains("master_link_status:up"));
        await("the same", () -> ask(R, "DEBUG", "DIGEST").equals(ask(M, "DEBUG", "DIGEST")));
        assertThat(stat(M, "sync_full")).isEqualTo("1");
        assertThat(stat(M, "sync_partial_ok")).isEqualTo("1");
    }

    @Test
    void linksAreDelayedLimitedRefusedAndReset() throws Exception {
        start("");
        var faults =
                List.of(
                        new LinkInjection.DelayLink(OUT, Duration.ofMillis(60), Duration.ZERO),
                        new LinkInjection.LimitLink(OUT, 100_000),
                        new LinkInjection.RefuseLink(OUT),
                        new LinkInjection.ResetLink(OUT.opposite()),
                        new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(30)),
                        new LinkInjection.SlowCloseLink(OUT, Duration.ofMillis(500)),
                        new LinkInjection.DropLinkAfter(OUT, 10_000));
        for (Injection fault : faults) {
            Handle handle = cluster().inject(fault);
            assertThat(handle.begun().bit()).as(handle.begun().toString()).isTrue();
            Proof healed = handle.heal();
            assertThat(healed.bit()).as(healed.toString()).isTrue();
        }
        await("the link is up again", () -> info(R).contains("master_link_status:up"));
    }

    @Test
    void healingTheFirstOfTwoFaultsLeavesTheSecond() throws Exception {
        start("");
        Handle first = cluster().inject(new LinkInjection.CutLink(OUT));
        Handle second = cluster().inject(new LinkInjection.CutLink(OUT));
        assertThat(first.heal().bit()).as(first.heal().toString()).isTrue();
        assertThat(ask(M, "SET", "k", "v")).isEqualTo("OK");
        cluster().runFor(Duration.ofMillis(500));
        assertThat(ask(R, "GET", "k")).as("the link is still cut").isNotEqualTo("v");
        assertThat(second.heal().bit()).as(second.heal().toString()).isTrue();
        await("the replica has it", () -> ask(R, "GET", "k").equals("v"));

        Handle slow = cluster().inject(new ResourceInjection.LimitCpu(M, 1.0));
        Handle slower = cluster().inject(new ResourceInjection.LimitCpu(M, 0.5));
        assertThat(slower.begun().bit()).as(slower.begun().toString()).isTrue();
        assertThat(slower.heal().bit()).as(slower.heal().toString()).isTrue();
        assertThat(slow.heal().bit()).as(slow.heal().toString()).isTrue();
    }

    /// The time after which a blackhole closes connections has no effect once it is healed.
    @Test
    void aHealedBlackholeClosesNothingLater() throws Exception {
        start("");
        Handle hole = cluster().inject(new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(6)));
        assertThat(hole.begun().bit()).isTrue();
        assertThat(hole.heal().bit()).as(hole.heal().toString()).isTrue();
        await("the link is up again", () -> info(R).contains("master_link_status:up"));
        String before = stat(M, "sync_partial_ok") + stat(M, "sync_full");
        cluster().runFor(Duration.ofSeconds(7));
        assertThat(stat(M, "sync_partial_ok") + stat(M, "sync_full")).isEqualTo(before);
    }

    @Test
    void processesAreKilledPausedAndRestartedWithTheirData() throws Exception {
        start("appendonly yes\nappendfsync always\n");
        assertThat(ask(M, "SET", "k", "v")).isEqualTo("OK");
        assertThat(cluster().inject(new ProcessInjection.KillNode(M)).begun())
                .isEqualTo(new Proof("KillNode M", "exit code 137", true));
        assertThat(trace).contains("M exited 137 KILLED");
        assertThat(cluster().running(M)).isFalse();
        assertThat(cluster().operate(new OperatorAction.RestartNode(M)).succeeded()).isTrue();
        await("the master is back", () -> ask(M, "GET", "k").equals("v"));
        Handle pause = cluster().inject(new ProcessInjection.PauseNode(M));
        assertThat(pause.begun().bit()).isTrue();
        assertThat(pause.heal().bit()).isTrue();
        assertThat(cluster().inject(new ProcessInjection.TerminateNode(M)).begun().measured())
                .isEqualTo("exit code 0");
        assertThat(trace).contains("M exited 0 TERMINATED");
    }

    @Test
    void aSupervisorStartsADeadProcessAgain() throws Exception {
        start("");
        cluster().inject(new ProcessInjection.SuperviseNode(M, Duration.ofMillis(200)));
        cluster().inject(new ProcessInjection.KillNode(M));
        await("a second start", () -> cluster().starts(M) == 2 && ask(M, "PING").equals("PONG"));
    }

    @Test
    void anOperatorEditsTheFileAndTheServerRewritesIt() throws Exception {
        start("# of the operator\n");
        String edited = cluster().redisConf(M) + "maxclients 777\n";
        assertThat(cluster().operate(new OperatorAction.EditConfig(M, edited)).succeeded())
                .isTrue();
        cluster().operate(new OperatorAction.RestartNode(M));
        await("the new value", () -> ask(M, "CONFIG", "GET", "maxclients").contains("777"));
        assertThat(ask(M, "CONFIG", "SET", "maxclients", "888")).isEqualTo("OK");
        assertThat(ask(M, "CONFIG", "REWRITE")).isEqualTo("OK");
        assertThat(cluster().redisConf(M)).contains("# of the operator", "maxclients 888");
    }

    @Test
    void aThrottledDiskIsSlowAndItsProcessCanStillBeKilled() throws Exception {
        start("appendonly yes\n");
        Handle slow = cluster().inject(new DiskInjection.ThrottleDisk(M, 200_000));
        assertThat(slow.begun().bit()).as(slow.begun().toString()).isTrue();
        assertThat(slow.heal().bit()).isTrue();
        cluster().inject(new DiskInjection.ThrottleDisk(M, 50_000));
        ask(M, "SET", "k", "v".repeat(200_000));
        assertThat(cluster().inject(new ProcessInjection.KillNode(M)).begun().bit()).isTrue();
    }

    /// Of a server that knows its cap, as this one does unless it behaves as Redis 2.6, the kernel
    /// has nothing to kill: it refuses what does not fit.
    @Test
    void theKernelKillsAboveTheMemoryCap() throws Exception {
        start("save \"\"\ncompat 2.6\n");
        // An idle engine uses about 65 MB.
        Handle capped = cluster().inject(new ResourceInjection.CapMemory(M, 120 * MB));
        assertThat(capped.begun().bit()).as(capped.begun().toString()).isTrue();
        // Far above it in one step: a process that creeps up to its cap is first slowed down by the
        // kernel, which takes its code pages away again and again, and may not be killed for long.
        ask(M, "SET", "k", "v".repeat((int) (100 * MB)));
        await("the kernel's kill", () -> !cluster().running(M));
        assertThat(trace).contains("M exited 137 MEMORY_CAP");
        assertThat(capped.heal().bit()).isTrue();
    }

    /// What happens is up to the kernel: version 1 of control groups refuses such a cap, version 2
    /// kills the process. Neither ends the run.
    @Test
    void aCapBelowTheMemoryInUseKillsOrIsSeenNotToBite() throws Exception {
        start("save \"\"\n");
        await("the memory of a started engine", () -> cluster().memoryBytes(M).orElse(0) > 30 * MB);
        Proof begun = cluster().inject(new ResourceInjection.CapMemory(M, 8 * MB)).begun();
        if (begun.bit()) {
            await("the kernel's kill", () -> !cluster().running(M));
            assertThat(trace).contains("M exited 137 MEMORY_CAP");
        } else {
            assertThat(begun.toString()).contains("the kernel refuses a cap below that");
            assertThat(ask(M, "PING")).isEqualTo("PONG");
        }
    }

    /// A healed delay is believed after one quick answer among several: one in force gives none.
    @Test
    void aDelayThatIsStillInForceIsNotTakenForHealed() throws Exception {
        start("");
        Handle handle =
                cluster()
                        .inject(
                                new LinkInjection.DelayLink(
                                        OUT, Duration.ofMillis(60), Duration.ZERO));

        Proof still =
                new DockerProber((DockerCluster) cluster())
                        .afterHeal(List.of(handle.injection()))
                        .take(new InForce(List.of()))
                        .getFirst();

        assertThat(still.bit()).as(still.toString()).isFalse();
        assertThat(handle.heal().bit()).isTrue();
    }

    /// The control: each of them would be believed if the lab looked at its own orders only.
    @Test
    void anInjectionThatIsNotCarriedOutIsSeenNotToBite() throws Exception {
        List<Injection> faults =
                List.of(
                        new LinkInjection.CutLink(OUT),
                        new LinkInjection.DelayLink(OUT, Duration.ofMillis(60), Duration.ZERO),
                        new LinkInjection.LimitLink(OUT, 100_000),
                        new LinkInjection.RefuseLink(OUT),
                        new LinkInjection.ResetLink(OUT),
                        new ProcessInjection.PauseNode(M),
                        new ProcessInjection.KillNode(M),
                        new DiskInjection.ThrottleDisk(M, 200_000),
                        new ResourceInjection.CapMemory(M, 200 * MB),
                        new ResourceInjection.LimitCpu(M, 0.5),
                        new ProcessInjection.SuperviseNode(M, Duration.ofSeconds(1)),
                        new ProcessInjection.TerminateNode(M),
                        new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(30)),
                        new LinkInjection.SlowCloseLink(OUT, Duration.ofMillis(500)),
                        new LinkInjection.DropLinkAfter(OUT, 10_000));
        lab =
                new DockerLab(
                        faults.stream()
                                .<Class<? extends Injection>>map(one -> one.getClass())
                                .toList());
        start("appendonly yes\n");
        for (Injection fault : faults) {
            assertThat(cluster().inject(fault).begun().bit()).as(fault.describe()).isFalse();
        }
    }

    private static final List<LinkInjection> SLOW_OR_NARROW =
            List.of(
                    new LinkInjection.DelayLink(OUT, Duration.ofMillis(60), Duration.ZERO),
                    new LinkInjection.LimitLink(OUT, 100_000));

    private void refuseBothWays() {
        for (LinkId one : List.of(OUT, OUT.opposite())) {
            assertThat(cluster().inject(new LinkInjection.RefuseLink(one)).begun().bit()).isTrue();
        }
    }

    /// A connection that is refused at once shows neither how long bytes take nor how many pass.
    @Test
    void aRefusalIsNotTakenForADelayOrALimit() throws Exception {
        lab = new DockerLab(List.of(LinkInjection.DelayLink.class, LinkInjection.LimitLink.class));
        start("");
        refuseBothWays();
        for (LinkInjection one : SLOW_OR_NARROW) {
            Proof begun = cluster().inject(one).begun();
            assertThat(begun.bit()).as(begun.toString()).isFalse();
        }
    }

    @Test
    void aDelayAndALimitBehindARefusalAreReadOffToxiproxy() throws Exception {
        start("");
        refuseBothWays();
        for (LinkInjection one : SLOW_OR_NARROW) {
            Handle handle = cluster().inject(one);
            assertThat(handle.begun().bit()).as(handle.begun().toString()).isTrue();
            assertThat(handle.begun().measured()).contains("Toxiproxy has");
            assertThat(handle.heal().bit()).as(handle.heal().toString()).isTrue();
        }
    }

    @Test
    void aServerThatRefusesItsConfigurationFailsTheStartInItsOwnWords() {
        assertThatThrownBy(() -> start("appendfsync sometimes\n"))
                .isInstanceOf(ClusterFailed.class)
                .hasMessageContaining("M")
                .hasMessageContaining("appendfsync");
    }

    @Test
    void anImageThatIsMissingIsNamedWithWhatToDo() throws Exception {
        ContainerEngine engine = ContainerEngine.connect();
        assertThatThrownBy(() -> engine.require("firedrill/no-such-image:local"))
                .isInstanceOf(LabUnavailable.class)
                .hasMessageContaining("firedrill/no-such-image:local")
                .hasMessageContaining("docker/images");
    }

    @Test
    void whatAKilledRunLeftIsSweptByTheNext() throws Exception {
        var client = ContainerEngine.connect().client();
        var dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String host = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("here");
        String owner = host + "/" + dead.pid() + "/2013-07-18T10:35:00Z";
        client.createNetworkCmd()
                .withName("firedrill-test-orphan")
                .withLabels(
                        Map.of(
                                "dev.firedrill.cluster",
                                "firedrill-test-orphan",
                                "dev.firedrill.owner",
                                owner))
                .exec();
        start("");
        assertThat(client.listNetworksCmd().withNameFilter("firedrill-test-orphan").exec())
                .isEmpty();
        assertThat(client.listNetworksCmd().withNameFilter("firedrill-test").exec())
                .as("the living one is left alone")
                .hasSize(1);
    }
}
