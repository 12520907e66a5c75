package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The agents that watch over a simulated cluster in place of Sentinel, each at a site of its own.
/// They reach the nodes and each other over simulated links, so that every fault of a link meets
/// them too.
///
/// They share Sentinel's parameters (quorum, down-after, failover-timeout) and its rules: a server
/// is down for one agent after `down-after` of silence, and for all of them once a quorum says so;
/// who fails over has the votes of a majority; the replica with the greatest offset is promoted; a
/// former master is made a replica when it has been seen for eight seconds. What differs:
///
/// - Agents know each other and all nodes from the start, and talk to each other directly. Sentinel
///   finds both through INFO and the hello channel of the servers, so that there two Sentinels that
///   reach no server in common do not know of a new master.
/// - One INFO per second is both the ping and the look at the role. Sentinel pings every second and
///   asks for INFO every ten, so that it demotes a former master up to twenty seconds after it is
///   seen again.
/// - All replicas are repointed at once (no `parallel-syncs`), clients of repointed servers are not
///   disconnected, and `replica-priority` and `down-after` of replicas' links are not considered.
/// - An agent keeps nothing on a disk, and no fault ends its process.
final class FailoverAgents {
    private static final int MESSAGE_BYTES = 120;

    private final World world;
    private final LabListener listener;
    private final Map<NodeId, FailoverAgent> agents = new TreeMap<>();

    private FailoverAgents(World world, LabListener listener) {
        this.world = world;
        this.listener = listener;
    }

    /// From now on, where the cluster has a guard.
    static void start(World world, ClusterSpec spec, LabListener listener) {
        if (spec.guard() instanceof Guard.Sentinel guard) {
            var all = new FailoverAgents(world, listener);
            var prng = new Prng(spec.seed()).fork("guard");
            guard.sites().forEach(site -> all.add(site, guard, prng.fork(site.name())));
            all.agents.values().forEach(FailoverAgent::start);
        }
    }

    private void add(NodeId site, Guard.Sentinel guard, Prng prng) {
        List<NodeWatch> watches =
                world.order().stream()
                        .map(node ->
                                new NodeWatch(
                                        node,
                                        watch -> connect(site, node, watch),
                                        world.events()::nowNanos,
                                        guard.downAfter().toNanos() / 2))
                        .toList();
        agents.put(
                site,
                new FailoverAgent(
                        site,
                        guard,
                        watches,
                        surroundings(site),
                        prng,
                        event -> told(site, event)));
    }

    private ClientConnection connect(NodeId site, NodeId node, ClientListener watch) {
        return world.host(node)
                .access
                .open(watch, outer -> SimClient.open(world, site, node, false, outer));
    }

    private void told(NodeId site, GuardEvent event) {
        long now = world.events().nowNanos();
        listener.log(now, site, event.describe());
        listener.guarded(now, site, event);
    }

    private FailoverAgent.Surroundings surroundings(NodeId site) {
        return new FailoverAgent.Surroundings() {
            @Override
            public long nowNanos() {
                return world.events().nowNanos();
            }

            @Override
            public void after(long nanos, Runnable task) {
                world.events().after(nanos, task);
            }

            @Override
            public void send(NodeId peer, AgentMessage message) {
                FailoverAgents.this.send(site, peer, message);
            }

            @Override
            public String address(NodeId from, NodeId to) {
                return World.address(from, to);
            }
        };
    }

    /// A link that refuses lets no connection come about.
    private void send(NodeId from, NodeId to, AgentMessage message) {
        Link link = world.network().link(from, to);
        FailoverAgent peer = agents.get(to);
        if (peer != null && !link.conditions().refuses()) {
            link.send(MESSAGE_BYTES, () -> peer.receive(message));
        }
    }
}
