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
    private final Map<String, SharedLine> lines = new LinkedHashMap<>();
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
            links.put(spec.link(), link(spec));
        }
    }

    private Link link(LinkSpec spec) {
        Prng own = prng.fork(spec.link().toString());
        var baseline =
                LinkConditions.undisturbed(spec.latency(), spec.jitter(), spec.bytesPerSecond());
        double rate =
                spec.bytesPerSecond().isPresent()
                        ? spec.bytesPerSecond().getAsLong()
                        : costs.linkBytesPerSecond();
        if (spec.pipe().isPresent()) {
            SharedLine line =
                    lines.computeIfAbsent(spec.pipe().get(), _ -> new SharedLine(events, rate));
            return new Link(events, own, baseline, line, windows(false));
        }
        boolean limited = spec.bytesPerSecond().isPresent();
        return new Link(events, own, baseline, new Link.Pipe(rate), windows(limited));
    }

    private static LinkConditions undisturbed(Duration latency) {
        return LinkConditions.undisturbed(latency, Duration.ZERO, OptionalLong.empty());
    }

    /// @param limited whether the link has a rate of its own. A proxy that limits a link does so
    ///   before it holds anything up, and has no more to hold than arrives in that time. A line
    ///   that links share comes after it.
    private Link.Windows windows(boolean limited) {
        return new Link.Windows(
                costs.windowBytes(), limited ? costs.windowBytes() : costs.delayedWindowBytes());
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
