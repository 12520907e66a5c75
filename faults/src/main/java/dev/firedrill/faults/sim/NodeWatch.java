package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What one failover agent knows of one node: it asks for INFO over a connection of its own, and
/// again once that was answered. A connection that stays silent is closed and opened again.
final class NodeWatch implements ClientListener {
    private final NodeId node;
    private final Function<ClientListener, ClientConnection> connector;
    private final LongSupplier clock;
    private final long patienceNanos;

    private @Nullable ClientConnection connection;
    private boolean open;
    private long waitsSinceNanos;

    /// How many commands were sent and not answered yet.
    private int unanswered;

    private long heardAtNanos;
    private boolean down;
    private long upSinceNanos;

    /// Empty until INFO was answered.
    private String role = "";

    /// The host that the node follows; empty for a master.
    private String follows = "";

    /// Since when role and master are what they are.
    private long roleSinceNanos;

    private long offset;

    /// @param patienceNanos how long a connection may stay silent before it is opened again
    NodeWatch(
            NodeId node,
            Function<ClientListener, ClientConnection> connector,
            LongSupplier clock,
            long patienceNanos) {
        this.node = node;
        this.connector = connector;
        this.clock = clock;
        this.patienceNanos = patienceNanos;
        heardAtNanos = clock.getAsLong();
        upSinceNanos = heardAtNanos;
        roleSinceNanos = heardAtNanos;
    }

    NodeId node() {
        return node;
    }

    // What is known.

    long silentNanos() {
        return clock.getAsLong() - heardAtNanos;
    }

    boolean isDown() {
        return down;
    }

    void takeForDown() {
        down = true;
    }

    void takeForUp() {
        down = false;
        upSinceNanos = clock.getAsLong();
    }

    boolean isMaster() {
        return role.equals("master");
    }

    boolean isReplica() {
        return role.equals("slave");
    }

    boolean follows(NodeId master) {
        return follows.equalsIgnoreCase(master.name());
    }

    long offset() {
        return offset;
    }

    /// How long the node has been up with its present role.
    long steadyNanos() {
        return clock.getAsLong() - Math.max(upSinceNanos, roleSinceNanos);
    }

    /// The role counts as new: the node has been told to change it, or is looked at differently.
    void judgeAnew() {
        roleSinceNanos = clock.getAsLong();
    }

    // Asking.

    /// Asks for INFO, unless an answer is being waited for.
    void ask() {
        long now = clock.getAsLong();
        if (connection != null && (!open || unanswered > 0)) {
            if (now - waitsSinceNanos > patienceNanos) disconnect();
        } else if (connection != null) {
            send("INFO", "replication");
        }
        if (connection == null) {
            waitsSinceNanos = now;
            connection = connector.apply(this);
        }
    }

    /// @return whether there was a connection to send it over
    boolean send(String... words) {
        ClientConnection present = connection;
        if (present == null || !open) return false;
        if (unanswered == 0) waitsSinceNanos = clock.getAsLong();
        unanswered++;
        present.send(
                Arrays.stream(words)
                        .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                        .toList());
        return true;
    }

    private void disconnect() {
        ClientConnection present = connection;
        forget();
        if (present != null) present.close();
    }

    private void forget() {
        connection = null;
        open = false;
        unanswered = 0;
    }

    @Override
    public void connected(ClientConnection opened) {
        open = true;
        send("INFO", "replication");
    }

    @Override
    public void replied(ClientConnection from, Reply reply) {
        unanswered--;
        waitsSinceNanos = clock.getAsLong();
        // A refusal is an answer too: the server is there.
        heardAtNanos = clock.getAsLong();
        if (reply instanceof Reply.Bulk bulk) read(bulk.text());
    }

    @Override
    public void closed(ClientConnection gone, String why) {
        forget();
    }

    private void read(String info) {
        String nowRole = role;
        String nowFollows = "";
        for (String line : info.lines().toList()) {
            int colon = line.indexOf(':');
            String value = line.substring(colon + 1).strip();
            switch (colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT)) {
                case "role" -> nowRole = value;
                case "master_host" -> nowFollows = value;
                case "master_repl_offset" -> offset = Long.parseLong(value);
                default -> {
                    // Nothing that a failover needs.
                }
            }
        }
        if (!nowRole.equals(role) || !nowFollows.equals(follows)) judgeAnew();
        role = nowRole;
        follows = nowFollows;
    }
}
