package dev.firedrill.faults.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What each fault comes to on a master with two replicas. Directions are easily swapped, so they
/// are written out.
class FaultExpansionTest {
    private static final ClusterView CLUSTER =
            new ClusterView(new NodeId("M"), List.of(new NodeId("R1"), new NodeId("R2")));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final Map<Fault, List<String>> EXPANSIONS = expansions();

    private static Map<Fault, List<String>> expansions() {
        var all = new java.util.LinkedHashMap<Fault, List<String>>();
        all.put(
                new IsolateMaster(IsolateMaster.Direction.SEND_ONLY),
                List.of("CutLink R1->M", "CutLink R2->M"));
        all.put(
                new IsolateMaster(IsolateMaster.Direction.RECEIVE_ONLY),
                List.of("CutLink M->R1", "CutLink M->R2"));
        all.put(
                new IsolateMaster(IsolateMaster.Direction.SYMMETRIC),
                List.of("CutLink M->R1", "CutLink R1->M", "CutLink M->R2", "CutLink R2->M"));
        all.put(
                new ReplicasLoseMaster(),
                List.of("CutLink M->R1", "CutLink R1->M", "CutLink M->R2", "CutLink R2->M"));
        all.put(
                new SlowWan(SECOND, 99),
                List.of(
                        "DelayLink M->R1 1000 ms +- 0 ms",
                        "DelayLink R1->M 1000 ms +- 0 ms",
                        "LimitLink M->R1 99 B/s",
                        "DelayLink M->R2 1000 ms +- 0 ms",
                        "DelayLink R2->M 1000 ms +- 0 ms",
                        "LimitLink M->R2 99 B/s"));
        all.put(new RefusedReplicas(), List.of("RefuseLink R1->M", "RefuseLink R2->M"));
        all.put(
                new ResetReplicaLinks(),
                List.of(
                        "ResetLink M->R1",
                        "ResetLink R1->M",
                        "ResetLink M->R2",
                        "ResetLink R2->M"));
        all.put(
                new SlowClosingLinks(SECOND),
                List.of(
                        "SlowCloseLink M->R1 1000 ms",
                        "SlowCloseLink R1->M 1000 ms",
                        "SlowCloseLink M->R2 1000 ms",
                        "SlowCloseLink R2->M 1000 ms"));
        all.put(
                new ShortLivedLinks(5),
                List.of("DropLinkAfter M->R1 5 B", "DropLinkAfter M->R2 5 B"));
        all.put(
                new BlackholedReplicas(SECOND),
                List.of(
                        "BlackholeLink M->R1 close after 1000 ms",
                        "BlackholeLink R1->M close after 1000 ms",
                        "BlackholeLink M->R2 close after 1000 ms",
                        "BlackholeLink R2->M close after 1000 ms"));
        all.put(
                new MasterInMinority(),
                List.of(
                        "CutLink M->R1",
                        "CutLink R1->M",
                        "CutLink M->R2",
                        "CutLink R2->M",
                        "CutLink clients->R1",
                        "CutLink R1->clients",
                        "CutLink clients->R2",
                        "CutLink R2->clients"));
        all.put(
                new HalvedCluster(IsolateMaster.Direction.SYMMETRIC),
                List.of(
                        "CutLink M->R2",
                        "CutLink R2->M",
                        "CutLink R1->R2",
                        "CutLink R2->R1",
                        "CutLink clients->R2",
                        "CutLink R2->clients"));
        all.put(
                new HalvedCluster(IsolateMaster.Direction.SEND_ONLY),
                List.of("CutLink R2->M", "CutLink R2->R1", "CutLink R2->clients"));
        all.put(
                new HalvedCluster(IsolateMaster.Direction.RECEIVE_ONLY),
                List.of("CutLink M->R2", "CutLink R1->R2", "CutLink clients->R2"));
        all.put(new BridgedHalves(), List.of("CutLink M->R1", "CutLink R1->M"));
        all.put(new RingOfNodes(), List.of());
        all.put(
                new IsolatedRegion(),
                List.of(
                        "CutLink R2->M",
                        "CutLink M->R2",
                        "CutLink R2->R1",
                        "CutLink R1->R2",
                        "CutLink R2->clients",
                        "CutLink clients->R2"));
        all.put(
                new WanProfile(WanProfile.Line.CONGESTED),
                List.of(
                        "DelayLink M->R1 75 ms +- 50 ms",
                        "DelayLink R1->M 75 ms +- 50 ms",
                        "LimitLink M->R1 625000 B/s",
                        "DelayLink M->R2 75 ms +- 50 ms",
                        "DelayLink R2->M 75 ms +- 50 ms",
                        "LimitLink M->R2 625000 B/s"));
        all.put(
                new SlowReplica(0.5, 99),
                List.of("LimitCpu R2 0.5 cores", "LimitLink M->R2 99 B/s"));
        all.put(new StalledReplica(true), List.of("CutLink M->R1"));
        all.put(new StalledReplica(false), List.of("CutLink M->R1", "CutLink R1->M"));
        all.put(
                new MemoryPressure(Role.MASTER, 0.5, 99),
                List.of("LimitCpu M 0.5 cores", "ThrottleDisk M 99 B/s"));
        all.put(new KillMaster(), List.of("KillNode M"));
        all.put(new PauseMaster(), List.of("PauseNode M"));
        all.put(new CappedMaster(5), List.of("CapMemory M 5 B"));
        all.put(new PausedNodes(Role.REPLICAS), List.of("PauseNode R1", "PauseNode R2"));
        all.put(new EndedReplica(2, EndedReplica.How.TERMINATED), List.of("TerminateNode R2"));
        all.put(new EndedReplica(1, EndedReplica.How.KILLED), List.of("KillNode R1"));
        all.put(
                new TerminatedNodes(Role.EVERYONE),
                List.of("TerminateNode M", "TerminateNode R1", "TerminateNode R2"));
        all.put(new PowerOutage(Role.MASTER), List.of("PowerLoss M"));
        all.put(new SupervisedNodes(Role.MASTER, SECOND), List.of("SuperviseNode M after 1000 ms"));
        all.put(new SlowDataDisk(Role.MASTER, 9), List.of("ThrottleDisk M 9 B/s"));
        all.put(new SlowFsync(Role.MASTER, SECOND), List.of("DelayFsync M 1000 ms"));
        all.put(new FailingFsync(Role.MASTER), List.of("FailFsync M"));
        all.put(new FailingWrites(Role.MASTER), List.of("FailWrite M"));
        all.put(new FullDisk(Role.MASTER), List.of("FillDisk M"));
        all.put(new ReadOnlyDataDisk(Role.MASTER), List.of("ReadOnlyDisk M"));
        all.put(new TornWrite(Role.MASTER, 3), List.of("CrashDuringNextWrite M keeping 3 B"));
        all.put(
                new FlippedBit(Role.MASTER, "dump.rdb", 9, 1),
                List.of("FlipBit M dump.rdb byte 9 bit 1"));
        all.put(
                new TruncatedFile(Role.MASTER, "dump.rdb", 9),
                List.of("TruncateFile M dump.rdb to 9 B"));
        all.put(new StarvedCpu(Role.MASTER, 0.5), List.of("LimitCpu M 0.5 cores"));
        all.put(new ClockJump(Role.MASTER, SECOND), List.of("JumpClock M 1000 ms"));
        all.put(new ClockDrift(Role.MASTER, 5), List.of("DriftClock M 5.0 ppm"));
        return all;
    }

