package dev.firedrill.faults.docker;

import dev.firedrill.faults.docker.Toxic.Stream;
import dev.firedrill.faults.lab.LinkConditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How a link's conditions are said to Toxiproxy.
final class Toxics {
    private static final long BYTES_PER_KB = 1000;

    private Toxics() {}

    /// A cut is a bandwidth of nothing: the bytes wait, and nothing is lost. The `timeout` toxic is
    /// no cut: it drops what it holds, and its removal closes the connection. A refused link is no
    /// toxic but a disabled proxy.
    static List<Toxic> of(LinkConditions link, Stream stream) {
        var toxics = new ArrayList<Toxic>();
        if (link.latency().isPositive() || link.jitter().isPositive()) {
            var attributes =
                    Map.of(
                            "latency",
                            link.latency().toMillis(),
                            "jitter",
                            link.jitter().toMillis());
            toxics.add(new Toxic("latency", stream, attributes));
        }
        if (link.cut() || link.bytesPerSecond().isPresent()) {
            long rate =
                    link.cut()
                            ? 0
                            : Math.max(1, link.bytesPerSecond().orElseThrow() / BYTES_PER_KB);
            toxics.add(new Toxic("bandwidth", stream, Map.of("rate", rate)));
        }
        if (link.slowClose().toMillis() > 0) {
            toxics.add(
                    new Toxic("slow_close", stream, Map.of("delay", link.slowClose().toMillis())));
        }
        link.dropAfterBytes()
                .ifPresent(bytes ->
                        toxics.add(new Toxic("limit_data", stream, Map.of("bytes", bytes))));
        if (link.blackhole()) {
            toxics.add(new Toxic("timeout", stream, Map.of("timeout", 0L)));
        }
        return toxics;
    }
}
