package dev.firedrill.faults.docker.mesh;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.docker.mesh.Toxic.Stream;
import dev.firedrill.faults.lab.LabLost;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
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
/// A line that several links share does not exist in Toxiproxy, see [SharedLines]. Where the
/// machine does not allow what they take, its rate is divided by the number of links that name it,
/// whether they are busy or not: the sum is never exceeded, but a lone busy link gets less than a
/// real line would give it.
public final class ProxyMesh {
    /// Below the ephemeral ports, so that no connection's own port can be in the way.
    private static final int FIRST_PORT = 20_000;

    private static final String ALL_ADDRESSES = "0.0.0.0:";

    public static final String HOST = "toxiproxy";
    public static final int CONTROL_PORT = 8474;

    private static final LinkConditions LAN =
            LinkConditions.undisturbed(Duration.ZERO, Duration.ZERO, OptionalLong.empty());

    /// How long a proxy that does not obey is replaced again and again.
    private static final Duration REPLACE_MAX = Duration.ofSeconds(20);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final ToxiproxyApi api;
    private final Duration replaceMax;
    private final Map<LinkId, Integer> ports;
    private final NodeAddresses addresses;
    private final Map<LinkId, MeshLink> links = new TreeMap<>();

    /// As last sent, per proxy and by the toxic's name.
    private final Map<LinkId, Map<String, Toxic>> sent = new ConcurrentHashMap<>();

    /// @param linesAreShared whether something else limits what several links send together
    public ProxyMesh(
            ToxiproxyApi api,
            Map<LinkId, Integer> ports,
            NodeAddresses addresses,
            List<LinkSpec> specs,
            boolean linesAreShared) {
        this(api, ports, addresses, specs, linesAreShared, REPLACE_MAX);
    }

    ProxyMesh(
            ToxiproxyApi api,
            Map<LinkId, Integer> ports,
            NodeAddresses addresses,
            List<LinkSpec> specs,
            boolean linesAreShared,
            Duration replaceMax) {
        this.api = api;
        this.addresses = addresses;
        this.replaceMax = replaceMax;
        this.ports = ports;
        Map<LinkId, LinkConditions> own = baselines(specs, linesAreShared);
        for (LinkId proxy : ports.keySet()) {
            for (LinkId link : List.of(proxy, proxy.opposite())) {
                links.putIfAbsent(link, new MeshLink(own.getOrDefault(link, LAN)));
            }
        }
    }

    /// The port of each proxy that can be reached from outside, named by who connects and who
    /// listens.
    ///
    /// @param guardSites where Sentinels run, which connect to nodes and to each other
    public static Map<LinkId, Integer> ports(
            List<NodeId> nodes, List<NodeId> clientSites, List<NodeId> guardSites) {
        var ports = new LinkedHashMap<LinkId, Integer>();
        for (NodeId to : nodes) {
            for (NodeId site : clientSites) {
                ports.put(new LinkId(site, to), FIRST_PORT + ports.size());
            }
            for (NodeId from : nodes) {
                if (!from.equals(to)) {
                    ports.put(new LinkId(from, to), FIRST_PORT + ports.size());
                }
            }
            for (NodeId from : guardSites) {
                ports.put(new LinkId(from, to), FIRST_PORT + ports.size());
            }
        }
        for (NodeId to : guardSites) {
            for (NodeId from : guardSites) {
                if (!from.equals(to)) {
                    ports.put(new LinkId(from, to), FIRST_PORT + ports.size());
                }
            }
        }
        return ports;
    }

    private static Map<LinkId, LinkConditions> baselines(
            List<LinkSpec> specs, boolean linesAreShared) {
        Map<String, Integer> sharers = new TreeMap<>();
        for (LinkSpec spec : specs) {
            if (!linesAreShared) {
                spec.pipe().ifPresent(pipe -> sharers.merge(pipe, 1, Integer::sum));
            }
        }
        var baselines = new TreeMap<LinkId, LinkConditions>();
        for (LinkSpec spec : specs) {
            int among = spec.pipe().map(pipe -> sharers.getOrDefault(pipe, 1)).orElse(1);
            OptionalLong rate =
                    spec.bytesPerSecond().isPresent()
                            ? OptionalLong.of(spec.bytesPerSecond().getAsLong() / among)
                            : OptionalLong.empty();
            baselines.put(
                    spec.link(), LinkConditions.undisturbed(spec.latency(), spec.jitter(), rate));
        }
        return baselines;
    }

