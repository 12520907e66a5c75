package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.faults.docker.Toxic.Stream;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the mesh tells Toxiproxy, and what it does when Toxiproxy misbehaves.
class ProxyMeshTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final LinkId OUT = new LinkId(M, R1);
    private static final LinkId BACK = OUT.opposite();
    private static final long SECOND = 1_000_000_000L;

    private FakeToxiproxy toxiproxy;
    private ToxiproxyApi api;
    private ProxyMesh mesh;

    @BeforeEach
    void create() throws IOException {
        toxiproxy = new FakeToxiproxy();
        api = toxiproxy.api();
        mesh =
                new ProxyMesh(
                        api,
                        ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS)),
                        List.of(wan(OUT), wan(new LinkId(M, R2))));
        mesh.create();
        toxiproxy.calls.clear();
    }

    @AfterEach
    void close() {
        api.close();
        toxiproxy.close();
    }

    private static LinkSpec wan(LinkId link) {
        return new LinkSpec(
                link,
                Duration.ofMillis(40),
                Duration.ofMillis(1),
                OptionalLong.of(2_500_000),
                Optional.of("wan-out"));
    }

    private void become(long nowNanos, LinkId link, LinkInjection... inForce) throws IOException {
        mesh.follow(
                Map.of(link, LinkConditions.of(mesh.baseline(link), List.of(inForce))), nowNanos);
    }

    private String toxicsOf(String proxy) {
        return toxiproxy.proxy(proxy).path("toxics").toString();
    }

    @Test
    void oneProxyPerOrderedPairBelowTheEphemeralPorts() {
        Map<LinkId, Integer> ports = ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS));
        assertThat(ports).hasSize(9).containsKey(new LinkId(NodeId.CLIENTS, R2));
        assertThat(ports.values()).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
        assertThat(mesh.address(R1, M)).isEqualTo("toxiproxy " + ports.get(BACK));
        assertThat(mesh.address(M, M)).isEqualTo("127.0.0.1 6379");
    }

    @Test
    void aLinkIsHalfOfTwoProxiesAndASharedLineIsDivided() {
        assertThat(toxicsOf("M_R1"))
                .contains("latency_upstream", "bandwidth_upstream", "\"rate\":1250")
                .doesNotContain("downstream");
        assertThat(toxicsOf("R1_M"))
                .contains("latency_downstream", "bandwidth_downstream", "\"rate\":1250")
                .doesNotContain("upstream\"");
        assertThat(toxicsOf("clients_M")).isEqualTo("[]");
    }

    @Test
    void aCutKeepsTheConnectionAndHoldsEveryByte() throws IOException {
        become(0, BACK, new LinkInjection.CutLink(BACK));
        assertThat(toxicsOf("R1_M")).contains("bandwidth_upstream", "\"rate\":0");
        assertThat(toxicsOf("M_R1")).contains("bandwidth_downstream", "\"rate\":0");
        assertThat(toxiproxy.calls).noneMatch(call -> call.startsWith("DELETE /proxies/R1_M"));
        become(SECOND, BACK);
        assertThat(toxicsOf("R1_M")).doesNotContain("\"rate\":0");
        assertThat(toxiproxy.calls).doesNotContain("DELETE /proxies/R1_M");
    }

    /// Healing the first of two cuts must not let the link go on.
    @Test
    void aLinkThatWasCutTwiceIsStillCutWhenOneIsHealed() throws IOException {
        var cut = new LinkInjection.CutLink(BACK);
        become(0, BACK, cut, cut);
        become(20 * SECOND, BACK, cut);
        assertThat(toxicsOf("R1_M")).contains("\"rate\":0");
        assertThat(toxiproxy.calls).doesNotContain("DELETE /proxies/R1_M");
        become(40 * SECOND, BACK);
        assertThat(toxicsOf("R1_M")).doesNotContain("\"rate\":0");
        assertThat(toxiproxy.calls).contains("DELETE /proxies/R1_M");
    }

    @Test
    void aLongCutIsHealedWithNewProxies() throws IOException {
        become(0, BACK, new LinkInjection.CutLink(BACK));
        become(20 * SECOND, BACK);
        assertThat(toxiproxy.calls).contains("DELETE /proxies/R1_M", "DELETE /proxies/M_R1");
        assertThat(toxicsOf("R1_M")).contains("latency_downstream").doesNotContain("\"rate\":0");
        assertThat(mesh.isAsWanted(BACK)).isTrue();
    }

    @Test
    void aProxyThatHangsIsReplaced() throws IOException {
        toxiproxy.stuck = "M_R1";
        become(0, OUT, new LinkInjection.DelayLink(OUT, Duration.ofMillis(200), Duration.ZERO));
        assertThat(toxiproxy.calls).contains("DELETE /proxies/M_R1");
        assertThat(toxicsOf("M_R1")).contains("\"latency\":200");
    }

    @Test
    void aChangeThatWasNotMadeIsNoticedWhenItIsReadBack() throws IOException {
        assertThat(mesh.isAsWanted(OUT)).isTrue();
        toxiproxy.deaf = "M_R1";
        become(0, OUT, new LinkInjection.LimitLink(OUT, 1000));
        assertThat(toxiproxy.calls).contains("DELETE /proxies/M_R1");
        assertThat(mesh.isAsWanted(OUT)).isTrue();
    }

    @Test
    void aProxyIsEnabledOnlyWhenItsToxicsAreThere() throws IOException {
        become(0, BACK, new LinkInjection.CutLink(BACK));
        toxiproxy.calls.clear();
        become(20 * SECOND, BACK);
        List<String> calls =
                toxiproxy.calls.stream().filter(call -> call.contains("R1_M")).toList();
        assertThat(calls.indexOf("DELETE /proxies/R1_M"))
                .isLessThan(calls.indexOf("POST /proxies/R1_M/toxics"));
        assertThat(calls.getLast()).isEqualTo("POST /proxies/R1_M");
        assertThat(toxiproxy.proxy("R1_M").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void aRefusedLinkIsADisabledProxyAndTheOppositeOneStaysOpen() throws IOException {
        become(0, OUT, new LinkInjection.RefuseLink(OUT));
        assertThat(toxiproxy.proxy("M_R1").path("enabled").asBoolean()).isFalse();
        assertThat(toxiproxy.proxy("R1_M").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void everyFaultOfALinkIsAToxicOfItsDirection() {
        LinkConditions lan =
                LinkConditions.undisturbed(Duration.ZERO, Duration.ZERO, OptionalLong.empty());
        assertThat(Toxics.of(lan, Stream.UPSTREAM)).isEmpty();
        LinkConditions disturbed =
                LinkConditions.of(
                        lan,
                        List.of(
                                new LinkInjection.DelayLink(
                                        OUT, Duration.ofMillis(80), Duration.ofMillis(3)),
                                new LinkInjection.LimitLink(OUT, 500),
                                new LinkInjection.SlowCloseLink(OUT, Duration.ofMillis(70)),
                                new LinkInjection.DropLinkAfter(OUT, 0),
                                new LinkInjection.BlackholeLink(OUT, Duration.ofSeconds(9))));
        assertThat(Toxics.of(disturbed, Stream.DOWNSTREAM))
                .containsExactly(
                        new Toxic(
                                "latency", Stream.DOWNSTREAM, Map.of("latency", 80L, "jitter", 3L)),
                        new Toxic("bandwidth", Stream.DOWNSTREAM, Map.of("rate", 1L)),
                        new Toxic("slow_close", Stream.DOWNSTREAM, Map.of("delay", 70L)),
                        new Toxic("limit_data", Stream.DOWNSTREAM, Map.of("bytes", 0L)),
                        new Toxic("timeout", Stream.DOWNSTREAM, Map.of("timeout", 0L)));
    }

    @Test
    void logLinesLoseThePrefixOfTheServer() {
        assertThat(
                        LogFollower.withoutPrefix(
                                "1:M 18 Jul 2013 07:35:00.123 * Ready to accept connections"))
                .isEqualTo("Ready to accept connections");
        assertThat(LogFollower.withoutPrefix("Exception in thread"))
                .isEqualTo("Exception in thread");
    }

    @Test
    void onlyALineWithTheMarkOfEventsIsOne() {
        var event = new NodeEvent.SnapshotKept("dump.rdb.replaced-1374143700");
        String printed = NodeEventCodec.print(event);
        String prefix = "1:M 18 Jul 2013 07:35:00.123 ";

        assertThat(LogFollower.event(prefix + "@ " + printed)).contains(event);
        for (String line :
                List.of(
                        prefix + "* " + printed,
                        prefix + "* @ " + printed,
                        prefix + "# " + prefix + "@ " + printed,
                        "1:signal-handler (1374143700) " + prefix + "@ " + printed,
                        " " + prefix + "@ " + printed,
                        "@ " + printed,
                        printed,
                        prefix + "@ " + printed + " and=more")) {
            assertThat(LogFollower.event(line)).as(line).isEmpty();
        }
    }
}
