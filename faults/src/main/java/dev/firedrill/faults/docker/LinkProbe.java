package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.docker.mesh.ProxyMesh;
import dev.firedrill.faults.docker.mesh.Toxic;
import dev.firedrill.faults.docker.mesh.ToxiproxyFailed;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.Tolerance;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.InForce;
import dev.firedrill.faults.lab.LinkConditions;
import dev.firedrill.faults.topology.LinkId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Measures a link with an exchange of its own over the proxy that carries it: a round trip, to
/// which both directions contribute.
final class LinkProbe implements Probe {
    private static final Duration MEASURE_MAX = Tolerance.SILENCE;
    private static final Duration RATE_MAX = Duration.ofSeconds(10);

    private static final int AGREEING_SAMPLES = 3;

    /// About half a second of the limited line, within these bounds.
    private static final int RATE_BYTES_MIN = 16 * 1024;

    private static final int RATE_BYTES_MAX = 4 << 20;

    private final DockerMachines cluster;
    private final LinkInjection injection;
    private final LinkId link;

    /// Which of the two proxies of the link's nodes carries the exchange.
    private final LinkId proxy;

    private @Nullable Sample sample;

    /// A PING past every link: its answer tells a silent link from a server that stands still.
    private @Nullable Sample control;

    private long sentAtNanos;

    /// Of the samples before the last one.
    private long quickestNanos = Long.MAX_VALUE;

    private @Nullable InForce predicted;

    LinkProbe(DockerMachines cluster, LinkInjection injection) {
        this.cluster = cluster;
        this.injection = injection;
        link = injection.link();
        proxy = cluster.links().mesh().proxyFor(link);
    }

    /// One exchange over a link: when it was sent, when it was answered, how it ended.
    private static final class Sample implements ClientListener {
        private final DockerMachines cluster;
        private final List<byte[]> command;
        private final @Nullable ClientConnection opened;
        long sentAtNanos = -1;
        long answeredAtNanos = -1;
        String why = "";

        /// @param connect tells who listens
        Sample(
                DockerMachines cluster,
                List<byte[]> command,
                Function<ClientListener, @Nullable ClientConnection> connect) {
            this.cluster = cluster;
            this.command = command;
            opened = connect.apply(this);
        }

        @Override
        public void connected(ClientConnection connection) {
            sentAtNanos = cluster.nowNanos();
            connection.send(command);
        }

        @Override
        public void replied(ClientConnection connection, Reply reply) {
            answeredAtNanos = cluster.nowNanos();
        }

        @Override
        public void closed(ClientConnection connection, String reason) {
            why = reason;
        }

        boolean over() {
            return answeredAtNanos >= 0 || !why.isEmpty();
        }

        boolean answered() {
            return answeredAtNanos >= 0;
        }

        long tookNanos() {
            return answeredAtNanos - sentAtNanos;
        }

        void drop() {
            ClientConnection connection = opened;
            if (connection != null) {
                connection.close();
            }
        }
    }

    @Override
    public Injection injection() {
        return injection;
    }

    @Override
    public void before() {
        if (injection instanceof LinkInjection.ResetLink) {
            sample = cluster.onLoopGet(() -> through(ping()));
            cluster.await(MEASURE_MAX, () -> sample().over());
        }
    }

    @Override
    public void send(InForce inForce) {
        predicted = inForce;
        sentAtNanos = cluster.nowNanos();
        control = pastLinks();
        switch (injection) {
            case LinkInjection.ResetLink _ -> {
                // The connection stands since before.
            }
            case LinkInjection.LimitLink(_, long rate) -> sample = through(bulk(rateBytes(rate)));
            case LinkInjection.CutLink _,
                    LinkInjection.RefuseLink _,
                    LinkInjection.DelayLink _,
                    LinkInjection.SlowCloseLink _,
                    LinkInjection.DropLinkAfter _,
                    LinkInjection.BlackholeLink _ ->
                    sample = through(ping());
        }
    }

    private Sample through(List<byte[]> command) {
        return new Sample(cluster, command, heard -> cluster.connectThrough(proxy, heard));
    }

    /// None where an operator has no way of his own, as to the processes of a guard.
    private @Nullable Sample pastLinks() {
        return cluster.nodes().contains(proxy.to())
                ? new Sample(cluster, ping(), heard -> cluster.connectAsOperator(proxy.to(), heard))
                : null;
    }

    private static List<byte[]> ping() {
        return List.of("PING".getBytes(StandardCharsets.US_ASCII));
    }

    /// Many bytes in the direction of the link, few in the other.
    private List<byte[]> bulk(int bytes) {
        String command = proxy.equals(link) ? "GET" : "ECHO";
        return List.of(command.getBytes(StandardCharsets.US_ASCII), new byte[bytes]);
    }

    private static int rateBytes(long bytesPerSecond) {
        return (int) Math.max(RATE_BYTES_MIN, Math.min(RATE_BYTES_MAX, bytesPerSecond / 2));
    }

    private Sample sample() {
        return Objects.requireNonNull(sample);
    }

    @Override
    public boolean over() {
        return sample().over();
    }

    @Override
    public void drop() {
        if (sample().answered()) {
            quickestNanos = Math.min(quickestNanos, sample().tookNanos());
        }
        sample().drop();
        Sample past = control;
        if (past != null) past.drop();
    }

