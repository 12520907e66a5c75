package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What some clients do must not keep others waiting, nor take memory that nobody has sent. Each
/// test leaves the one process as it found it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileClientsTest {
    private static final int ROUNDS = 21;
    private static final long ANSWER_MILLIS_MAX = 1000;
    private static final long GROWTH_BYTES_MAX = 64L << 20;

    @TempDir private static Path folder;
    private EngineProcess engine;

    @BeforeAll
    void start() throws IOException {
        engine = EngineProcess.start(folder, RealRedis.freePort(), "--save", "");
    }

    @AfterAll
    void end() {
        engine.close();
    }

    private static void send(Socket socket, String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// How long a client that behaves waits for its answer, half of the time.
    private long answerMillis() throws IOException {
        var waited = new ArrayList<Long>();
        try (Socket socket = RawBytes.connect(engine.port())) {
            for (int i = 0; i < ROUNDS; i++) {
                long before = System.nanoTime();
                send(socket, "PING\r\n");
                assertThat(socket.getInputStream().readNBytes(7)).asString().isEqualTo("+PONG\r\n");
                waited.add((System.nanoTime() - before) / 1_000_000);
            }
        }
        waited.sort(null);
        return waited.get(ROUNDS / 2);
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void whatIsOnlyAnnouncedTakesNoMemory() throws Exception {
        answerMillis();
        long before = engine.residentBytes();
        var held = new ArrayList<Socket>();
        for (int i = 0; i < 20; i++) {
            Socket socket = RawBytes.connect(engine.port());
            held.add(socket);
            send(socket, "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$536870912\r\n");
            Socket many = RawBytes.connect(engine.port());
            held.add(many);
            send(many, "*2147483647\r\n$3\r\nSET\r\n");
        }

        assertThat(answerMillis()).isLessThan(ANSWER_MILLIS_MAX);
        assertThat(engine.residentBytes() - before).isLessThan(GROWTH_BYTES_MAX);
        close(held);
    }

    @Test
    void halfCommandsAndSlowWritersKeepNobodyWaiting() throws Exception {
        var held = new ArrayList<Socket>();
        String command = "*3\r\n$3\r\nSET\r\n$4\r\nslow\r\n$5\r\nvalue\r\n";
        for (int i = 0; i < 200; i++) {
            held.add(RawBytes.connect(engine.port()));
        }
        for (int at = 0; at < command.length(); at++) {
            for (Socket socket : held) {
                send(socket, command.substring(at, at + 1));
            }
            if (at % 8 == 0) {
                assertThat(answerMillis()).isLessThan(ANSWER_MILLIS_MAX);
            }
        }
        for (Socket socket : held) {
            assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("+OK\r\n");
        }
        close(held);
    }

    @Test
    void thousandsOfResetsKeepNobodyWaiting() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Socket socket = RawBytes.connect(engine.port());
            socket.setSoLinger(true, 0);
            if (i % 3 != 0) {
                send(socket, i % 3 == 1 ? "*2\r\n$4\r\nECHO\r\n$100\r\nabc" : "PING\r\nPING\r\n");
            }
            socket.close();
            if (i % 500 == 0) {
                assertThat(answerMillis()).isLessThan(ANSWER_MILLIS_MAX);
            }
        }
        assertThat(answerMillis()).isLessThan(ANSWER_MILLIS_MAX);
    }

    @Test
    void repliesThatNobodyReadsKeepNobodyWaiting() throws Exception {
        int valueBytes = 1 << 20;
        try (Socket writer = RawBytes.connect(engine.port());
                Socket deaf = RawBytes.connect(engine.port())) {
            send(writer, "*3\r\n$3\r\nSET\r\n$3\r\nbig\r\n$" + valueBytes + "\r\n");
            send(writer, "x".repeat(valueBytes) + "\r\n");
            assertThat(writer.getInputStream().readNBytes(5)).asString().isEqualTo("+OK\r\n");
            send(deaf, "GET big\r\n".repeat(20));

            assertThat(answerMillis()).isLessThan(ANSWER_MILLIS_MAX);

            int replyBytes = ("$" + valueBytes + "\r\n").length() + valueBytes + 2;
            assertThat(deaf.getInputStream().readNBytes(20 * replyBytes).length)
                    .isEqualTo(20 * replyBytes);
        }
    }

    @Test
    void aBrowserIsNotAnswered() throws Exception {
        String request = "POST /x HTTP/1.1\r\nHost: a\r\n\r\nSET http 1\r\n";

        assertThat(RawBytes.answerTo(engine.port(), request)).isIn("", "reset");
        assertThat(RawBytes.answerTo(engine.port(), "EXISTS http\r\n")).isEqualTo(":0\r\n");
    }

    /// Each of them would take a matcher that tries everything longer than the age of the world.
    @Test
    void patternsThatExplodeDoNot() throws Exception {
        String pattern = "a*".repeat(60) + "b";
        RawBytes.answerTo(engine.port(), "SET " + "a".repeat(2000) + " 1\r\n");

        long before = System.nanoTime();
        assertThat(RawBytes.answerTo(engine.port(), "KEYS " + pattern + "\r\n"))
                .isEqualTo("*0\r\n");
        assertThat(RawBytes.answerTo(engine.port(), "SCAN 0 COUNT 1000 MATCH " + pattern + "\r\n"))
                .startsWith("*2\r\n");
        assertThat(RawBytes.answerTo(engine.port(), "CONFIG GET " + "*a".repeat(60) + "\r\n"))
                .isEqualTo("*0\r\n");
        assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(3 * ANSWER_MILLIS_MAX);
    }
}
