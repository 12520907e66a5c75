package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.LinkState;
import dev.firedrill.engine.replication.PsyncRequest;
import dev.firedrill.engine.replication.ReplicationId;

/// What a replica says to its master until a stream or a snapshot comes, one sentence after the
/// answer to the other: who it is, where clients find it, what it understands, and from where it
/// would go on.
final class MasterHandshake {
    private final NodeContext node;
    private final ReplicaSide side;

    MasterHandshake(NodeContext node, ReplicaSide side) {
        this.node = node;
        this.side = side;
    }

    void begin() {
        shake(LinkState.Handshake.PING);
    }

    /// For a master that does not know PSYNC.
    void sync() {
        shake(LinkState.Handshake.SYNC);
    }

    private void shake(LinkState.Handshake step) {
        PsyncRequest asked = side.place();
        side.become(new LinkState.Handshaking(step, asked));
        switch (step) {
            case PING -> side.say("PING");
            case AUTH -> authenticate();
            case LISTENING_PORT -> side.say("REPLCONF", "listening-port", node.announcedPort());
            case IP_ADDRESS -> announceAddress();
            case CAPABILITIES -> side.say("REPLCONF", "capa", "eof", "capa", "psync2");
            case PSYNC -> psync(asked);
            case SYNC -> {
                side.say("SYNC");
                side.become(new LinkState.AwaitingSnapshot(ReplicationId.NONE, 0));
            }
        }
    }

    private void authenticate() {
        String password = node.config.text("masterauth");
        String user = node.config.text("masteruser");
        if (password.isEmpty()) {
            shake(LinkState.Handshake.LISTENING_PORT);
        } else if (user.isEmpty()) {
            side.say("AUTH", password);
        } else {
            side.say("AUTH", user, password);
        }
    }

    private void announceAddress() {
        String announced = node.config.text("replica-announce-ip");
        if (announced.isEmpty()) {
            shake(LinkState.Handshake.CAPABILITIES);
        } else {
            side.say("REPLCONF", "ip-address", announced);
        }
    }

    private void psync(PsyncRequest asked) {
        if (node.settings.compat26) {
            sync();
            return;
        }
        if (asked.equals(PsyncRequest.FULL)) {
            node.notice("Partial resynchronization not possible (no cached master)");
        } else {
            node.notice(
                    "Trying a partial resynchronization (request %s:%d).",
                    asked.replicationId(), asked.nextOffset());
        }
        String id = asked.replicationId().hex();
        String next = Long.toString(asked.nextOffset());
        if (node.failover.inProgress()) {
            side.say("PSYNC", id, next, "FAILOVER");
        } else {
            side.say("PSYNC", id, next);
        }
    }

    void answered(LinkState.Handshake step, PsyncRequest asked, String text) {
        switch (step) {
            case PING -> {
                if (!text.startsWith("+")
                        && !text.startsWith("-NOAUTH")
                        && !text.startsWith("-NOPERM")) {
                    side.giveUp("Error reply to PING from master: '" + text + "'");
                    return;
                }
                node.notice("Master replied to PING, replication can continue...");
                shake(LinkState.Handshake.AUTH);
            }
            case AUTH -> {
                if (text.startsWith("-")) {
                    side.giveUp("Unable to AUTH to MASTER: " + text);
                    return;
                }
                shake(LinkState.Handshake.LISTENING_PORT);
            }
            case LISTENING_PORT -> shake(LinkState.Handshake.IP_ADDRESS);
            case IP_ADDRESS -> shake(LinkState.Handshake.CAPABILITIES);
            case CAPABILITIES -> shake(LinkState.Handshake.PSYNC);
            case PSYNC -> side.psyncAnswered(asked, text);
            case SYNC -> side.giveUp("Master answered SYNC with: " + text);
        }
    }
}
