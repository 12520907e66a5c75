package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.topology.LinkId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Measures a link with bytes and connections of its own over it.
final class LinkProbe extends Probe {
    private static final int PROBE_BYTES = 4096;
    private static final int RATE_BYTES = 64 * 1024;

    /// More than that is not sent to see a connection closed.
    private static final long DROP_BYTES_MAX = 16 << 20;

    private final LinkId link;
    private @Nullable ProbeEnds ends;
    private @Nullable Attempt attempt;
    private long sentAtNanos;
    private long arrivedAtNanos = -1;

    LinkProbe(SimCluster cluster, SimHandle handle, LinkId link) {
        super(cluster, handle);
        this.link = link;
    }

    /// A connection to the server at the end of the link.
    private static final class Attempt implements Socket.Owner {
        boolean answered;
        @Nullable CloseReason refusal;

        @Override
        public void connected(Socket socket) {
            answered = true;
        }

        @Override
        public void received(Socket socket, ByteBuffer bytes) {
            // Nothing is asked.
        }

        @Override
        public void writable(Socket socket) {
            // Nothing is written.
        }

        @Override
        public void closed(Socket socket, CloseReason why) {
            answered = true;
            refusal = why;
        }
    }

    private long now() {
        return cluster.nowNanos();
    }

    private ProbeEnds ends() {
        return Objects.requireNonNull(ends);
    }

    @Override
    void before() {
        if (injection instanceof Injection.ResetLink) {
            ends = new ProbeEnds(cluster.world(), link);
        }
    }

    @Override
    void send() {
        sentAtNanos = now();
        switch (injection) {
            case Injection.RefuseLink _ -> {
                var made = new Attempt();
                attempt = made;
                World world = cluster.world();
                world.connect(
                        new Socket(
                                world.network(),
                                world.events(),
                                made,
                                link.from(),
                                link.to(),
                                false));
            }
            case Injection.SlowCloseLink _ -> {
                ends = new ProbeEnds(cluster.world(), link);
                ends().closeNear();
            }
            case Injection.DropLinkAfter(_, long bytes) -> {
                ends = new ProbeEnds(cluster.world(), link);
                ends().write(Math.min(bytes, DROP_BYTES_MAX) + 1);
            }
            case Injection.LimitLink _ -> overLink(RATE_BYTES);
            case Injection.ResetLink _ -> {
                // The connection stands since before.
            }
            default -> overLink(PROBE_BYTES);
        }
    }

    /// After a heal, behind what was sent before it: that still arrives as the injection had it,
    /// and nothing overtakes it.
    private void overLink(int bytes) {
        if (!healing) {
            measure(bytes);
            return;
        }
        linkUnderTest()
                .send(
                        0,
                        () -> {
                            sentAtNanos = now();
                            measure(bytes);
                        });
    }

    private void measure(int bytes) {
        linkUnderTest()
                .send(bytes, () -> arrivedAtNanos = arrivedAtNanos < 0 ? now() : arrivedAtNanos);
    }

    private Link linkUnderTest() {
        return cluster.world().network().link(link.from(), link.to());
    }

    @Override
    Duration atMost() {
        return switch (injection) {
            case Injection.SlowCloseLink(_, var delay) -> delay.plus(MEASURE_MAX);
            case Injection.DropLinkAfter _ -> MEASURE_MAX.multipliedBy(10);
            default -> MEASURE_MAX;
        };
    }

    @Override
    boolean over() {
        return switch (injection) {
            case Injection.RefuseLink _ -> Objects.requireNonNull(attempt).answered;
            case Injection.ResetLink _ -> true;
            case Injection.SlowCloseLink _ -> ends().far.why != null;
            case Injection.DropLinkAfter(_, long bytes) ->
                    ends().near.why != null || ends().far.bytes > bytes;
            default -> arrivedAtNanos >= 0;
        };
    }

    @Override
    Seen look() {
        return switch (injection) {
            case Injection.RefuseLink _ -> refused();
            case Injection.ResetLink _ ->
                    ends().near.why == CloseReason.RESET && ends().far.why == CloseReason.RESET
                            ? new Seen("both ends were reset", true)
                            : new Seen("the connection stands", false);
            case Injection.SlowCloseLink(_, var delay) -> closedSlowly(delay);
            case Injection.DropLinkAfter _ ->
                    ends().near.why == CloseReason.RESET
                            ? new Seen("closed after " + ends().far.bytes + " B", true)
                            : new Seen(ends().far.bytes + " B got through", false);
            case Injection.DelayLink(_, var delay, var jitter) ->
                    new Seen(
                            arrivedAtNanos < 0 ? "no answer" : millis(took()) + " one way",
                            arrivedAtNanos < 0 || took() >= delay.minus(jitter).toNanos());
            case Injection.LimitLink(_, long rate) ->
                    rate(RATE_BYTES, arrivedAtNanos < 0 ? -1 : took(), rate);
            default ->
                    arrivedAtNanos < 0
                            ? new Seen(
                                    String.format(
                                            Locale.ROOT,
                                            "0 of %d B within %d ms",
                                            PROBE_BYTES,
                                            MEASURE_MAX.toMillis()),
                                    true)
                            : new Seen(
                                    String.format(
                                            Locale.ROOT,
                                            "%d B after %s",
                                            PROBE_BYTES,
                                            millis(took())),
                                    false);
        };
    }

    private long took() {
        return arrivedAtNanos - sentAtNanos;
    }

    private Seen refused() {
        if (!cluster.running(link.to())) {
            // A dead server refuses as well: what decides is what the host will do once it lives.
            boolean refuses = cluster.world().network().link(link.from(), link.to()).refuses;
            return new Seen("no process listens; the host refuses: " + refuses, refuses);
        }
        CloseReason refusal = Objects.requireNonNull(attempt).refusal;
        return refusal == CloseReason.REFUSED
                ? new Seen("connection refused", true)
                : new Seen(refusal == null ? "connected" : refusal.toString(), false);
    }

    private Seen closedSlowly(Duration delay) {
        if (ends().far.why == null) {
            return new Seen("not closed within " + atMost().toMillis() + " ms", true);
        }
        long took = ends().far.closedAtNanos - sentAtNanos;
        return new Seen("closed after " + millis(took), took >= delay.toNanos());
    }

    @Override
    void drop() {
        ProbeEnds open = ends;
        if (open != null) {
            open.drop();
        }
    }
}
