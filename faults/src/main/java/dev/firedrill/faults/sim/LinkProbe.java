package dev.firedrill.faults.sim;

import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.LinkConditions;
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

    private final World world;
    private final Cluster cluster;
    private final LinkInjection injection;
    private final LinkId id;
    private @Nullable LinkConditions predicted;
    private @Nullable ProbeEnds ends;
    private @Nullable Attempt attempt;
    private long sentAtNanos;
    private long arrivedAtNanos = -1;

    LinkProbe(World world, Cluster cluster, LinkInjection injection) {
        this.world = world;
        this.cluster = cluster;
        this.injection = injection;
        id = injection.link();
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

    @Override
    Injection injection() {
        return injection;
    }

    private Link link() {
        return world.network().link(id);
    }

    private LinkConditions predicted() {
        return Objects.requireNonNull(predicted);
    }

    private ProbeEnds ends() {
        return Objects.requireNonNull(ends);
    }

    @Override
    void before() {
        if (injection instanceof LinkInjection.ResetLink) {
            ends = new ProbeEnds(world, id);
        }
    }

    @Override
    void send(InForce inForce) {
        predicted = inForce.link(id, link().baseline());
        sentAtNanos = cluster.nowNanos();
        switch (injection) {
            case LinkInjection.RefuseLink _ -> {
                var made = new Attempt();
                attempt = made;
                world.connect(
                        new Socket(
                                world.network(), world.events(), made, id.from(), id.to(), false));
            }
            case LinkInjection.SlowCloseLink _ -> {
                ends = new ProbeEnds(world, id);
                ends().closeNear();
            }
            case LinkInjection.DropLinkAfter(_, long bytes) -> {
                ends = new ProbeEnds(world, id);
                ends().write(Math.min(bytes, DROP_BYTES_MAX) + 1);
            }
            case LinkInjection.LimitLink _ -> behindTheBacklog(RATE_BYTES);
            case LinkInjection.DelayLink _ -> behindTheBacklog(PROBE_BYTES);
            case LinkInjection.CutLink _, LinkInjection.BlackholeLink _ -> overLink(PROBE_BYTES);
            case LinkInjection.ResetLink _ -> {
                // The connection stands since before.
            }
        }
    }

    /// Bytes arrive in order: those that were sent while the link was slower would be measured too.
    private void behindTheBacklog(int bytes) {
        link().send(
                        0,
                        () -> {
                            sentAtNanos = cluster.nowNanos();
                            overLink(bytes);
                        });
    }

    private void overLink(int bytes) {
        link().send(
                        bytes,
                        () ->
                                arrivedAtNanos =
                                        arrivedAtNanos < 0 ? cluster.nowNanos() : arrivedAtNanos);
    }

    @Override
    boolean isStillShown() {
        return predicted().shows(injection);
    }

    @Override
    Duration atMost() {
        return switch (injection) {
            case LinkInjection.SlowCloseLink(_, var delay) -> delay.plus(MEASURE_MAX);
            case LinkInjection.DropLinkAfter _ -> MEASURE_MAX.multipliedBy(10);
            case LinkInjection.DelayLink(_, var delay, _) ->
                    delay.multipliedBy(2).plus(MEASURE_MAX);
            case LinkInjection.CutLink _,
                    LinkInjection.RefuseLink _,
                    LinkInjection.ResetLink _,
                    LinkInjection.LimitLink _,
                    LinkInjection.BlackholeLink _ ->
                    MEASURE_MAX;
        };
    }

    @Override
    boolean over() {
        return switch (injection) {
            case LinkInjection.RefuseLink _ -> Objects.requireNonNull(attempt).answered;
            case LinkInjection.ResetLink _ -> true;
            case LinkInjection.SlowCloseLink _ -> ends().far.why != null;
            case LinkInjection.DropLinkAfter(_, long bytes) ->
                    ends().near.why != null || ends().far.bytes > bytes;
            case LinkInjection.CutLink _,
                    LinkInjection.DelayLink _,
                    LinkInjection.LimitLink _,
                    LinkInjection.BlackholeLink _ ->
                    arrivedAtNanos >= 0;
        };
    }

    @Override
    Seen look() {
        return switch (injection) {
            case LinkInjection.CutLink _, LinkInjection.BlackholeLink _ -> silent();
            case LinkInjection.RefuseLink _ -> refused();
            case LinkInjection.ResetLink _ ->
                    ends().near.why == CloseReason.RESET && ends().far.why == CloseReason.RESET
                            ? new Seen("both ends were reset", true)
                            : new Seen("the connection stands", false);
            case LinkInjection.DelayLink(_, var delay, var jitter) -> delayed(delay.minus(jitter));
            case LinkInjection.LimitLink(_, long rate) -> limited(rate);
            case LinkInjection.SlowCloseLink(_, var delay) -> closedSlowly(delay);
            case LinkInjection.DropLinkAfter(_, long bytes) -> dropped(bytes);
        };
    }

    private Seen seen(String measured, boolean inForce) {
        return new Seen(measured, inForce == isStillShown());
    }

    private long took() {
        return arrivedAtNanos - sentAtNanos;
    }

    /// What the rest of the conditions adds to a measurement, at least.
    private long travelNanos() {
        return Math.max(0, predicted().latency().minus(predicted().jitter()).toNanos());
    }

    /// Bytes that are late, or have not arrived, may have waited for others before them: a queue on
    /// a slow or a shared line looks like an injection. What decides is what the link will do with
    /// the next ones.
    private Seen heldUp(String measured) {
        boolean byInjection = link().conditions().shows(injection);
        return seen(byInjection ? measured : measured + ", behind other bytes", byInjection);
    }

    private Seen silent() {
        return arrivedAtNanos < 0
                ? heldUp(
                        String.format(
                                Locale.ROOT,
                                "0 of %d B within %d ms",
                                PROBE_BYTES,
                                MEASURE_MAX.toMillis()))
                : seen(
                        String.format(Locale.ROOT, "%d B after %s", PROBE_BYTES, millis(took())),
                        false);
    }

    private Seen delayed(Duration least) {
        if (arrivedAtNanos < 0) {
            return heldUp("no answer");
        }
        long onTheWire = (long) ((PROBE_BYTES + Link.HEADER_BYTES) * 1e9 / link().bytesPerSecond());
        String measured = millis(took()) + " one way";
        return took() - onTheWire >= least.toNanos() ? heldUp(measured) : seen(measured, false);
    }

    private Seen limited(long rate) {
        long took = arrivedAtNanos < 0 ? -1 : Math.max(0, took() - travelNanos());
        String measured = rateText(RATE_BYTES, took);
        return isLimited(RATE_BYTES, took, rate) ? heldUp(measured) : seen(measured, false);
    }

    private Seen refused() {
        if (!cluster.running(id.to()) || !Objects.requireNonNull(attempt).answered) {
            // A dead server refuses as well, and a cut link answers nothing: what decides is what
            // the host will do once it is asked.
            boolean refuses = link().conditions().refuses();
            String who = cluster.running(id.to()) ? "no answer" : "no process listens";
            return seen(who + "; the host refuses: " + refuses, refuses);
        }
        CloseReason refusal = Objects.requireNonNull(attempt).refusal;
        return refusal == CloseReason.REFUSED
                ? seen("connection refused", true)
                : seen(refusal == null ? "connected" : refusal.toString(), false);
    }

    private Seen closedSlowly(Duration delay) {
        if (ends().far.why == null) {
            return seen("not closed within " + atMost().toMillis() + " ms", true);
        }
        long took = ends().far.closedAtNanos - sentAtNanos;
        return seen("closed after " + millis(took), took - travelNanos() >= delay.toNanos());
    }

    private Seen dropped(long bytes) {
        // A blackhole closes connections, too, whose bytes it has swallowed.
        if (ends().near.why == CloseReason.RESET && !predicted().silent()) {
            return seen("closed after " + ends().far.bytes + " B", true);
        }
        if (ends().far.bytes > bytes) {
            return seen(ends().far.bytes + " B got through", false);
        }
        // A silent link holds the bytes back before there are enough: what decides is what the link
        // will
        // do once they pass.
        boolean drops = link().conditions().dropAfterBytes().orElse(Long.MAX_VALUE) <= bytes;
        return seen(ends().far.bytes + " B got through; the link drops: " + drops, drops);
    }

    @Override
    void drop() {
        ProbeEnds open = ends;
        if (open != null) {
            open.drop();
        }
    }
}
