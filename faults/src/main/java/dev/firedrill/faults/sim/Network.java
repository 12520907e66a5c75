package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Every link of the world, and the connections over them.
final class Network {
    private static final Duration LOOPBACK_LATENCY = Duration.ofNanos(20_000);
    private static final double LOOPBACK_BYTES_PER_SECOND = 5e9;

    private final EventQueue events;
    private final CostModel costs;
    private final Prng prng;
    private final TreeMap<LinkId, Link> links = new TreeMap<>();
    private final Map<String, Link.Pipe> pipes = new LinkedHashMap<>();
    private final List<Socket> sockets = new ArrayList<>();
    private final Link loopback;

    Network(EventQueue events, Prng prng, List<LinkSpec> specs, CostModel costs) {
        this.costs = costs;
        this.events = events;
        this.prng = prng;
        loopback =
                new Link(
                        events,
                        prng,
                        undisturbed(LOOPBACK_LATENCY),
                        new Link.Pipe(LOOPBACK_BYTES_PER_SECOND),
                        windows(false));
        for (LinkSpec spec : specs) {
            Link.Pipe pipe = pipeOf(spec);
            links.put(
                    spec.link(),
                    new Link(
                            events,
                            prng.fork(spec.link().toString()),
                            LinkConditions.undisturbed(
                                    spec.latency(), spec.jitter(), spec.bytesPerSecond()),
                            pipe,
                            windows(spec.bytesPerSecond().isPresent())));
        }
    }

    private static LinkConditions undisturbed(Duration latency) {
        return LinkConditions.undisturbed(latency, Duration.ZERO, OptionalLong.empty());
    }

    /// @param limited whether the line has a rate. A proxy that limits one link does so before it
    ///   holds anything up, and has no more to hold than arrives in that time. A line that links
    ///   share serves one segment after the other here: what one of them has on its way would hold
    ///   up the others, where the kernel serves all in turn.
    private Link.Windows windows(boolean limited) {
        return new Link.Windows(
                costs.windowBytes(), limited ? costs.windowBytes() : costs.delayedWindowBytes());
    }

    private Link.Pipe pipeOf(LinkSpec spec) {
        double rate =
                spec.bytesPerSecond().isPresent()
                        ? spec.bytesPerSecond().getAsLong()
                        : costs.linkBytesPerSecond();
        return spec.pipe()
                .map(name -> pipes.computeIfAbsent(name, _ -> new Link.Pipe(rate)))
                .orElseGet(() -> new Link.Pipe(rate));
    }

    /// The link between two hosts; within one host the loopback, which no fault reaches.
    Link link(NodeId from, NodeId to) {
        if (from.equals(to)) {
            return loopback;
        }
        return links.computeIfAbsent(
                new LinkId(from, to),
                id ->
                        new Link(
                                events,
                                prng.fork(id.toString()),
                                undisturbed(Duration.ofNanos(costs.linkLatencyNanos())),
                                new Link.Pipe(costs.linkBytesPerSecond()),
                                windows(false)));
    }

    Link link(LinkId id) {
        return link(id.from(), id.to());
    }

    Link loopback() {
        return loopback;
    }

    void opened(Socket socket) {
        sockets.add(socket);
    }

    void gone(Socket socket) {
        sockets.remove(socket);
    }

    /// The ends from which bytes go over this link.
    List<Socket> over(LinkId link) {
        var found = new ArrayList<Socket>();
        for (Socket socket : sockets) {
            if (socket.from().equals(link.from())
                    && socket.to().equals(link.to())
                    && !socket.pastLinks()) {
                found.add(socket);
            }
        }
        return found;
    }
}
