package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.opentest4j.AssertionFailedError;

/// A server that goes on after a pause with so much to do that it answers nobody for long.
@Tag("docker")
class PausedServerIT {
    @RegisterExtension
    static final RequiresDocker IMAGES = new RequiresDocker("toxiproxy", "redis:7.0");

    private static final NodeId M = new NodeId("M");
    private static final LinkId CLIENTS_TO_M = new LinkId(NodeId.CLIENTS, M);
    private static final LinkId M_TO_CLIENTS = CLIENTS_TO_M.opposite();
    private static final Duration SOON = Duration.ofSeconds(30);

    /// Long enough to reach a server, too short for one that stands still to answer.
    private static final Duration SENT = Duration.ofMillis(300);

    private DockerCluster cluster;

    @BeforeEach
    void start() throws Exception {
        // With a limit of 0 a script runs for ever, and other clients get no BUSY error.
        var node = new NodeSpec(M, "lua-time-limit 0\n", List.of(), OptionalLong.empty(), false);
        cluster =
                (DockerCluster)
                        new DockerLab()
                                .start(
                                        new ClusterSpec(
                                                "test",
                                                1,
                                                Target.of("redis:7.0"),
                                                List.of(node),
                                                List.of()),
                                        LabListener.NOBODY);
        long deadline = cluster.nowNanos() + SOON.toNanos();
        while (!ask(SOON, "DBSIZE").equals("0")) {
            if (cluster.nowNanos() > deadline) throw new AssertionFailedError("it never loaded");
        }
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String ask(Duration atMost, String... command) {
        return cluster.admin(M, atMost, List.of(command)).map(Reply::describe).orElse("");
    }

    private Proof asIfBegun(Injection injection) {
        return new DockerProber(cluster)
                .beforeBegin(List.of(injection))
                .take(new InForce(List.of(injection)))
                .getFirst();
    }

    private Proof asIfHealed() {
        return new DockerProber(cluster)
                .afterHeal(List.of(new ProcessInjection.PauseNode(M)))
                .take(new InForce(List.of()))
                .getFirst();
    }

    @Test
    void aLateAnswerShowsThatItRunsAgain() {
        Handle pause = cluster.inject(new ProcessInjection.PauseNode(M));
        assertThat(pause.begun().bit()).as(pause.begun().toString()).isTrue();
        assertThat(ask(SENT, "DEBUG", "SLEEP", "3")).isEmpty();
        Proof healed = pause.heal();
        assertThat(healed.bit()).as(healed.toString()).isTrue();
        assertThat(healed.toString()).contains("PONG");
    }

    @Test
    void processorTimeShowsThatItRunsAgain() {
        Handle pause = cluster.inject(new ProcessInjection.PauseNode(M));
        assertThat(ask(SENT, "EVAL", "while true do end", "0")).isEmpty();
        Proof healed = pause.heal();
        assertThat(healed.bit()).as(healed.toString()).isTrue();
        assertThat(healed.toString()).contains("of processor time");
    }

    /// Its silence shows nothing of its links: then the proof is what Toxiproxy says of itself. A
    /// connection that is refused or closed is a proof by itself.
    @Test
    void aServerThatStandsStillHidesNeitherThatALinkIsRefusedNorThatItIsHealed() {
        cluster.inject(new ProcessInjection.PauseNode(M));

        Handle cut = cluster.inject(new LinkInjection.CutLink(M_TO_CLIENTS));
        assertThat(cut.begun().bit()).as(cut.begun().toString()).isTrue();
        assertThat(cut.begun().measured()).contains("Toxiproxy has bandwidth_downstream of 0 kB/s");
        Handle refused = cluster.inject(new LinkInjection.RefuseLink(CLIENTS_TO_M));
        assertThat(refused.begun().bit()).as(refused.begun().toString()).isTrue();
        assertThat(refused.begun().measured()).contains("connection").doesNotContain("Toxiproxy");
        Proof whole = cut.heal();
        assertThat(whole.bit()).as(whole.toString()).isTrue();
        Proof open = refused.heal();
        assertThat(open.bit()).as(open.toString()).isTrue();
        assertThat(open.measured()).contains("Toxiproxy has");
        var aDay = new LinkInjection.DelayLink(M_TO_CLIENTS, Duration.ofDays(1), Duration.ZERO);
        assertThat(asIfBegun(aDay).bit()).as("a delay that nobody has injected").isFalse();
    }

    /// The controls: neither is believed without having been observed.
    @Test
    void aPauseThatLastsIsNotTakenForHealedNorABusyServerForPaused() {
        cluster.inject(new ProcessInjection.PauseNode(M));
        Proof lasting = asIfHealed();
        assertThat(lasting.bit()).as(lasting.toString()).isFalse();
        cluster.container(M).unpause();
        assertThat(ask(SENT, "EVAL", "while true do end", "0")).isEmpty();
        var busy = List.<Injection>of(new ProcessInjection.PauseNode(M));
        Proof running =
                new DockerProber(cluster).afterHeal(busy).take(new InForce(busy)).getFirst();
        assertThat(running.bit()).as(running.toString()).isFalse();
        assertThat(running.toString()).contains("the engine of Docker calls it running");
    }
}
