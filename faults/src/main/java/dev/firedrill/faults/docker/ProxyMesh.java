package dev.firedrill.faults.docker;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.docker.Toxic.Stream;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/// The links of a cluster, each carried by the proxies of one Toxiproxy: one proxy per ordered pair
/// of those who connect and those who listen, so that any node may become master. A link is one
/// direction, so it is the upstream half of one proxy and the downstream half of the opposite one.
///
/// A line that several links share does not exist in Toxiproxy, where N connections get N times the
/// rate: its rate is divided by the number of links that name it, whether they are busy or not. The
/// sum is never exceeded; a lone busy link gets less than a real line would give it.
final class ProxyMesh {
    /// Below the ephemeral ports, so that no connection's own port can be in the way.
    private static final int FIRST_PORT = 20_000;

    static final String HOST = "toxiproxy";
    static final int CONTROL_PORT = 8474;

    private static final Duration REPLACE_MAX = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ToxiproxyApi api;
    private final Map<LinkId, Integer> ports;
    private final Map<LinkId, LinkState> links = new TreeMap<>();

    /// As last sent, per proxy and by the toxic's name.
    private final Map<LinkId, Map<String, Toxic>> sent = new ConcurrentHashMap<>();

    ProxyMesh(ToxiproxyApi api, List<NodeId> nodes, List<LinkSpec> specs) {
        this.api = api;
        ports = ports(nodes);
        Map<LinkId, LinkState.Own> own = owns(specs);
        for (LinkId proxy : ports.keySet()) {
            for (LinkId link : List.of(proxy, proxy.opposite())) {
                links.putIfAbsent(link, new LinkState(own.getOrDefault(link, LinkState.Own.LAN)));
            }
        }
    }

    /// The port on which each proxy listens, named by who connects and who listens.
    static Map<LinkId, Integer> ports(List<NodeId> nodes) {
        var ports = new LinkedHashMap<LinkId, Integer>();
        for (NodeId to : nodes) {
            ports.put(new LinkId(NodeId.CLIENTS, to), FIRST_PORT + ports.size());
            for (NodeId from : nodes) {
                if (!from.equals(to)) {
                    ports.put(new LinkId(from, to), FIRST_PORT + ports.size());
                }
            }
        }
        return ports;
    }

    private static Map<LinkId, LinkState.Own> owns(List<LinkSpec> specs) {
        Map<String, Integer> sharers = new TreeMap<>();
        for (LinkSpec spec : specs) {
            spec.pipe().ifPresent(pipe -> sharers.merge(pipe, 1, Integer::sum));
        }
        var owns = new TreeMap<LinkId, LinkState.Own>();
        for (LinkSpec spec : specs) {
            int among = spec.pipe().map(pipe -> sharers.getOrDefault(pipe, 1)).orElse(1);
            long rate = spec.bytesPerSecond().orElse(0) / among;
            owns.put(spec.link(), new LinkState.Own(spec.latency(), spec.jitter(), rate));
        }
        return owns;
    }

    /// Creates every proxy with what its links are when nothing is broken.
    void create() throws IOException {
        for (LinkId proxy : ports.keySet()) {
            recreate(proxy);
        }
    }

    LinkState link(LinkId id) {
        LinkState state = links.get(id);
        check(state != null, "no link " + id);
        return Objects.requireNonNull(state);
    }

    /// `host port` under which `from` reaches `to`.
    String address(NodeId from, NodeId to) {
        return from.equals(to)
                ? "127.0.0.1 6379"
                : HOST + " " + Objects.requireNonNull(ports.get(new LinkId(from, to)));
    }

    int port(LinkId proxy) {
        return Objects.requireNonNull(ports.get(proxy), () -> "no proxy " + proxy);
    }

    /// A proxy over which bytes of that link can be sent by the lab itself.
    LinkId proxyFor(LinkId link) {
        return ports.containsKey(link) ? link : link.opposite();
    }

