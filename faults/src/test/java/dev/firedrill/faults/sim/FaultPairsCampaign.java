package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.fault.ClusterView;
import dev.firedrill.faults.fault.Fault;
import dev.firedrill.faults.fault.FaultCatalogue;
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
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.OneShotCommand;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// Two faults of the catalogue, drawn by the seed, in force at the same time on a cluster under
/// load: they begin one after the other and are healed in either order. Every proof has to say what
/// is the case, and afterwards nothing may be in force.
final class FaultPairsCampaign {
    private static final NodeId M = new NodeId("M");
    private static final List<NodeId> REPLICAS =
            List.of(new NodeId("R1"), new NodeId("R2"), new NodeId("R3"));
    private static final NodeId NEAR = new NodeId("near");
    private static final NodeId FAR = new NodeId("far");
    private static final ClusterView CLUSTER =
            new ClusterView(M, REPLICAS, List.of(NEAR, FAR), List.of());
    private static final Duration BETWEEN_WRITES = Duration.ofMillis(50);
    private static final int LONGEST_MILLIS = 3_000;

    /// Hears which processes end, which the proofs do not know of.
    private static final class Exits implements LabListener {
        private final Map<NodeId, Integer> exits = new TreeMap<>();

        @Override
        public void log(long atNanos, NodeId node, String text) {
            // Proofs are looked at.
        }

        @Override
        public void started(long atNanos, NodeId node) {
            // Proofs are looked at.
        }

        @Override
        public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
            exits.merge(node, 1, Integer::sum);
        }

        int of(NodeId node) {
            return exits.getOrDefault(node, 0);
        }
    }

    /// @param story what was done, in order
    /// @param wrong what the proofs, or what is left, should not say
    /// @param proofs how many were compared
    record Outcome(List<String> story, List<String> wrong, int proofs) {}

    private final Prng prng;
    private final SimCluster cluster;
    private final Exits exits;
    private final List<String> story = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int proofs;

    private FaultPairsCampaign(Prng prng, SimCluster cluster, Exits exits) {
        this.exits = exits;
        this.prng = prng;
        this.cluster = cluster;
    }

    static Outcome run(long seed, SimLab lab) throws Exception {
        var nodes = new ArrayList<NodeSpec>();
        String conf = "appendonly yes\nrepl-diskless-sync-delay 0\n";
        nodes.add(new NodeSpec(M, conf, List.of(), OptionalLong.empty(), true));
        for (NodeId replica : REPLICAS) {
            String following = conf + "replicaof ${M}\n";
            nodes.add(new NodeSpec(replica, following, List.of(), OptionalLong.empty(), true));
        }
        var spec =
                new ClusterSpec(
                        "pairs",
                        seed,
                        Target.FIREDRILL,
                        nodes,
                        List.of(),
                        List.of(NEAR, FAR),
                        Guard.NONE);
        var exits = new Exits();
        try (var cluster = (SimCluster) lab.start(spec, exits)) {
            var campaign = new FaultPairsCampaign(new Prng(seed), cluster, exits);
            campaign.disturb();
            return new Outcome(campaign.story, campaign.wrong, campaign.proofs);
        }
    }

    private void disturb() {
        write();
        cluster.runFor(Duration.ofSeconds(2));
        cluster.admin(M, Duration.ofSeconds(5), List.of("SAVE"));
        List<Handle> first = begin(drawn());
        pass();
        List<Handle> second = begin(drawn());
        pass();
        boolean inTurn = prng.chance(0.5);
        heal(inTurn ? first : second);
        pass();
        heal(inTurn ? second : first);
        assertNothingInForce();
    }

    private void write() {
        cluster.connect(prng.chance(0.5) ? NEAR : FAR, M, new OneShotCommand(List.of("INCR", "k")));
        cluster.after(BETWEEN_WRITES, this::write);
    }

    private Fault drawn() {
        List<FaultCatalogue.Entry> all = FaultCatalogue.entries();
        return all.get(prng.nextInt(all.size())).usual();
    }

    private void pass() {
        cluster.runFor(Duration.ofMillis(prng.nextInt(LONGEST_MILLIS)));
    }

    private List<Handle> begin(Fault fault) {
        List<Injection> injections = fault.injections(CLUSTER, prng.fork(fault.name()));
        List<BooleanSupplier> expected = injections.stream().map(this::bites).toList();
        story.add("begin " + fault);
        List<Handle> handles = cluster.injectAll(injections);
        for (int i = 0; i < handles.size(); i++) {
            compare(handles.get(i).begun(), expected.get(i).getAsBoolean());
        }
        return handles;
    }

    /// Asked before an injection is carried out, answered afterwards: what ends or stops no
    /// process, because none runs, and what changes no byte of a file does not bite.
    private BooleanSupplier bites(Injection injection) {
        return switch (injection) {
            case ProcessInjection.KillNode(var node) -> known(cluster.running(node));
            case ProcessInjection.PowerLoss(var node) -> known(cluster.running(node));
            case ProcessInjection.PauseNode(var node) -> known(cluster.running(node));
            case ProcessInjection.TerminateNode(var node) -> {
                // A server that cannot save refuses to end, and one that stands still hears
                // nothing.
                int before = exits.of(node);
                yield () -> exits.of(node) > before;
            }
            case DiskInjection.FlipBit(var node, var file, long offset, int _) ->
                    known(cluster.fileBytes(node, file).orElse(0) > offset);
            case DiskInjection.TruncateFile(var node, var file, long length) ->
                    known(cluster.fileBytes(node, file).orElse(0) > length);
            case ProcessInjection.SuperviseNode _,
                    DiskInjection.ThrottleDisk _,
                    DiskInjection.DelayFsync _,
                    DiskInjection.FailFsync _,
                    DiskInjection.FailWrite _,
                    DiskInjection.FillDisk _,
                    DiskInjection.ReadOnlyDisk _,
                    DiskInjection.CrashDuringNextWrite _,
                    LinkInjection _,
                    ResourceInjection _,
                    ClockInjection _ ->
                    known(true);
        };
    }

    private static BooleanSupplier known(boolean answer) {
        return () -> answer;
    }

    private void heal(List<Handle> handles) {
        story.add("heal " + handles.stream().map(one -> one.injection().describe()).toList());
        for (Proof proof : cluster.healAll(handles)) {
            compare(proof, true);
        }
        handles.stream()
                .filter(Handle::inForce)
                .forEach(one -> wrong.add(one.injection().describe() + " is in force"));
    }

    private void compare(Proof proof, boolean expected) {
        proofs++;
        if (proof.bit() != expected) wrong.add(proof.toString());
    }

    private void assertNothingInForce() {
        World world = cluster.world();
        List<NodeId> places = new ArrayList<>(CLUSTER.all());
        places.addAll(CLUSTER.clientSites());
        for (NodeId from : places) {
            for (NodeId to : places) {
                if (from.equals(to)) continue;
                Link link = world.network().link(new LinkId(from, to));
                if (!link.conditions().equals(link.baseline())) {
                    wrong.add(from + "->" + to + " is left as " + link.conditions());
                }
            }
        }
        for (NodeId node : CLUSTER.all()) {
            World.Host host = world.host(node);
            if (!host.disk.conditions().equals(DiskConditions.UNDISTURBED)) {
                wrong.add("the disk of " + node + " is left as " + host.disk.conditions());
            }
            if (!host.conditions.equals(NodeConditions.undisturbed(host.spec))) {
                wrong.add(node + " is left as " + host.conditions);
            }
            ServerProcess process = host.process;
            if (process != null && process.paused()) wrong.add(node + " is left paused");
        }
    }
}
