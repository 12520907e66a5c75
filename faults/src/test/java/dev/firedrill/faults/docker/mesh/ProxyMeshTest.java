package dev.firedrill.faults.docker.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.docker.mesh.Toxic.Stream;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.LabLost;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.node.ObjectNode;

/// What the mesh tells Toxiproxy, and what it does when Toxiproxy misbehaves.
@Isolated("the locale belongs to the process")
class ProxyMeshTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R1 = new NodeId("R1");
    private static final NodeId R2 = new NodeId("R2");
    private static final LinkId OUT = new LinkId(M, R1);
    private static final LinkId BACK = OUT.opposite();
    private static final long SECOND = 1_000_000_000L;

    private FakeToxiproxy toxiproxy;
    private ProxyMesh mesh;

    private static final Locale OF_THE_BUILD = Locale.getDefault();

    /// The client does not work in every language; the launcher starts the lab in English.
    @BeforeAll
    static void inEnglish() {
        Locale.setDefault(Locale.ENGLISH);
    }

    @AfterAll
    static void asBefore() {
        Locale.setDefault(OF_THE_BUILD);
    }

    @BeforeEach
    void create() throws IOException {
        toxiproxy = new FakeToxiproxy();
        mesh = meshOf(toxiproxy.api(), Duration.ofSeconds(20));
        mesh.create();
        toxiproxy.calls.clear();
    }

    private static ProxyMesh meshOf(ToxiproxyApi api, Duration replaceMax) {
        return new ProxyMesh(
                api,
                ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS), List.of()),
                new NodeAddresses(List.of(M, R1, R2), true),
                List.of(wan(OUT), wan(new LinkId(M, R2))),
                false,
                replaceMax);
    }

    @AfterEach
    void close() {
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

    private void become(long nowNanos, LinkId link, LinkInjection... inForce) {
        mesh.follow(
                Map.of(link, LinkConditions.of(mesh.baseline(link), List.of(inForce))), nowNanos);
    }

    private String toxicsOf(String proxy) {
        return toxiproxy.proxy(proxy).path("toxics").toString();
    }

    @Test
    void oneProxyPerOrderedPairBelowTheEphemeralPorts() {
        Map<LinkId, Integer> ports =
                ProxyMesh.ports(List.of(M, R1, R2), List.of(NodeId.CLIENTS), List.of());
        assertThat(ports).hasSize(9).containsKey(new LinkId(NodeId.CLIENTS, R2));
        assertThat(ports.values()).doesNotHaveDuplicates().allMatch(port -> port < 32_768);
        assertThat(mesh.address(R1, M)).isEqualTo("toxiproxy " + ports.get(BACK));
        assertThat(mesh.address(M, M)).isEqualTo("127.0.0.1 6379");
    }

    /// Servers pass names on to each other and to Sentinels: each of them resolves `R1` to a proxy
    /// of its own, at the usual port. From outside a second proxy leads there.
    @Test
    void whereAGuardWatchesNamesLeadToTheProxyOfEachPair() throws IOException {
        var guard = List.of(new NodeId("s-1"), new NodeId("s-2"));
        var ports = ProxyMesh.ports(List.of(M, R1), List.of(NodeId.CLIENTS), guard);
        var addresses = new NodeAddresses(List.of(M, R1), true, guard);
        var guarded = new ProxyMesh(toxiproxy.api(), ports, addresses, List.of(), false);
        guarded.create();

        assertThat(ports).hasSize(2 + 2 + 4 + 2);
        assertThat(guarded.address(R1, M)).isEqualTo("M 6379");
        assertThat(guarded.address(M, M)).isEqualTo("127.0.0.1 6379");
        PairAddresses pairs = addresses.pairs().orElseThrow();
        for (LinkId pair : List.of(BACK, new LinkId(guard.getFirst(), M))) {
            String listens = pairs.of(pair) + ":6379";
            String name = pair.from() + "_" + pair.to();
            assertThat(toxiproxy.proxy(name).path("listen").asString()).isEqualTo(listens);
            assertThat(toxiproxy.proxy(name).path("upstream").asString()).isEqualTo("M:6379");
            assertThat(toxiproxy.proxy("to_" + name).path("upstream").asString())
                    .isEqualTo(listens);
            assertThat(toxiproxy.proxy("to_" + name).path("listen").asString())
                    .isEqualTo("0.0.0.0:" + ports.get(pair));
        }
        assertThat(toxiproxy.proxy("s-1_s-2").path("upstream").asString()).isEqualTo("s-2:26379");
        assertThat(toxiproxy.proxy("clients_M").path("listen").asString())
                .isEqualTo("0.0.0.0:" + ports.get(new LinkId(NodeId.CLIENTS, M)));
        become(
                guarded,
                new LinkId(guard.getFirst(), M),
                new LinkInjection.CutLink(new LinkId(guard.getFirst(), M)));
        assertThat(toxicsOf("s-1_M")).contains("bandwidth_upstream", "\"rate\":0");
        assertThat(toxicsOf("to_s-1_M")).isEqualTo("[]");
    }

    private static void become(ProxyMesh mesh, LinkId link, LinkInjection... inForce) {
        mesh.follow(Map.of(link, LinkConditions.of(mesh.baseline(link), List.of(inForce))), 0);
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
        assertThat(mesh.readBack(BACK).asWanted()).isTrue();
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
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
        toxiproxy.deaf = "M_R1";
        become(0, OUT, new LinkInjection.LimitLink(OUT, 1000));
        assertThat(toxiproxy.calls).contains("DELETE /proxies/M_R1");
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
    }

    @Test
    void aProxyCanBeReachedOnlyWhenItsToxicsAreThere() {
        become(0, BACK, new LinkInjection.CutLink(BACK));
        toxiproxy.calls.clear();
        become(20 * SECOND, BACK);
        List<String> changes =
                toxiproxy.calls.stream()
                        .filter(call -> call.contains("R1_M") && !call.startsWith("GET"))
                        .toList();
        assertThat(changes.indexOf("DELETE /proxies/R1_M"))
                .isLessThan(changes.indexOf("POST /proxies/R1_M/toxics"));
        assertThat(changes.getLast()).isEqualTo("POST /proxies/R1_M");
        assertThat(toxiproxy.firstAddresses).containsOnly("127.0.0.1:0");
        assertThat(toxiproxy.proxy("R1_M").path("listen").asString())
                .isEqualTo("0.0.0.0:" + mesh.port(BACK));
        assertThat(toxiproxy.proxy("R1_M").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void aRefusedLinkThatIsReplacedStaysDisabled() throws IOException {
        become(0, OUT, new LinkInjection.CutLink(OUT));
        become(20 * SECOND, OUT, new LinkInjection.RefuseLink(OUT));
        assertThat(toxiproxy.calls).contains("DELETE /proxies/M_R1");
        assertThat(toxiproxy.proxy("M_R1").path("enabled").asBoolean()).isFalse();
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
        become(40 * SECOND, OUT);
        assertThat(toxiproxy.proxy("M_R1").path("enabled").asBoolean()).isTrue();
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
    }

    @Test
    void aResetDisablesAndEnables() {
        mesh.reset(OUT);
        assertThat(toxiproxy.calls)
                .containsExactly(
                        "POST /proxies/M_R1",
                        "POST /proxies/M_R1",
                        "POST /proxies/R1_M",
                        "POST /proxies/R1_M");
        assertThat(toxiproxy.proxy("M_R1").path("enabled").asBoolean()).isTrue();
    }

    @Test
    void aServerThatNeverAnswersEndsTheRunInTheTimeOut() throws IOException {
        mesh = meshOf(toxiproxy.api(Duration.ofMillis(200)), Duration.ofMillis(300));
        mesh.create();
        toxiproxy.silent = true;
        toxiproxy.calls.clear();
        long began = System.nanoTime();
        assertThatThrownBy(() -> become(0, OUT, new LinkInjection.CutLink(OUT)))
                .isInstanceOf(LabLost.class)
                .hasMessageContaining("Toxiproxy was asked to delete the proxy ")
                .hasMessageContaining("it did not answer within 0.2 s")
                .hasMessageContaining("firedrill doctor --lab docker");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        assertThatThrownBy(() -> mesh.reset(OUT)).isInstanceOf(LabLost.class);
        assertThatThrownBy(() -> mesh.readBack(OUT))
                .hasMessage(
                        "Toxiproxy was asked to report the proxy M_R1; it did not answer within 0.2"
                                + " s");
    }

    @Test
    void aServerThatObeysNothingEndsTheRunWithWhatItReports() throws IOException {
        mesh = meshOf(toxiproxy.api(), Duration.ZERO);
        mesh.create();
        toxiproxy.deafForGood = "M_R1";
        assertThatThrownBy(() -> become(0, OUT, new LinkInjection.LimitLink(OUT, 5000)))
                .isInstanceOf(LabLost.class)
                .hasMessageContaining("bandwidth_upstream of 5 kB/s")
                .hasMessageContaining("it reports an open proxy with no toxic");
    }

    /// A call that timed out may have been carried out all the same.
    @Test
    void aProxyThatNobodyRemembersIsReplaced() throws IOException {
        toxiproxy.proxy("M_R1").put("upstream", "elsewhere:1");
        meshOf(toxiproxy.api(), Duration.ZERO).create();
        assertThat(toxiproxy.calls).contains("DELETE /proxies/M_R1");
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
    }

    @Test
    void whatTheClientCannotReadIsNoBugOfTheLab() {
        for (String garbage : List.of("<html>", "", "[]", "{\"name\": 7}")) {
            toxiproxy.garbage = garbage.isEmpty() ? " " : garbage;
            assertThatThrownBy(() -> mesh.readBack(OUT))
                    .as(garbage)
                    .isInstanceOf(ToxiproxyFailed.class)
                    .hasMessageContaining("report the proxy M_R1");
        }
    }

    @Test
    void theReadBackComparesAddressesToxicsAndTheShareOfConnections() throws IOException {
        ObjectNode proxy = toxiproxy.proxy("M_R1");
        ObjectNode latency = (ObjectNode) proxy.path("toxics").get(0);
        latency.put("toxicity", 0.5);
        assertThat(mesh.readBack(OUT).asWanted()).isFalse();
        latency.put("toxicity", 1.0);
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
        proxy.put("listen", "[::]:1");
        assertThat(mesh.readBack(OUT).asWanted()).isFalse();
        proxy.put("listen", "[::]:" + mesh.port(OUT));
        proxy.put("upstream", "R2:6379");
        assertThat(mesh.readBack(OUT).asWanted()).isFalse();
        proxy.put("upstream", "R1:6379");
        assertThat(mesh.readBack(OUT).asWanted()).isTrue();
        ObjectNode foreign = proxy.withArray("toxics").addObject();
        foreign.put("name", "chips").put("type", "slicer").put("stream", "downstream");
        foreign.put("toxicity", 1.0);
        foreign.putObject("attributes")
                .put("average_size", 9)
                .put("size_variation", 0)
                .put("delay", 0);
        assertThat(mesh.readBack(OUT).asWanted()).isFalse();
        assertThat(mesh.readBack(OUT).describe(Stream.DOWNSTREAM))
                .isEqualTo("slicer_downstream, which the lab has not asked for");
    }

    /// The client makes the words of the control API in the language of the JVM: there `bandwidth`
    /// has no dot on its i.
    @Test
    void theClientIsRefusedInTurkey() {
        assertThat(ToxicCalls.clientWorks()).isTrue();
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        try {
            assertThat(ToxicCalls.clientWorks()).isFalse();
        } finally {
            Locale.setDefault(before);
        }
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
                        new Toxic.Latency(Stream.DOWNSTREAM, 80, 3),
                        new Toxic.Bandwidth(Stream.DOWNSTREAM, 1),
                        new Toxic.SlowClose(Stream.DOWNSTREAM, 70),
                        new Toxic.ByteLimit(Stream.DOWNSTREAM, 0),
                        new Toxic.Timeout(Stream.DOWNSTREAM, 0));
    }

    /// Each kind is added, changed, read back and removed.
    @Test
    void everyFaultOfALinkIsAddedChangedAndRemoved() throws IOException {
        for (int i = 1; i <= 2; i++) {
            become(
                    0,
                    BACK,
                    new LinkInjection.DelayLink(
                            BACK, Duration.ofMillis(80L * i), Duration.ofMillis(3L * i)),
                    new LinkInjection.LimitLink(BACK, 5000L * i),
                    new LinkInjection.SlowCloseLink(BACK, Duration.ofMillis(70L * i)),
                    new LinkInjection.DropLinkAfter(BACK, 10L * i),
                    new LinkInjection.BlackholeLink(BACK, Duration.ofSeconds(9)));
            assertThat(mesh.readBack(BACK).asWanted()).isTrue();
            assertThat(mesh.readBack(BACK).describe(Stream.UPSTREAM))
                    .isEqualTo(
                            String.format(
                                    Locale.ROOT,
                                    "bandwidth_upstream of %d kB/s, latency_upstream of %d ms,"
                                            + " jitter %d ms, limit_data_upstream of %d B,"
                                            + " slow_close_upstream after %d ms, timeout_upstream"
                                            + " of 0 ms",
                                    5 * i,
                                    80 * i,
                                    3 * i,
                                    10 * i,
                                    70 * i));
        }
        become(0, BACK);
        assertThat(toxicsOf("R1_M")).doesNotContain("upstream");
        assertThat(toxiproxy.calls).doesNotContain("DELETE /proxies/R1_M");
    }
}