    private static List<Injection> expanded(Fault fault) {
        return fault.injections(CLUSTER, new Prng(1));
    }

    @TestFactory
    List<DynamicTest> eachFaultComesToTheseInjections() {
        var tests = new ArrayList<DynamicTest>();
        EXPANSIONS.forEach((fault, expected) ->
                tests.add(
                        DynamicTest.dynamicTest(
                                fault.toString(),
                                () ->
                                        assertThat(
                                                        expanded(fault).stream()
                                                                .map(Injection::describe))
                                                .containsExactlyElementsOf(expected))));
        return tests;
    }

    @Test
    void everyFaultOfTheCatalogueIsExpandedHere() {
        var here = new TreeSet<String>();
        EXPANSIONS.keySet().forEach(fault -> here.add(fault.name()));
        assertThat(FaultCatalogue.entries().stream().map(FaultCatalogue.Entry::name))
                .containsExactlyElementsOf(here);
    }

    /// Fails when a fault has no line in the service file.
    @Test
    void theFolderAndTheServiceFileNameTheSameFaults() throws IOException {
        Path folder = Path.of("src/main/java/dev/firedrill/faults/fault");
        var files = new TreeSet<String>();
        try (var listed = Files.list(folder)) {
            for (Path file : listed.toList()) {
                if (Files.readString(file).contains("implements Fault {")) {
                    String name = file.getFileName().toString();
                    files.add(name.substring(0, name.length() - ".java".length()));
                }
            }
        }
        assertThat(
                        FaultCatalogue.entries().stream()
                                .map(entry -> entry.usual().getClass().getSimpleName()))
                .containsExactlyInAnyOrderElementsOf(files);
    }

    @Test
    void everyInjectionIsUsedByAFault() {
        var used = new TreeMap<String, Class<?>>();
        EXPANSIONS.keySet().stream()
                .flatMap(fault -> expanded(fault).stream())
                .forEach(one -> used.put(one.getClass().getSimpleName(), one.getClass()));
        assertThat(Injection.kinds()).allMatch(used::containsValue);
    }

