package dev.firedrill.engine.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each decision on a resync has a reason, the same word in the log and in INFO.
class ResyncReasonsTest {
    private final List<Socket> replicas = new ArrayList<>();
    @TempDir private Path folder;
    private RunningEngine engine;

    @BeforeAll
    static void needsCli() {
        RealRedis.assumeInstalled();
    }

    @BeforeEach
    void starts() throws Exception {
        engine = RunningEngine.start(folder, "--save", "", "--repl-backlog-size", "16kb");
    }

    @AfterEach
    void ends() throws IOException {
        for (Socket socket : replicas) {
            socket.close();
        }
        engine.close();
    }

    private void ask(String line) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), engine.port());
        replicas.add(socket);
        socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
    }

    private void decides(String request, ResyncKind kind, ResyncReason reason, String reasons)
            throws IOException {
        ask(request);
        Awaitility.await(reason.name())
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(engine.events())
                                .anyMatch(event ->
                                        event instanceof NodeEvent.ResyncDecided decided
                                                && decided.kind() == kind
                                                && decided.reason() == reason));
        assertThat(Peers.info(engine.port(), "resync_full_reasons")).isEqualTo(reasons);
    }

    @Test
    void everyReasonIsTold() throws Exception {
        String id = Peers.info(engine.port(), "master_replid");
        decides("PSYNC " + id + " 1", ResyncKind.FULL, ResyncReason.NO_BACKLOG, "no-backlog=1");
        String now = Peers.info(engine.port(), "master_replid");
        assertThat(now).as("a first backlog begins a history").isNotEqualTo(id);

        decides(
                "PSYNC " + id + " 1",
                ResyncKind.FULL,
                ResyncReason.UNKNOWN_HISTORY,
                "unknown-history=1,no-backlog=1");
        decides(
                "PSYNC ? -1",
                ResyncKind.FULL,
                ResyncReason.REQUESTED_BY_REPLICA,
                "requested-by-replica=1,unknown-history=1,no-backlog=1");
        decides(
                "PSYNC " + now + " 99999999",
                ResyncKind.FULL,
                ResyncReason.AHEAD_OF_MASTER,
                "requested-by-replica=1,unknown-history=1,no-backlog=1,ahead-of-master=1");
        decides(
                "SYNC",
                ResyncKind.FULL,
                ResyncReason.SYNC_ONLY,
                "requested-by-replica=1,sync-only=1,unknown-history=1,no-backlog=1,"
                        + "ahead-of-master=1");
        decides(
                "PSYNC " + now + " 1",
                ResyncKind.PARTIAL,
                ResyncReason.CONTINUED,
                "requested-by-replica=1,sync-only=1,unknown-history=1,no-backlog=1,"
                        + "ahead-of-master=1");
        assertThat(Peers.info(engine.port(), "sync_full")).isEqualTo("5");
        assertThat(Peers.info(engine.port(), "sync_partial_ok")).isEqualTo("1");
        assertThat(Peers.info(engine.port(), "sync_partial_err")).isEqualTo("3");
    }

    @Test
    void aTrimmedBacklogAndAPromotionAreTold() throws Exception {
        ask("PSYNC ? -1");
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> Peers.info(engine.port(), "repl_backlog_active").equals("1"));
        String id = Peers.info(engine.port(), "master_replid");
        for (Socket socket : replicas) {
            socket.close();
        }
        Awaitility.await()
                .atMost(20, TimeUnit.SECONDS)
                .until(() -> Peers.info(engine.port(), "connected_slaves").equals("0"));
        for (int i = 0; i < 8; i++) {
            engine.cli("SET", "large", "z".repeat(20_000));
        }
        decides(
                "PSYNC " + id + " 1",
                ResyncKind.FULL,
                ResyncReason.BACKLOG_TRIMMED,
                "requested-by-replica=1,backlog-trimmed=1");
        engine.cli("REPLICAOF", "127.0.0.1", "1");
        engine.cli("REPLICAOF", "NO", "ONE");
        decides(
                "PSYNC " + id + " 99999999",
                ResyncKind.FULL,
                ResyncReason.BEYOND_SECONDARY_HISTORY,
                "requested-by-replica=1,beyond-secondary-history=1,backlog-trimmed=1");
    }
}
