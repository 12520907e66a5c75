package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.tool.LineTool;
import dev.firedrill.faults.lab.LinkSpec;
import dev.firedrill.faults.topology.LinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Lines that several links share, as replicas at one site share the WAN to their master. Toxiproxy
/// has no such thing: N connections get N times the rate. So what its container sends to those who
/// have connected to a proxy of such a link leaves it at the line's rate, by the kernel's traffic
/// control in the container's own network. That takes the right to administrate that network, in a
/// container that is gone before the first server starts.
final class SharedLines {
    /// What it means for a drill where the machine does not allow it.
    static final String DIVIDED =
            "a line that several links share is divided evenly among them, busy or not, since this"
                    + " machine cannot share it (firedrill doctor says why)";

    private static final String DONE = "ok";
    private static final List<String> TRIAL = List.of("check");

    private SharedLines() {}

    /// Why this machine does not allow it; empty when it does.
    static Optional<String> refusal(SideContainers beside) {
        return refusal(beside, "none", TRIAL);
    }

    private static Optional<String> refusal(
            SideContainers beside, String network, List<String> words) {
        try {
            String answer =
                    beside.run(
                            LineTool.class, Confined.beside(Capability.NET_ADMIN), network, words);
            return answer.equals(DONE) ? Optional.empty() : Optional.of(answer);
        } catch (DockerException refused) {
            return Optional.of(String.valueOf(refused.getMessage()).strip());
        }
    }

    /// @param toxiproxy the container, which runs
    /// @param lines see [#lines]
    /// @return whether each line has its rate now
    static boolean limit(SideContainers beside, String toxiproxy, List<String> lines) {
        return lines.isEmpty() || refusal(beside, "container:" + toxiproxy, lines).isEmpty();
    }

    /// Each line's rate, and from where its bytes leave Toxiproxy. What arrives at a link's end was
    /// asked for by who connected from there, so it comes from the proxy of that pair.
    ///
    /// @return in the words of [LineTool]
    static List<String> lines(
            List<LinkSpec> links, Map<LinkId, Integer> ports, NodeAddresses addresses) {
        Map<String, List<LinkSpec>> sharers = new TreeMap<>();
        for (LinkSpec link : links) {
            link.pipe()
                    .filter(_ -> ports.containsKey(link.link().opposite()))
                    .ifPresent(line ->
                            sharers.computeIfAbsent(line, _ -> new ArrayList<>()).add(link));
        }
        return sharers.values().stream()
                .filter(line -> line.size() > 1)
                .map(line -> words(line, ports, addresses))
                .toList();
    }

    private static String words(
            List<LinkSpec> line, Map<LinkId, Integer> ports, NodeAddresses addresses) {
        long rate = line.getFirst().bytesPerSecond().orElseThrow();
        return line.stream()
                .map(link -> source(link.link().opposite(), ports, addresses))
                .collect(Collectors.joining(",", rate + "=", ""));
    }

    private static String source(
            LinkId proxy, Map<LinkId, Integer> ports, NodeAddresses addresses) {
        return addresses
                .pairs()
                .filter(pairs -> pairs.contains(proxy))
                .map(pairs -> pairs.of(proxy) + ":" + addresses.port(proxy.to()))
                .orElseGet(() -> Integer.toString(Objects.requireNonNull(ports.get(proxy))));
    }
}
