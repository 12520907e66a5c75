package dev.firedrill.scenarios.calibration;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sends a command at fixed intervals over the link of the clients, whether or not the one before
/// was answered, and measures each from the moment at which it was due. Lives on the lab's loop.
final class Paced implements ClientListener {
    private static final Duration LAST_ANSWER_MAX = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Duration between;
    private final long[] dueNanos;
    private final long[] tookNanos;
    private @Nullable ClientConnection connection;
    private int sent;
    private int answered;
    private Optional<String> failure = Optional.empty();

    private Paced(Cluster cluster, Duration between, int count) {
        this.cluster = cluster;
        this.between = between;
        dueNanos = new long[count];
        tookNanos = new long[count];
    }

    /// @param uncounted how many of the first ones are left out
    /// @return of each that counts, in nanoseconds
    /// @throws CalibrationFailed when one is refused, or is not answered
    static long[] latencies(
            Cluster cluster, NodeId node, Duration between, int uncounted, int counted)
            throws CalibrationFailed {
        int count = uncounted + counted;
        var paced = new Paced(cluster, between, count);
        cluster.onLoop(() -> cluster.connect(NodeId.CLIENTS, node, paced));
        Duration atMost = between.multipliedBy(count).plus(LAST_ANSWER_MAX);
        boolean ended =
                cluster.await(atMost, () -> paced.answered == count || paced.failure.isPresent());
        if (paced.failure.isPresent()) throw new CalibrationFailed(paced.failure.get());
        if (!ended) {
            throw new CalibrationFailed(
                    String.format(
                            Locale.ROOT,
                            "only %d of %d commands were answered within %d s",
                            paced.answered,
                            count,
                            atMost.toSeconds()));
        }
        return Arrays.copyOfRange(paced.tookNanos, uncounted, count);
    }

    @Override
    public void connected(ClientConnection opened) {
        connection = opened;
        dueNanos[0] = cluster.nowNanos();
        due();
    }

    private void due() {
        ClientConnection open = connection;
        if (open == null) return;
        long now = cluster.nowNanos();
        // A timer that is late sends what was due meanwhile, too.
        while (sent < dueNanos.length && dueNanos[sent] <= now) {
            open.send(List.of(bytes("SET"), bytes("calibrate:paced:" + sent), bytes("value")));
            sent++;
            if (sent < dueNanos.length) {
                dueNanos[sent] = dueNanos[sent - 1] + between.toNanos();
            }
        }
        if (sent < dueNanos.length) {
            cluster.after(Duration.ofNanos(dueNanos[sent] - now), this::due);
        }
    }

    private static byte[] bytes(String word) {
        return word.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void replied(ClientConnection open, Reply reply) {
        if (reply instanceof Reply.Failure(var text)) {
            failure = Optional.of("a command was refused: " + text);
            open.close();
            return;
        }
        tookNanos[answered] = cluster.nowNanos() - dueNanos[answered];
        answered++;
        if (answered == tookNanos.length) open.close();
    }

    @Override
    public void closed(ClientConnection closed, String why) {
        connection = null;
        if (answered < tookNanos.length) failure = Optional.of("the connection ended: " + why);
    }
}
