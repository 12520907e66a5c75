package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.DockerObjectAccessor;
import java.util.List;

/// Link-local addresses of a container, for which the Docker client has no method: the engine takes
/// them when a container is connected to a network, not when it is created.
final class LinkLocal {
    private LinkLocal() {}

    /// Gives a container that was not started yet these addresses beside the one that it gets from
    /// its network.
    static void add(
            DockerClient client,
            String container,
            String network,
            List<String> aliases,
            List<String> addresses) {
        client.disconnectFromNetworkCmd().withContainerId(container).withNetworkId(network).exec();
        var ipam = new ContainerNetwork.Ipam();
        DockerObjectAccessor.overrideRawValue(ipam, "LinkLocalIPs", addresses);
        client.connectToNetworkCmd()
                .withContainerId(container)
                .withNetworkId(network)
                .withContainerNetwork(
                        new ContainerNetwork().withAliases(aliases).withIpamConfig(ipam))
                .exec();
    }
}
