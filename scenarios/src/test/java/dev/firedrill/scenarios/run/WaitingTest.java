package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What is waited for, by what nodes say of themselves. The lines of INFO are those of redis
/// 7.0.15.
class WaitingTest {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final String MASTER =
            "role:master\r\nmaster_replid:abc\r\nmaster_repl_offset:104\r\n";
    private static final String OLD = "1".repeat(40);
    private static final String NEW = "2".repeat(40);

    private final Map<NodeId, String> infos = new TreeMap<>();
    private final Map<NodeId, String> digests = new TreeMap<>();
    private final List<Event> journal = new ArrayList<>();
    private final List<ClientListener> listening = new ArrayList<>();
    private Publishing publishing = Publishing.REFUSED;
    private long nowNanos;

    private enum Publishing {
        REFUSED,
        HEARD,
        EARLIER_ONES_HEARD,
        LOST
    }

    private static String replica(String history, long offset) {
        return "role:slave\r\nmaster_host:m\r\nmaster_port:1\r\nmaster_link_status:up\r\nmaster_replid:"
                + history
                + "\r\nmaster_repl_offset:"
                + offset
                + "\r\nslave_repl_offset:"
                + offset
                + "\r\n";
    }

    private Waiting waiting(String replica, String digest) {
        infos.put(M, MASTER);
        infos.put(R, replica);
        digests.put(M, NEW);
        digests.put(R, digest);
        Cluster cluster = cluster();
        var observer = new Observer(cluster, journal::add);
        return new Waiting(
                cluster,
                observer,
                new Roles(cluster, observer),
                journal::add,
                new Premises(cluster, journal::add));
    }

    private Cluster cluster() {
        return (Cluster)
                Proxy.newProxyInstance(
                        Cluster.class.getClassLoader(),
                        new Class<?>[] {Cluster.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "nodes" -> List.copyOf(infos.keySet());
                                    case "nowNanos" -> nowNanos;
                                    case "running" -> true;
                                    case "address" -> "m 1";
                                    case "onLoop" -> {
                                        ((Runnable) arguments[0]).run();
                                        yield null;
                                    }
                                    case "connectAsOperator" -> {
                                        listening.add((ClientListener) arguments[1]);
                                        yield CONNECTION;
                                    }
                                    case "runFor" -> {
                                        nowNanos += ((Duration) arguments[0]).toNanos();
                                        yield null;
                                    }
                                    case "admin" ->
                                            Optional.of(
                                                    answer(
                                                            (NodeId) arguments[0],
                                                            arguments[2].toString()));
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    /// That nothing is sent over: what comes back is [#published].
    private static final ClientConnection CONNECTION =
            new ClientConnection() {
                @Override
                public void send(List<byte[]> command) {}

                @Override
                public void close() {}
            };

    private Reply published(String marker) {
        if (publishing == Publishing.REFUSED) {
            return new Reply.Failure("ERR unknown command 'PUBLISH'");
        }
        if (publishing != Publishing.LOST) {
            String heard = publishing == Publishing.HEARD ? marker : "of an earlier wait";
            var message = Stream.of("message", "channel", heard).map(WaitingTest::bulk).toList();
            listening.forEach(one -> one.replied(CONNECTION, new Reply.Array(message)));
        }
        return new Reply.Int(0);
    }

    private Reply answer(NodeId node, String command) {
        if (command.startsWith("[PUBLISH")) {
            return published(command.substring(command.lastIndexOf(' ') + 1, command.length() - 1));
        }
        String text =
                switch (command) {
                    case "[INFO, default]" -> infos.getOrDefault(node, "");
                    case "[DEBUG, DIGEST]" -> digests.getOrDefault(node, "");
                    default -> throw new UnsupportedOperationException(command);
                };
        return bulk(text);
    }

    private static Reply bulk(String text) {
        return new Reply.Bulk(text.getBytes(StandardCharsets.US_ASCII));
    }

    private boolean catchesUp(String replica, String digest) {
        waiting(replica, digest).caughtUp(Duration.ofSeconds(3));
        return ((Event.PremiseObserved) journal.getLast()).met();
    }

    private boolean converges(String replica, String digest) {
        waiting(replica, digest).converged(Duration.ofSeconds(3));
        return ((Event.ConvergenceObserved) journal.getLast()).converged();
    }

    @Test
    void aReplicaInTheHistoryOfItsMasterIsMeasuredByItsOffset() {
        assertThat(catchesUp(replica("abc", 104), OLD)).isTrue();
        assertThat(catchesUp(replica("abc", 103), NEW)).isFalse();
        assertThat(converges(replica("abc", 104), OLD)).isTrue();
        assertThat(converges(replica("abc", 103), NEW)).isFalse();
        assertThat(converges(replica("another", 104), NEW)).isFalse();
    }

    /// Of a master whose PSYNC is renamed away the replica learns neither history nor offset.
    @Test
    void aReplicaThatWasSynchronisedBySyncIsMeasuredByItsData() {
        assertThat(catchesUp(replica("", -1), NEW)).isTrue();
        assertThat(catchesUp(replica("", -1), OLD)).isFalse();
        assertThat(converges(replica("", -1), NEW)).isTrue();
        assertThat(converges(replica("", 104), OLD)).isFalse();
        assertThat(converges(replica("", 104), "ERR DEBUG command not allowed")).isFalse();
        assertThat(waiting(replica("", -1), OLD).streaming(Duration.ofSeconds(3))).isEmpty();
    }

    /// While clients write, a replica's data never equals its master's.
    @Test
    void aReplicaThatWasSynchronisedBySyncHasCaughtUpWhenAMarkerComesThrough() {
        publishing = Publishing.HEARD;
        assertThat(catchesUp(replica("", 17), OLD)).isTrue();
        publishing = Publishing.EARLIER_ONES_HEARD;
        assertThat(catchesUp(replica("", 17), OLD)).isFalse();
        publishing = Publishing.LOST;
        assertThat(catchesUp(replica("", 17), NEW)).isFalse();
        assertThat(catchesUp(replica("", 103), NEW)).isFalse();
        assertThat(catchesUp(replica("", 104), OLD)).isTrue();
    }

    @Test
    void aMarkerSaysNothingOfAReplicaWhoseLinkIsDown() {
        publishing = Publishing.HEARD;
        assertThat(catchesUp(replica("", 17).replace("up", "down"), NEW)).isFalse();
    }

    /// Redis 2.8 shows no history at all.
    @Test
    void whereNoHistoryIsShownNodesConvergeByTheirOffsets() {
        String shown =
                "role:slave\r\nmaster_link_status:up\r\nmaster_repl_offset:0\r\nslave_repl_offset:";
        String master = "role:master\r\nmaster_repl_offset:104\r\n";
        var waiting = waiting(shown + "104\r\n", OLD);
        infos.put(M, master);
        waiting.converged(Duration.ofSeconds(3));
        assertThat(((Event.ConvergenceObserved) journal.getLast()).converged()).isTrue();

        infos.put(R, shown + "3967\r\n");
        digests.put(R, NEW);
        waiting.converged(Duration.ofSeconds(3));
        assertThat(((Event.ConvergenceObserved) journal.getLast()).converged()).isFalse();
    }
}
