package dev.firedrill.engine.node;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What has gathered for a replica while it loaded its snapshot is sent to it in pieces: a socket
/// on the same machine takes megabytes at once, and all clients would wait for their copying.
class CatchUpTest {
    private static final int WRITES = 500;
    private static final int VALUE_BYTES = 4_096;

    /// Of the stream in one turn, as sent to one replica.
    private static final int PIECE_BYTES = 16 * 1024;

    private static void ack(LoneNode.Client replica) {
        replica.raw("*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$1\r\n0\r\n".getBytes(ISO_8859_1));
    }

    private static LoneNode.Client loadingReplica(LoneNode server) {
        LoneNode.Client replica = server.client("10.0.0.2:1");
        replica.ask("REPLCONF", "capa", "eof", "capa", "psync2");
        String heard = replica.ask("PSYNC", "?", "-1");
        server.pass(LoneNode.SECOND);
        heard += replica.heard();
        String mark = heard.substring(heard.indexOf("$EOF:") + 5).substring(0, 40);
        assertThat(heard).as("the whole transfer").endsWith(mark);
        return replica;
    }

    private static LoneNode.Client writes(LoneNode server) {
        LoneNode.Client client = server.client("10.0.0.1:1");
        for (int i = 0; i < WRITES; i++) {
            client.ask("SET", "key", "v".repeat(VALUE_BYTES));
        }
        return client;
    }

    private static LoneNode server() throws Exception {
        return new LoneNode(
                "--repl-diskless-sync-delay", "0", "--repl-ping-replica-period", "3600");
    }

    @Test
    void aReplicaThatIsFarBehindIsSentOnePieceInATurn() throws Exception {
        try (LoneNode server = server()) {
            LoneNode.Client replica = loadingReplica(server);
            writes(server);

            ack(replica);
            long received = replica.heard().length();
            assertThat(received).isPositive().isLessThanOrEqualTo(2 * PIECE_BYTES);
            long turns = 1;
            while (server.node.tickWantedAtNanos() <= server.now) {
                server.node.tick(server.at());
                server.node.settle(server.at());
                int piece = replica.heard().length();
                assertThat(piece).isLessThanOrEqualTo(PIECE_BYTES);
                received += piece;
                turns++;
            }

            assertThat(received).isGreaterThan((long) WRITES * VALUE_BYTES);
            assertThat(turns).isGreaterThanOrEqualTo(WRITES * VALUE_BYTES / PIECE_BYTES);
        }
    }

    @Test
    void whileClientsAskTheNextPieceWaits() throws Exception {
        try (LoneNode server = server()) {
            LoneNode.Client replica = loadingReplica(server);
            LoneNode.Client client = writes(server);
            ack(replica);

            server.node.tick(server.at());
            server.now += 100_000;
            server.node.settle(server.at());

            assertThat(server.node.tickWantedAtNanos()).isGreaterThan(server.now);
            assertThat(client.ask("GET", "none")).isEqualTo("$-1\r\n");
        }
    }
}
