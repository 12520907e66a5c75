package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// A measurement in containers that shows whether an injection is in force: with bytes of its own
/// over the same proxies, with a write in the same cgroup, or in the words of the engine.
final class DockerProbe {
    private static final Duration MEASURE_MAX = Duration.ofSeconds(1);
    private static final Duration RATE_MAX = Duration.ofSeconds(10);
    private static final Duration HEAL_MAX = Duration.ofSeconds(10);
    private static final int HEAL_SAMPLES = 10;
    private static final double TOLERANCE = 0.9;

    /// About half a second of the limited line or disk, within these bounds.
    private static final int RATE_BYTES_MIN = 16 * 1024;

    private static final int RATE_BYTES_MAX = 4 << 20;

    /// What a measurement came to.
    private record Seen(String measured, boolean inForce) {}

    private final DockerCluster cluster;
    private final DockerHandle handle;
    private final Injection injection;
    private @Nullable Sample sample;
    private int startsBefore;
    private int exitsBefore;

    private DockerProbe(DockerCluster cluster, DockerHandle handle) {
        this.cluster = cluster;
        this.handle = handle;
        injection = handle.injection();
    }

    static DockerProbe of(DockerCluster cluster, DockerHandle handle) {
        return new DockerProbe(cluster, handle);
    }

    /// One exchange over a link: when it was sent, when it was answered, how it ended.
    private final class Sample implements ClientListener {
        private final List<byte[]> command;
        private final @Nullable ClientConnection opened;
        long sentAtNanos = -1;
        long answeredAtNanos = -1;
        String why = "";

