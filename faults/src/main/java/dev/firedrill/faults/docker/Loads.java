package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.mesh.ProxyMesh;
import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadPlan;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The heavy loads of a cluster in containers.
final class Loads {
    private final DockerMachines cluster;
    private final ClusterResources resources;
    private final Loop loop;
    private final String name;
    private final List<LoadContainer> started = new CopyOnWriteArrayList<>();

    /// @param name of the cluster in the engine, and of its network
    Loads(DockerMachines cluster, ClusterResources resources, Loop loop, String name) {
        this.cluster = cluster;
        this.resources = resources;
        this.loop = loop;
        this.name = name;
    }

    /// Comes in over the proxy of that pair, as every client does.
    RunningLoad start(NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        var container =
                new LoadContainer(
                        cluster.engine().client(),
                        resources,
                        name + "-load-" + (started.size() + 1),
                        name,
                        loop,
                        cluster::await,
                        listener);
        started.add(container);
        Access access = cluster.container(node).access();
        container.start(
                new LoadPlan(
                        load,
                        ProxyMesh.HOST,
                        cluster.links().mesh().port(new LinkId(site, node)),
                        access.authentication(),
                        access.present("SET")));
        return container;
    }

    void stopListening() {
        started.forEach(LoadContainer::stopListening);
    }
}
