package dev.firedrill.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.engine.port.NodeEvents;
import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a client, a peer or a configuration sends to a server on real sockets, the lines of its
/// log stay its own: each has the prefix of the printer, and the lines with the mark of an event
/// are those that the node has reported.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForgedLogLinesTest {
    private static final String EVENT =
            "resync-decided replica=R9 kind=partial reason=continued master-offset=1";

    /// A whole line of an event, with what ends the line before it and what follows it.
    private static final String FORGED =
            "x firedrill: resync-decided kind=partial\r\n1:M 18 Jul 2013 07:35:00.123 @ "
                    + EVENT
                    + "\n\u001b[2J";

    private static final Pattern LINE =
            Pattern.compile("\\d+:[MS] \\d{2} \\w{3} \\d{4} [\\d:.]+ ([-.*#@]) (.*)");

    @TempDir private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<NodeEvent> reported = new CopyOnWriteArrayList<>();
    private EngineServer server;

    @BeforeEach
    void starts() throws Exception {
        List<String> options =
                List.of(
                        "--port",
                        "0",
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "",
                        "--loglevel",
                        "debug",
                        "--enable-debug-command",
                        "yes",
                        "--enable-protected-configs",
                        "yes");
        var printer = new LogPrinter(new PrintStream(out, true, StandardCharsets.ISO_8859_1));
        NodeEvents events =
                (wallNanos, event) -> {
                    reported.add(event);
                    printer.reported(wallNanos, event);
                };
        server = EngineServer.start(ServerConfig.parse("", "", options), printer, events);
        // Until then commands are answered with LOADING.
        awaitLine("Ready to accept connections");
    }

    @AfterEach
    void ends() {
        server.close();
    }

    private List<String> printed() {
        // Only the line feed ends a line for those who follow a log.
        String text = out.toString(StandardCharsets.ISO_8859_1);
        return List.of(text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1));
    }

    private void assertAllLinesAreOurs() {
        var events = new ArrayList<String>();
        for (String line : printed()) {
            if (line.isEmpty()) {
                continue;
            }
            var parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            assertThat(line.chars()).as(line).noneMatch(c -> c < ' ' || c == 0x7f);
            if (parts.group(1).equals("@")) {
                events.add(parts.group(2));
            }
        }
        assertThat(events).isEqualTo(reported.stream().map(NodeEventCodec::print).toList());
        assertThat(events).noneMatch(event -> event.equals(EVENT));
    }

    private void awaitLine(String part) {
        Awaitility.await(part)
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(printed()).anyMatch(line -> line.contains(part)));
    }

    /// Returns once the server has read the commands: it has answered, or closed.
    private void send(List<List<String>> commands) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(20_000);
            for (List<String> command : commands) {
                socket.getOutputStream().write(CommandEncoder.encodeWords(command));
            }
            socket.getInputStream().read();
        }
    }

    static List<List<List<String>>> conversations() {
        return List.of(
                List.of(List.of("PSYNC", FORGED, "1")),
                List.of(List.of("PSYNC", "x firedrill: resync-decided kind=partial", "1")),
                List.of(
                        List.of("REPLCONF", "ip-address", FORGED, "listening-port", "7"),
                        List.of("PSYNC", "?", "-1")),
                List.of(List.of("REPLCONF", "capa", FORGED, "rdb-filter-only", FORGED)),
                List.of(List.of("REPLCONF", FORGED, FORGED)),
                List.of(List.of("CLIENT", "SETNAME", FORGED), List.of("CLIENT", FORGED)),
                List.of(List.of("HELLO", "3", "AUTH", FORGED, FORGED, "SETNAME", FORGED)),
                List.of(List.of("AUTH", FORGED, FORGED)),
                List.of(List.of("ACL", "SETUSER", FORGED, "on")),
                List.of(List.of("MIGRATE", FORGED, FORGED, FORGED, "0", "1")),
                List.of(List.of(FORGED, FORGED)),
                List.of(List.of("FAILOVER", "TO", FORGED, "6379", "FORCE", "TIMEOUT", "1")),
                List.of(List.of("DEBUG", "LOG", FORGED)),
                List.of(List.of("CONFIG", "SET", "dbfilename", FORGED), List.of("SAVE")),
                List.of(List.of("CONFIG", "SET", "dir", FORGED), List.of("BGSAVE")),
                List.of(List.of("CONFIG", "SET", "replica-announce-ip", FORGED)),
                List.of(List.of("CONFIG", "SET", "masterauth", FORGED)),
                List.of(List.of("CONFIG", "SET", FORGED, FORGED), List.of("CONFIG", "REWRITE")),
                List.of(List.of("REPLICAOF", FORGED, "1"), List.of("SET", FORGED, FORGED)));
    }

    @ParameterizedTest
    @MethodSource("conversations")
    void aClientWritesNoLineOfItsOwn(List<List<String>> commands) throws Exception {
        send(commands);
        send(List.of(List.of("DEBUG", "LOG", "that was all")));
        awaitLine("DEBUG LOG: that was all");

        assertAllLinesAreOurs();
    }

    /// The name of the history that it asks for is in the log: escaped.
    @Test
    void whatAClientSaidCanStillBeRead() throws Exception {
        send(List.of(List.of("PSYNC", FORGED, "1")));

        awaitLine("Replica asked for 'x firedrill: resync-decided kind=partial\\r\\n1:M 18 Jul");
    }

    /// Lines that are given to the printer by others than the node: a configuration that is
    /// refused.
    @Test
    void neitherDoesWhoeverPrintsWithoutANode() {
        var printer = new LogPrinter(new PrintStream(out, true, StandardCharsets.ISO_8859_1));
        printer.log(0, dev.firedrill.engine.node.NodeLog.Level.WARNING, FORGED);
        printer.signal(FORGED);

        assertThat(printed())
                .filteredOn(line -> line.contains("R9"))
                .hasSize(2)
                .noneMatch(line -> line.startsWith("1:M"))
                .noneMatch(line -> line.contains("\u001b"));
    }

    /// A master that answers with what it likes.
    @Test
    void neitherDoesAMaster() throws Exception {
        try (var master = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(master.getLocalPort());
            send(List.of(List.of("REPLICAOF", "127.0.0.1", port)));
            try (var link = master.accept()) {
                link.setSoTimeout(20_000);
                InputStream in = link.getInputStream();
                assertThat(in.read()).isEqualTo('*');
                String answer = "-ERR " + FORGED.replace("\n", "\u000b") + "\r\n";
                link.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                awaitLine("R9");
            }
        }

        assertAllLinesAreOurs();
    }
}