    @Override
    public Duration atMost() {
        return injection instanceof LinkInjection.LimitLink ? RATE_MAX : MEASURE_MAX;
    }

    private ProxyMesh mesh() {
        return cluster.links().mesh();
    }

    private LinkConditions predicted(LinkId id) {
        return Objects.requireNonNull(predicted).link(id, mesh().baseline(id));
    }

    @Override
    public boolean isStillShown() {
        return predicted(link).shows(injection);
    }

    /// A slow answer that was expected may still be the machine's: a few more have to agree.
    @Override
    public boolean isWorthRepeating(int taken) {
        return injection instanceof LinkInjection.DelayLink(_, var delay, _)
                && sample().answered()
                && quickestNanos() >= middleNanos(delay)
                && (taken < AGREEING_SAMPLES || !delayed(delay).asPredicted());
    }

    /// Whether no exchange can succeed, because of this direction or the opposite one.
    private boolean isBlocked() {
        return predicted(link).silent()
                || predicted(link.opposite()).silent()
                || predicted(proxy).refuses();
    }

    @Override
    public Seen look() {
        if (!sample().answered() && !isLinkShown()) {
            return readBack();
        }
        return switch (injection) {
            case LinkInjection.CutLink _,
                    LinkInjection.RefuseLink _,
                    LinkInjection.BlackholeLink _ ->
                    passes();
            case LinkInjection.ResetLink _ ->
                    new Seen(
                            sample().why.isEmpty() ? "still open" : sample().why,
                            !sample().why.isEmpty());
            case LinkInjection.DelayLink(_, var delay, _) ->
                    isClosed() ? readBack() : delayed(delay);
            case LinkInjection.LimitLink(_, long rate) -> isClosed() ? readBack() : limited(rate);
            case LinkInjection.SlowCloseLink _, LinkInjection.DropLinkAfter _ -> readBack();
        };
    }

    /// Whether the mesh was told of this injection, or of another one with the same effect.
    private boolean isOrdered() {
        return mesh().conditions(link).shows(injection);
    }

    /// Whether what happened without an answer shows something of the link: a connection that was
    /// refused or closed does, silence only where the server answers past the links. Nothing does
    /// where no process runs.
    private boolean isLinkShown() {
        Sample past = control;
        boolean shown = !sample().why.isEmpty() || past == null || past.answered();
        // Asked of the engine itself: that a process has died may not have been heard of yet.
        return shown && cluster.runsNow(proxy.to());
    }

    /// That shows neither how long bytes take nor how many of them pass.
    private boolean isClosed() {
        return !sample().answered() && !sample().why.isEmpty();
    }

    private Seen passes() {
        if (sample().answered()) {
            return new Seen("PONG after " + Probe.millis(sample().tookNanos()), !isBlocked());
        }
        // One silence hides another: then the mesh has to have been told of each.
        return new Seen(
                sample().why.isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "0 of 7 B of a PONG within %d ms",
                                Duration.ofNanos(cluster.nowNanos() - sentAtNanos).toMillis())
                        : sample().why,
                isBlocked() && isOrdered() == isStillShown());
    }

    /// What Toxiproxy says of itself, where nothing answers that could be measured.
    private Seen readBack() {
        try {
            ProxyMesh.ReadBack seen = mesh().readBack(proxy);
            var stream = proxy.equals(link) ? Toxic.Stream.UPSTREAM : Toxic.Stream.DOWNSTREAM;
            return new Seen(
                    "Toxiproxy has " + seen.describe(stream),
                    seen.asWanted() && isOrdered() == isStillShown());
        } catch (ToxiproxyFailed lost) {
            return new Seen(String.valueOf(lost.getMessage()), false);
        }
    }

    /// The middle between the two expectations decides.
    private Seen delayed(Duration wanted) {
        if (!sample().answered()) {
            return new Seen(
                    "no answer", isBlocked() ? isOrdered() == isStillShown() : isStillShown());
        }
        long took = quickestNanos();
        boolean inForce =
                with(wanted) >= without()
                        ? took >= middleNanos(wanted)
                        : took <= middleNanos(wanted);
        return new Seen("round trip of " + Probe.millis(took), inForce == isStillShown());
    }

    private long quickestNanos() {
        return Math.min(quickestNanos, sample().tookNanos());
    }

    private long middleNanos(Duration delay) {
        return (with(delay) + without()) / 2;
    }

    /// The round trip while the delay is in force.
    private long with(Duration delay) {
        return delay.plus(predicted(link.opposite()).latency()).toNanos();
    }

    /// The round trip before it, or after it.
    private long without() {
        LinkConditions other = isStillShown() ? mesh().baseline(link) : predicted(link);
        return other.latency().plus(predicted(link.opposite()).latency()).toNanos();
    }

    private Seen limited(long wanted) {
        if (!sample().answered()) {
            return new Seen(
                    "no answer within " + RATE_MAX.toSeconds() + " s",
                    isBlocked() ? isOrdered() == isStillShown() : isStillShown());
        }
        long travel =
                predicted(link).latency().plus(predicted(link.opposite()).latency()).toNanos();
        long took = Math.max(1, sample().tookNanos() - travel);
        double seen = rateBytes(wanted) * 1e9 / took;
        return new Seen(
                String.format(Locale.ROOT, "%.0f B/s", seen),
                Tolerance.isWithin(seen, wanted) == isStillShown());
    }
}
