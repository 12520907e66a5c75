package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Tells whether a replica has received what its master had written when the first marker was sent,
/// where offsets cannot tell. A message that is published on a master goes to its replicas in the
/// replication stream, and clients of a replica hear it (redis.io/docs/latest/develop/pubsub,
/// "Pub/Sub and replication"): who hears it has everything that was written before. It changes no
/// data.
final class StreamMarkers implements AutoCloseable {
    private static final String CHANNEL = "firedrill:marker";

    private final Cluster cluster;
    private final Observer observer;
    private final String marker;
    private final Map<NodeId, Ear> ears = new TreeMap<>();
    private boolean refused;

    /// @param number that no other markers of this cluster have: one of earlier ones may still be
    ///   on its way
    StreamMarkers(Cluster cluster, Observer observer, int number) {
        this.cluster = cluster;
        this.observer = observer;
        marker = Integer.toString(number);
    }

    /// Sends one if a replica is listened to.
    void send(NodeId master) {
        if (!ears.isEmpty() && !refused) {
            String answer = observer.ask(master, "PUBLISH", CHANNEL, marker);
            refused = !answer.isEmpty() && !answer.matches("[0-9]+");
        }
    }

    /// Whether the master has not taken a marker, as where PUBLISH is renamed away.
    boolean refused() {
        return refused;
    }

    /// Whether a marker has come through this replica. It is listened to from the first call on, so
    /// that only a marker that is sent after that is heard.
    boolean heardAt(NodeId replica) {
        boolean[] heard = {false};
        cluster.onLoop(() -> {
            Ear ear = ears.get(replica);
            if (ear == null || (ear.closed && !ear.heard)) {
                ear = new Ear(marker);
                ears.put(replica, ear);
                ear.connection = cluster.connectAsOperator(replica, ear);
            }
            heard[0] = ear.heard;
        });
        return heard[0];
    }

    @Override
    public void close() {
        cluster.onLoop(() -> ears.values().forEach(Ear::close));
    }

    /// A client that listens at one replica. Lives on the lab's loop.
    private static final class Ear implements ClientListener {
        private final String marker;
        private @Nullable ClientConnection connection;
        private boolean heard;
        private boolean closed;

        Ear(String marker) {
            this.marker = marker;
        }

        @Override
        public void connected(ClientConnection open) {
            open.send(List.of(bytes("SUBSCRIBE"), bytes(CHANNEL)));
        }

        /// First comes `subscribe`, then `message` each time.
        @Override
        public void replied(ClientConnection open, Reply reply) {
            if (reply instanceof Reply.Array(var words)
                    && words.getFirst().describe().equals("message")
                    && words.getLast().describe().equals(marker)) {
                heard = true;
            }
        }

        @Override
        public void closed(ClientConnection open, String why) {
            closed = true;
        }

        private void close() {
            if (connection != null && !closed) connection.close();
        }

        private static byte[] bytes(String word) {
            return word.getBytes(StandardCharsets.US_ASCII);
        }
    }
}