        Sample(LinkId proxy, List<byte[]> command) {
            this.command = command;
            opened = cluster.connectThrough(proxy, this);
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

    /// What has to be known before the injection is carried out.
    void before() {
        switch (injection) {
            case Injection.ResetLink(var link) -> {
                sample = cluster.onLoopGet(() -> exchange(link, ping()));
                cluster.await(MEASURE_MAX, () -> Objects.requireNonNull(sample).over());
            }
            case Injection.RestartNode(var node) -> startsBefore = cluster.starts(node);
            case Injection.RestartNodeWith(var node, _, _) -> startsBefore = cluster.starts(node);
            case Injection.KillNode(var node) -> exitsBefore = cluster.container(node).exits();
            case Injection.TerminateNode(var node) -> exitsBefore = cluster.container(node).exits();
            default -> {
                // Only what is compared with an earlier state.
            }
        }
    }

    /// All at once, so that the measurements of one fault do not follow each other in time.
    static List<Proof> measure(DockerCluster cluster, List<DockerProbe> probes, boolean begun) {
        cluster.onLoop(() -> probes.forEach(DockerProbe::send));
        Duration most = MEASURE_MAX;
        for (DockerProbe probe : probes) {
            if (!begun) {
                most = HEAL_MAX;
            } else if (probe.injection instanceof Injection.LimitLink) {
                most = RATE_MAX;
            }
        }
        cluster.await(most, () -> probes.stream().allMatch(DockerProbe::over));
        if (!begun) {
            againWhereSlow(cluster, probes);
        }
        List<Proof> proofs = probes.stream().map(probe -> probe.proof(begun)).toList();
        cluster.onLoop(() -> probes.forEach(DockerProbe::drop));
        return proofs;
    }

    /// One slow answer may be the server's, which is busy after what it went through; a delay that
    /// is still in force holds up each of them.
    private static void againWhereSlow(DockerCluster cluster, List<DockerProbe> probes) {
        for (int i = 1; i < HEAL_SAMPLES; i++) {
            List<DockerProbe> slow = probes.stream().filter(DockerProbe::seemsDelayed).toList();
            if (slow.isEmpty()) {
                return;
            }
            cluster.onLoop(() -> slow.forEach(DockerProbe::sendAgain));
            cluster.await(HEAL_MAX, () -> slow.stream().allMatch(DockerProbe::over));
        }
    }

    private boolean seemsDelayed() {
        Sample taken = sample;
        return injection instanceof Injection.DelayLink(var link, var delay, _)
                && taken != null
                && taken.answered()
                && delay(link, delay, taken).inForce();
    }

    private void sendAgain() {
        drop();
        sample = null;
        send();
    }

    private boolean over() {
        Sample taken = sample;
        return taken == null || taken.over();
    }

    private void drop() {
        Sample taken = sample;
        if (taken != null) {
            taken.drop();
        }
    }

    private void send() {
        LinkId link = DockerHandle.linkOf(injection);
        if (link == null || sample != null) {
            return;
        }
        sample =
                injection instanceof Injection.LimitLink(_, long rate)
                        ? exchange(link, bulk(link, rateBytes(rate)))
                        : exchange(link, ping());
    }

    private Sample exchange(LinkId link, List<byte[]> command) {
        return new Sample(proxyFor(link), command);
    }

    private LinkId proxyFor(LinkId link) {
        return cluster.links().mesh().proxyFor(link);
    }

    private static List<byte[]> ping() {
        return List.of("PING".getBytes(StandardCharsets.US_ASCII));
    }

    /// Many bytes in the direction of the link, few in the other.
    private List<byte[]> bulk(LinkId link, int bytes) {
        boolean outward = proxyFor(link).equals(link);
        String command = outward ? "GET" : "ECHO";
        return List.of(command.getBytes(StandardCharsets.US_ASCII), new byte[bytes]);
    }

    private static int rateBytes(long bytesPerSecond) {
        return (int) Math.max(RATE_BYTES_MIN, Math.min(RATE_BYTES_MAX, bytesPerSecond / 2));
    }

    private Proof proof(boolean begun) {
        if (!begun && injection.isLasting()) {
            return new Proof("nothing: a lasting change", "nothing to heal", true);
        }
        Seen seen = look();
        String wanted = begun ? injection.describe() : "no " + injection.describe();
        return new Proof(wanted, seen.measured(), seen.inForce() == begun);
    }

    private Seen look() {
        LinkId link = DockerHandle.linkOf(injection);
        return link == null ? lookAtNode() : lookAtLink(link, Objects.requireNonNull(sample));
    }

    private Seen lookAtLink(LinkId link, Sample taken) {
        // Asked of the engine itself: that a process has died may not have been heard of yet.
        if (!taken.answered() && !cluster.container(proxyFor(link).to()).isRunningNow()) {
            return readBack(link);
        }
        return switch (injection) {
            case Injection.DelayLink(_, var delay, _) -> delay(link, delay, taken);
            case Injection.LimitLink(_, long rate) -> rate(link, rate, taken);
            case Injection.ResetLink _ ->
                    new Seen(taken.why.isEmpty() ? "still open" : taken.why, !taken.why.isEmpty());
            case Injection.SlowCloseLink _, Injection.DropLinkAfter _ -> readBack(link);
            default ->
                    taken.answered()
                            ? new Seen("PONG after " + millis(taken.tookNanos()), false)
                            : new Seen(
                                    taken.why.isEmpty()
                                            ? String.format(
                                                    Locale.ROOT,
                                                    "0 of 7 B of a PONG within %d ms",
                                                    MEASURE_MAX.toMillis())
                                            : taken.why,
                                    true);
        };
    }

    /// Where nothing answers that could be measured, what Toxiproxy says of itself.
    private Seen readBack(LinkId link) {
        try {
            ProxyMesh mesh = cluster.links().mesh();
            LinkId proxy = proxyFor(link);
            boolean asWanted = mesh.isAsWanted(proxy);
            var stream = proxy.equals(link) ? Toxic.Stream.UPSTREAM : Toxic.Stream.DOWNSTREAM;
            String toxics =
                    String.join(
                            ", ",
                            mesh.link(link).toxics(stream).stream()
                                    .map(toxic -> toxic.name() + " " + toxic.attributes())
                                    .toList());
            return new Seen(
                    "Toxiproxy has " + (toxics.isEmpty() ? "no toxic" : toxics),
                    asWanted && mesh.link(link).disturbed());
        } catch (IOException lost) {
            return new Seen("Toxiproxy does not answer: " + lost.getMessage(), false);
        }
    }

    /// A round trip: both directions count, and the middle between the two expectations decides.
    private Seen delay(LinkId link, Duration wanted, Sample taken) {
        if (!taken.answered()) {
            return new Seen("no answer", true);
        }
        ProxyMesh mesh = cluster.links().mesh();
        long back = mesh.link(link.opposite()).latency().toNanos();
        long with = wanted.toNanos() + back;
        long without = mesh.link(link).ownLatency().toNanos() + back;
        long middle = (with + without) / 2;
        boolean inForce =
                with >= without ? taken.tookNanos() >= middle : taken.tookNanos() <= middle;
        return new Seen("round trip of " + millis(taken.tookNanos()), inForce);
    }

    private Seen rate(LinkId link, long wanted, Sample taken) {
        if (!taken.answered()) {
            return new Seen(
                    taken.why.isEmpty()
                            ? "no answer within " + RATE_MAX.toSeconds() + " s"
                            : taken.why,
                    true);
        }
        ProxyMesh mesh = cluster.links().mesh();
        long travel =
                mesh.link(link).latency().plus(mesh.link(link.opposite()).latency()).toNanos();
        long took = Math.max(1, taken.tookNanos() - travel);
        double seen = rateBytes(wanted) * 1e9 / took;
        return new Seen(String.format(Locale.ROOT, "%.0f B/s", seen), seen <= wanted / TOLERANCE);
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }

    private Seen lookAtNode() {
        return switch (injection) {
            case Injection.KillNode(var node) -> gone(node);
            case Injection.TerminateNode(var node) -> gone(node);
            case Injection.PauseNode(var node) -> {
                Optional<Reply> pong = cluster.admin(node, Duration.ofMillis(500), List.of("PING"));
                yield new Seen(
                        pong.map(Reply::describe).orElse("no PONG within 500 ms"), pong.isEmpty());
            }
            case Injection.RestartNode(var node) -> started(node);
            case Injection.RestartNodeWith(var node, _, _) -> started(node);
            case Injection.SuperviseNode(var node, _) -> {
                boolean supervised = cluster.container(node).supervisor() != null;
                yield new Seen("supervised: " + supervised, supervised);
            }
            case Injection.ThrottleDisk(var node, long rate) -> disk(node, rate);
            case Injection.CapMemory(var node, long bytes) -> cap(node, bytes);
            case Injection.LimitCpu(var node, double cores) -> {
                Long nanos = cluster.container(node).inspect().getHostConfig().getNanoCPUs();
                double seen = nanos == null ? 0 : nanos / 1e9;
                yield new Seen(
                        String.format(Locale.ROOT, "%.2f cores", seen),
                        Math.round(seen * 100) == Math.round(cores * 100));
            }
            case Injection.EditConfig(var node, var redisConf) -> {
                String seen = cluster.redisConf(node);
                yield new Seen(
                        seen.length() + " B in redis.conf",
                        seen.equals(cluster.resolved(node, redisConf)));
            }
            case Injection.OperatorCommand _ -> {
                Reply reply = handle.reply;
                yield new Seen(
                        reply == null ? "no answer" : reply.describe(),
                        reply != null && !(reply instanceof Reply.Failure));
            }
            default -> new Seen("not measured", false);
        };
    }

    private Seen gone(NodeId node) {
        boolean ended = cluster.container(node).exits() > exitsBefore;
        return new Seen(
                ended
                        ? "exit code " + cluster.container(node).exitCode()
                        : cluster.running(node) ? "the process runs" : "it did not run before",
                ended);
    }

    private Seen started(NodeId node) {
        int starts = cluster.starts(node);
        return new Seen("start number " + starts, starts > startsBefore);
    }

    private Seen disk(NodeId node, long rate) {
        if (!cluster.running(node)) {
            return new Seen("the process is gone", false);
        }
        long bytes = rateBytes(rate);
        OptionalLong took = cluster.throttle().measure(cluster.container(node).id(), bytes);
        if (took.isEmpty()) {
            return new Seen("not measured (" + handle.answer + ")", false);
        }
        double seen = bytes * 1e9 / Math.max(1, took.getAsLong());
        return new Seen(String.format(Locale.ROOT, "%.0f B/s", seen), seen <= rate / TOLERANCE);
    }

    private Seen cap(NodeId node, long wanted) {
        Long memory = cluster.container(node).inspect().getHostConfig().getMemory();
        long cap = memory == null ? 0 : memory;
        OptionalLong used = cluster.memoryBytes(node);
        String now = used.isPresent() ? used.getAsLong() + " B in use" : "process gone";
        return new Seen(String.format(Locale.ROOT, "cap %d B, %s", cap, now), cap == wanted);
    }
}