    /// Creates every proxy with what its links are when nothing is broken.
    public void create() throws ToxiproxyFailed {
        for (LinkId proxy : ports.keySet()) {
            recreate(proxy);
            if (isPair(proxy)) enter(proxy);
        }
    }

    /// Whether the proxy listens at an address of its own, which only containers can reach.
    private boolean isPair(LinkId proxy) {
        return addresses.pairs().map(pairs -> pairs.contains(proxy)).orElse(false);
    }

    /// A second proxy, on which nothing is ever broken, leads from outside to one that only
    /// containers can reach.
    private void enter(LinkId proxy) throws ToxiproxyFailed {
        String name = "to_" + name(proxy);
        api.deleteIfThere(name);
        api.create(name, listen(proxy));
        api.open(name, ALL_ADDRESSES + port(proxy), true);
    }

    private String listen(LinkId proxy) {
        return addresses
                        .pairs()
                        .filter(pairs -> pairs.contains(proxy))
                        .map(pairs -> pairs.of(proxy) + ":")
                        .orElse(ALL_ADDRESSES)
                + listenPort(proxy);
    }

    private int listenPort(LinkId proxy) {
        return isPair(proxy) ? addresses.port(proxy.to()) : port(proxy);
    }

    private MeshLink link(LinkId id) {
        MeshLink link = links.get(id);
        check(link != null, "no link " + id);
        return Objects.requireNonNull(link);
    }

    public LinkConditions baseline(LinkId id) {
        return link(id).baseline();
    }

    public LinkConditions conditions(LinkId id) {
        return link(id).conditions();
    }

    /// `host port` under which `from` reaches `to`.
    public String address(NodeId from, NodeId to) {
        if (from.equals(to)) {
            return "127.0.0.1 " + addresses.port(to);
        }
        return isPair(new LinkId(from, to))
                ? to + " " + addresses.port(to)
                : HOST + " " + Objects.requireNonNull(ports.get(new LinkId(from, to)));
    }

    public int port(LinkId proxy) {
        return Objects.requireNonNull(ports.get(proxy), () -> "no proxy " + proxy);
    }

    /// A proxy over which bytes of that link can be sent by the lab itself.
    public LinkId proxyFor(LinkId link) {
        return ports.containsKey(link) ? link : link.opposite();
    }

