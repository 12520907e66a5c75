package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.mesh.ProxyMesh;
import dev.firedrill.faults.docker.mesh.ToxiproxyApi;
import dev.firedrill.faults.docker.mesh.ToxiproxyFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/// The Toxiproxy container of a cluster. Its ports are published, so that clients and probes of
/// this machine come in over the links; they stay the same as long as the container runs, whatever
/// is restarted behind it.
final class Links {
    private static final Duration UP_MAX = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    private final ProxyMesh mesh;
    private final Map<LinkId, Integer> hostPorts;
    private final boolean shared;

    private Links(ProxyMesh mesh, Map<LinkId, Integer> hostPorts, boolean shared) {
        this.mesh = mesh;
        this.hostPorts = hostPorts;
        this.shared = shared;
    }

    static Links create(
            ContainerEngine engine,
            SideContainers beside,
            String name,
            String network,
            ClusterSpec spec,
            NodeAddresses addresses)
            throws LabUnavailable {
        if (!ToxiproxyApi.clientWorks()) {
            throw new LabUnavailable(
                    "the Toxiproxy client does not work in the language of this JVM; start it with"
                            + " -Duser.language=en.");
        }
        DockerClient client = engine.client();
        ClusterResources resources = beside.resources();
        List<NodeId> nodes = spec.nodes().stream().map(NodeSpec::id).toList();
        Map<LinkId, Integer> ports =
                ProxyMesh.ports(nodes, spec.clientSites(), spec.guard().sites());
        var published = new ArrayList<PortBinding>();
        published.add(publish(engine, ProxyMesh.CONTROL_PORT));
        ports.values().forEach(port -> published.add(publish(engine, port)));
        String id =
                resources.create(() ->
                        client.createContainerCmd(Images.TOXIPROXY)
                                .withName(name + "-" + ProxyMesh.HOST)
                                .withLabels(resources.labels())
                                .withAliases(List.of(ProxyMesh.HOST))
                                .withExposedPorts(
                                        published.stream()
                                                .map(PortBinding::getExposedPort)
                                                .toList())
                                .withHostConfig(Confined.host(network).withPortBindings(published))
                                .exec()
                                .getId());
        addresses
                .pairs()
                .ifPresent(pairs ->
                        LinkLocal.add(
                                client, id, network, List.of(ProxyMesh.HOST), pairs.ofMesh()));
        client.startContainerCmd(id).exec();
        Map<ExposedPort, Ports.Binding[]> bindings =
                client.inspectContainerCmd(id).exec().getNetworkSettings().getPorts().getBindings();
        var hostPorts = new TreeMap<LinkId, Integer>();
        ports.forEach((link, port) -> hostPorts.put(link, hostPort(bindings, port)));
        int control = hostPort(bindings, ProxyMesh.CONTROL_PORT);
        var api = new ToxiproxyApi(engine.hostAddress(), control);
        boolean shared =
                SharedLines.limit(beside, id, SharedLines.lines(spec.links(), ports, addresses));
        var mesh = new ProxyMesh(api, ports, addresses, spec.links(), shared);
        awaitUp(api, mesh);
        return new Links(mesh, hostPorts, shared);
    }

    private static PortBinding publish(ContainerEngine engine, int port) {
        return new PortBinding(Ports.Binding.bindIp(engine.bindAddress()), ExposedPort.tcp(port));
    }

    private static int hostPort(Map<ExposedPort, Ports.Binding[]> bindings, int port) {
        Ports.Binding[] bound = bindings.get(ExposedPort.tcp(port));
        return bound == null ? 0 : Integer.parseInt(bound[0].getHostPortSpec());
    }

    private static void awaitUp(ToxiproxyApi api, ProxyMesh mesh) throws LabUnavailable {
        long deadline = System.nanoTime() + UP_MAX.toNanos();
        String last = "it was never asked";
        while (System.nanoTime() < deadline) {
            try {
                api.version();
                mesh.create();
                return;
            } catch (ToxiproxyFailed notYet) {
                last = String.valueOf(notYet.getMessage());
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new LabUnavailable(
                String.format(
                        Locale.ROOT,
                        "the links were not there within %d s: %s; look with `firedrill doctor --lab"
                                + " docker`.",
                        UP_MAX.toSeconds(),
                        last));
    }

    ProxyMesh mesh() {
        return mesh;
    }

    /// Whether those who share a line have all of it while the others are idle.
    boolean shared() {
        return shared;
    }

    /// Where a proxy can be reached from this machine.
    int hostPort(LinkId proxy) {
        return hostPorts.getOrDefault(proxy, 0);
    }
}