    /// Makes the proxies follow what these links have become.
    void follow(Collection<LinkId> changed) throws IOException {
        var proxies = new LinkedHashSet<LinkId>();
        for (LinkId link : changed) {
            proxies.add(link);
            proxies.add(link.opposite());
        }
        proxies.retainAll(ports.keySet());
        List<LinkId> stale = proxies.stream().filter(this::isStale).toList();
        changed.forEach(link -> link(link).fresh());
        // Side by side: a proxy that hangs must not hold up the others.
        var following = new ArrayList<Future<?>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (LinkId proxy : proxies) {
                following.add(threads.submit(() -> followOrReplace(proxy, stale.contains(proxy))));
            }
        }
        for (Future<?> one : following) {
            if (one.state() == Future.State.FAILED) {
                throw new IOException(one.exceptionNow());
            }
        }
    }

    private boolean isStale(LinkId proxy) {
        return link(proxy).stale() || link(proxy.opposite()).stale();
    }

    private Void followOrReplace(LinkId proxy, boolean stale) throws IOException {
        if (!stale) {
            try {
                follow(proxy);
                if (isAsWanted(proxy)) {
                    return null;
                }
            } catch (IOException stuck) {
                // The API can hang on one proxy; a new one in its place does not.
            }
        }
        recreate(proxy);
        return null;
    }

    private void follow(LinkId proxy) throws IOException {
        String name = name(proxy);
        Map<String, Toxic> before = sent.computeIfAbsent(proxy, _ -> new TreeMap<>());
        Map<String, Toxic> wanted = wanted(proxy);
        for (Toxic toxic : wanted.values()) {
            Toxic present = before.get(toxic.name());
            if (present == null) {
                api.add(name, toxic);
            } else if (!present.equals(toxic)) {
                api.update(name, toxic);
            }
        }
        for (Toxic toxic : before.values()) {
            if (!wanted.containsKey(toxic.name())) {
                api.remove(name, toxic);
            }
        }
        sent.put(proxy, wanted);
        api.enable(name, !link(proxy).refuses);
    }

    /// Until it is there: under load a call may take longer than its time-out and still be carried
    /// out, so that each attempt begins anew.
    private void recreate(LinkId proxy) throws IOException {
        long deadline = System.nanoTime() + REPLACE_MAX.toNanos();
        while (true) {
            try {
                replace(proxy);
                return;
            } catch (IOException failed) {
                if (System.nanoTime() > deadline) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void replace(LinkId proxy) throws IOException {
        String name = name(proxy);
        api.deleteIfThere(name);
        api.create(name, port(proxy), proxy.to() + ":6379");
        Map<String, Toxic> wanted = wanted(proxy);
        for (Toxic toxic : wanted.values()) {
            api.add(name, toxic);
        }
        sent.put(proxy, wanted);
        if (!link(proxy).refuses) {
            api.enable(name, true);
        }
    }

    private Map<String, Toxic> wanted(LinkId proxy) {
        var toxics = new ArrayList<Toxic>(link(proxy).toxics(Stream.UPSTREAM));
        toxics.addAll(link(proxy.opposite()).toxics(Stream.DOWNSTREAM));
        var byName = new TreeMap<String, Toxic>();
        toxics.forEach(toxic -> byName.put(toxic.name(), toxic));
        return byName;
    }

    /// Closes every connection over the link, as a reset does.
    void reset(LinkId link) throws IOException {
        for (LinkId proxy : List.of(link, link.opposite())) {
            if (ports.containsKey(proxy) && !link(proxy).refuses) {
                api.enable(name(proxy), false);
                api.enable(name(proxy), true);
            }
        }
    }

    /// What Toxiproxy itself says, read back.
    boolean isAsWanted(LinkId proxy) throws IOException {
        ToxiproxyApi.ProxyState state = api.state(name(proxy));
        return state.enabled() == !link(proxy).refuses && state.toxics().equals(wanted(proxy));
    }

    private static String name(LinkId proxy) {
        return proxy.from() + "_" + proxy.to();
    }
}