    /// Makes the proxies follow what these links become.
    ///
    /// @throws LabLost when a proxy does not, and a new one in its place does not either
    public void follow(Map<LinkId, LinkConditions> changed, long nowNanos) {
        changed.forEach((link, wanted) -> link(link).become(wanted, nowNanos));
        var proxies = new LinkedHashSet<LinkId>();
        for (LinkId link : changed.keySet()) {
            proxies.add(link);
            proxies.add(link.opposite());
        }
        proxies.retainAll(ports.keySet());
        List<LinkId> stale = proxies.stream().filter(this::isStale).toList();
        changed.keySet().forEach(link -> link(link).fresh());
        // Side by side: a proxy that hangs must not hold up the others.
        var following = new ArrayList<Future<?>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (LinkId proxy : proxies) {
                following.add(threads.submit(() -> followOrReplace(proxy, stale.contains(proxy))));
            }
        }
        for (Future<?> one : following) {
            if (one.state() == Future.State.FAILED) {
                throw failure(one.exceptionNow());
            }
        }
    }

    private RuntimeException failure(Throwable failed) {
        return switch (failed) {
            case ToxiproxyFailed disobeyed -> lost(disobeyed);
            case RuntimeException bug -> bug;
            case Error bug -> throw bug;
            case Throwable other -> new IllegalStateException(other);
        };
    }

    private LabLost lost(ToxiproxyFailed why) {
        return new LabLost(
                String.format(
                        Locale.ROOT,
                        "%s. Other proxies in its place did not help within %d s. The machine may"
                                + " be overloaded, or Docker was restarted: look with `docker"
                                + " stats` and `firedrill doctor --lab docker`, then run it again.",
                        why.getMessage(),
                        replaceMax.toSeconds()),
                why);
    }

    private boolean isStale(LinkId proxy) {
        return link(proxy).stale() || link(proxy.opposite()).stale();
    }

    private Void followOrReplace(LinkId proxy, boolean stale) throws ToxiproxyFailed {
        if (!stale) {
            try {
                follow(proxy);
                if (readBack(proxy).asWanted()) {
                    return null;
                }
            } catch (ToxiproxyFailed stuck) {
                // The API can hang on one proxy; a new one in its place does not.
            }
        }
        recreate(proxy);
        return null;
    }

    private void follow(LinkId proxy) throws ToxiproxyFailed {
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
        api.enable(name, !conditions(proxy).refuses());
    }

    /// Until it is there: under load a call may take longer than its time-out and still be carried
    /// out, so that each attempt begins anew.
    private void recreate(LinkId proxy) throws ToxiproxyFailed {
        long beganNanos = System.nanoTime();
        while (true) {
            try {
                replace(proxy);
                return;
            } catch (ToxiproxyFailed failed) {
                if (System.nanoTime() - beganNanos > replaceMax.toNanos()) {
                    throw failed;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private void replace(LinkId proxy) throws ToxiproxyFailed {
        String name = name(proxy);
        api.deleteIfThere(name);
        api.create(name, upstream(proxy));
        Map<String, Toxic> wanted = wanted(proxy);
        for (Toxic toxic : wanted.values()) {
            api.add(name, toxic);
        }
        sent.put(proxy, wanted);
        api.open(name, listen(proxy), !conditions(proxy).refuses());
        ReadBack seen = readBack(proxy);
        if (!seen.asWanted()) {
            throw new ToxiproxyFailed(
                    "carry the proxy " + name + " with " + describe(wanted.values()),
                    "it reports " + seen.describe());
        }
    }

    private String upstream(LinkId proxy) {
        return proxy.to() + ":" + addresses.port(proxy.to());
    }

    private Map<String, Toxic> wanted(LinkId proxy) {
        var toxics = new ArrayList<Toxic>(Toxics.of(conditions(proxy), Stream.UPSTREAM));
        toxics.addAll(Toxics.of(conditions(proxy.opposite()), Stream.DOWNSTREAM));
        var byName = new TreeMap<String, Toxic>();
        toxics.forEach(toxic -> byName.put(toxic.name(), toxic));
        return byName;
    }

    /// Closes every connection over the link, as a reset does; a new proxy does so too.
    public void reset(LinkId link) {
        for (LinkId proxy : List.of(link, link.opposite())) {
            if (ports.containsKey(proxy) && !conditions(proxy).refuses()) {
                try {
                    resetOrReplace(proxy);
                } catch (ToxiproxyFailed failed) {
                    throw lost(failed);
                }
            }
        }
    }

    private void resetOrReplace(LinkId proxy) throws ToxiproxyFailed {
        try {
            api.enable(name(proxy), false);
            api.enable(name(proxy), true);
        } catch (ToxiproxyFailed stuck) {
            recreate(proxy);
        }
    }

    /// What Toxiproxy itself reports of a proxy.
    ///
    /// @param asWanted whether it is what the links should be now
    public record ReadBack(boolean asWanted, ToxiproxyApi.ProxyState state) {
        String describe() {
            return (state.enabled() ? "an open proxy with " : "a closed proxy with ")
                    + ProxyMesh.describe(state.toxics().values());
        }

        public String describe(Stream stream) {
            return ProxyMesh.describe(
                    state.toxics().values().stream()
                            .filter(toxic -> toxic.stream() == stream)
                            .toList());
        }
    }

    private static String describe(Collection<Toxic> toxics) {
        return toxics.isEmpty()
                ? "no toxic"
                : String.join(", ", toxics.stream().map(Toxic::describe).toList());
    }

    public ReadBack readBack(LinkId proxy) throws ToxiproxyFailed {
        ToxiproxyApi.ProxyState state = api.state(name(proxy));
        boolean asWanted =
                state.enabled() == !conditions(proxy).refuses()
                        && state.port() == listenPort(proxy)
                        && state.upstream().equals(upstream(proxy))
                        && state.toxics().equals(wanted(proxy));
        return new ReadBack(asWanted, state);
    }

    private static String name(LinkId proxy) {
        return proxy.from() + "_" + proxy.to();
    }
}