    private static List<NodeId> nodes(String... names) {
        return Stream.of(names).map(NodeId::new).toList();
    }

    /// Of four nodes two pairs are no neighbours.
    @Test
    void aRingLeavesEachNodeItsTwoNeighbours() {
        var cluster = new ClusterView(new NodeId("M"), nodes("R1", "R2", "R3"));

        assertThat(new RingOfNodes().injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .containsExactly(
                        "CutLink M->R2", "CutLink R2->M", "CutLink R1->R3", "CutLink R3->R1");
    }

    @Test
    void aBridgeSeesBothHalves() {
        var cluster = new ClusterView(new NodeId("M"), nodes("R1", "R2", "R3", "R4"));

        assertThat(new BridgedHalves().injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .contains("CutLink M->R2", "CutLink R3->R1")
                .hasSize(8)
                .noneMatch(words -> words.contains("R4"));
    }

    /// Inside the region everybody is heard, outside it too; nothing crosses its border.
    @Test
    void aRegionIsCutOffWithItsClientsAndGuards() {
        var cluster =
                new ClusterView(
                        new NodeId("M"), nodes("R1"), nodes("near", "far"), nodes("g1", "g2"));

        assertThat(new IsolatedRegion(nodes("R1", "far", "g2")).injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .contains("CutLink far->M", "CutLink g1->g2", "CutLink near->R1", "CutLink M->R1")
                .noneMatch(words -> words.matches("CutLink (R1|far|g2)->(R1|far|g2)"))
                .noneMatch(words -> words.matches("CutLink (M|near|g1)->(M|near|g1)"))
                .hasSize(12);
    }

    @Test
    void aRegionNamesPlacesOfTheCluster() {
        var nowhere = new IsolatedRegion(nodes("moon"));

        assertThatThrownBy(() -> nowhere.injections(CLUSTER, new Prng(1)))
                .hasMessageContaining("a place that is not in the cluster");
    }

    @Test
    void aFaultIsNamedAfterItsRecord() {
        assertThat(new ReplicasLoseMaster().name()).isEqualTo("replicas-lose-master");
    }

    /// The master keeps the first half of the sites, and the others reach only its replicas.
    @Test
    void aPartitionSplitsTheClientSites() {
        var sites = List.of(new NodeId("near"), new NodeId("far"), new NodeId("farther"));
        var cluster = new ClusterView(new NodeId("M"), List.of(new NodeId("R1")), sites);

        assertThat(new MasterInMinority().injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .containsExactly(
                        "CutLink M->R1",
                        "CutLink R1->M",
                        "CutLink near->R1",
                        "CutLink R1->near",
                        "CutLink far->R1",
                        "CutLink R1->far",
                        "CutLink farther->M",
                        "CutLink M->farther");
    }

    /// Two of three processes of the guard stand with the replicas: a majority can fail over.
    @Test
    void aPartitionLeavesAMinorityOfTheGuardWithTheMaster() {
        var guard = List.of(new NodeId("g1"), new NodeId("g2"), new NodeId("g3"));
        var sites = List.of(new NodeId("near"));
        var cluster = new ClusterView(new NodeId("M"), List.of(new NodeId("R1")), sites, guard);

        assertThat(new MasterInMinority().injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .filteredOn(words -> !words.matches(".*->(M|R1|near|g1)"))
                .containsExactly(
                        "CutLink M->g2", "CutLink g1->g2", "CutLink M->g3", "CutLink g1->g3");
        assertThat(new MasterInMinority().injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .contains("CutLink g1->R1", "CutLink R1->g1")
                .doesNotContain("CutLink g1->M", "CutLink g2->R1", "CutLink g2->g3");
    }

    /// The links inside a region stay, and clients talk to servers alone.
    @Test
    void anIsolatedRegionCutsEveryLinkToTheOthersAndNoOther() {
        List<NodeId> east = List.of(new NodeId("M"), new NodeId("R1"), new NodeId("east"));
        var sites = List.of(new NodeId("east"), new NodeId("west"));
        var guard = List.of(new NodeId("g1"));
        var replicas = List.of(new NodeId("R1"), new NodeId("R2"));
        var cluster = new ClusterView(new NodeId("M"), replicas, sites, guard);

        assertThat(new IsolatedRegion(east).injections(cluster, new Prng(1)))
                .map(Injection::describe)
                .containsExactlyInAnyOrder(
                        "CutLink M->R2",
                        "CutLink R2->M",
                        "CutLink M->west",
                        "CutLink west->M",
                        "CutLink M->g1",
                        "CutLink g1->M",
                        "CutLink R1->R2",
                        "CutLink R2->R1",
                        "CutLink R1->west",
                        "CutLink west->R1",
                        "CutLink R1->g1",
                        "CutLink g1->R1",
                        "CutLink east->R2",
                        "CutLink R2->east");
    }
}
