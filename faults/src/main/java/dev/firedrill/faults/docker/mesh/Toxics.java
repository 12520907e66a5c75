package dev.firedrill.faults.docker.mesh;

import dev.firedrill.faults.docker.mesh.Toxic.Stream;
import dev.firedrill.faults.lab.LinkConditions;
import java.util.ArrayList;
import java.util.List;

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
            toxics.add(
                    new Toxic.Latency(stream, link.latency().toMillis(), link.jitter().toMillis()));
        }
        if (link.cut() || link.bytesPerSecond().isPresent()) {
            long rate =
                    link.cut()
                            ? 0
                            : Math.max(1, link.bytesPerSecond().orElseThrow() / BYTES_PER_KB);
            toxics.add(new Toxic.Bandwidth(stream, rate));
        }
        if (link.slowClose().toMillis() > 0) {
            toxics.add(new Toxic.SlowClose(stream, link.slowClose().toMillis()));
        }
        link.dropAfterBytes().ifPresent(bytes -> toxics.add(new Toxic.ByteLimit(stream, bytes)));
        if (link.blackhole()) {
            toxics.add(new Toxic.Timeout(stream, 0));
        }
        return toxics;
    }
}
