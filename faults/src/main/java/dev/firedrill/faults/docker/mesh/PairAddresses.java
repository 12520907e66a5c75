package dev.firedrill.faults.docker.mesh;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Addresses for a cluster in which servers hand each other's names on, as Sentinel does: `R1:6379`
/// must lead everybody to R1, but everybody over a proxy of his own. So each ordered pair has an
/// address of its own, at which its proxy listens on the server's usual port, and each container's
/// hosts file says which of them a name means there:
///
/// ```
/// on R2:           M = 169.254.12.1, R1 = 169.254.12.2, ...
/// on sentinel-1:   M = 169.254.13.1, R1 = 169.254.13.2, ...
/// proxy R2_R1:     listens on 169.254.12.2:6379, connects to R1's own address
/// ```
///
/// The addresses are link-local ones (RFC 3927), which the engine gives a container beside the one
/// of its network: no subnet has to be found that is free on this machine, and nobody needs the
/// right to administrate the network. Each container has one as well, so that it has a route to the
/// others.
public final class PairAddresses {
    private static final int FIRST_PAIR = 10;
    private static final int HOSTS_MAX = 200;

    private final List<NodeId> hosts;

    /// @param hosts every container of the cluster that connects to others
    PairAddresses(List<NodeId> hosts) {
        check(hosts.size() <= HOSTS_MAX, hosts.size() + " hosts in one cluster");
        this.hosts = List.copyOf(hosts);
    }

    public boolean contains(LinkId pair) {
        return hosts.contains(pair.from()) && hosts.contains(pair.to());
    }

    /// At which the proxy of that pair listens.
    public String of(LinkId pair) {
        return address(FIRST_PAIR + number(pair.from()), 1 + number(pair.to()));
    }

    /// The container's own.
    public String own(NodeId host) {
        return address(1, 1 + number(host));
    }

    /// Of all proxies.
    public List<String> ofMesh() {
        var all = new ArrayList<String>();
        for (NodeId from : hosts) {
            for (NodeId to : hosts) {
                if (!from.equals(to)) all.add(of(new LinkId(from, to)));
            }
        }
        return all;
    }

    /// What the others' names mean on this host, each as `name:address`.
    public List<String> hostsFile(NodeId host) {
        return hosts.stream()
                .filter(other -> !other.equals(host))
                .map(other -> other + ":" + of(new LinkId(host, other)))
                .toList();
    }

    private int number(NodeId host) {
        int number = hosts.indexOf(host);
        check(number >= 0, "no host " + host);
        return number;
    }

    private static String address(int third, int fourth) {
        return String.format(Locale.ROOT, "169.254.%d.%d", third, fourth);
    }
}
