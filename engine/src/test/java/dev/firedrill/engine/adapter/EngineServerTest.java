package dev.firedrill.engine.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.FreePorts;
import dev.firedrill.engine.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A node on real sockets: what no client may be able to do to another, and to itself.
///
/// In a thread of its own with an end: a loop that spins for ever cannot be interrupted, and would
/// hang the build instead of failing the test.
@Timeout(value = 40, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EngineServerTest {
    private static final int ANSWER_MAX_MILLIS = 20_000;

    @TempDir private Path folder;

    private EngineServer start(int port) throws Exception {
        List<String> options =
                List.of(
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--save",
                        "");
        return EngineServer.start(ServerConfig.parse("", "", options), (_, _, _) -> {});
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(ANSWER_MAX_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static String line(Socket socket) throws IOException {
        var text = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed after '" + text + "'");
            }
            text.append((char) b);
        }
        return text.toString().strip();
    }

    /// A server answers while it loads, but only that it does.
    private static void awaitLoaded(Socket socket) {
        Awaitility.await("the server has loaded")
                .atMost(ANSWER_MAX_MILLIS, TimeUnit.MILLISECONDS)
                .until(
                        () -> {
                            send(socket, "PING");
                            return line(socket);
                        },
                        "+PONG"::equals);
    }

    /// The answer to a slow reader is taken by its socket bit by bit; meanwhile others are served,
    /// and in the end it has all of it.
    @Test
    void aSlowReaderGetsEverythingAndHoldsUpNobody() throws Exception {
        int bytes = 8 << 20;
        try (EngineServer server = start(0);
                Socket slow = connect(server.port());
                Socket other = connect(server.port())) {
            awaitLoaded(other);
            send(other, "SETRANGE big " + (bytes - 1) + " x");
            assertThat(line(other)).isEqualTo(":" + bytes);
            send(slow, "GET big");
            assertThat(line(slow)).isEqualTo("$" + bytes);
            slow.getInputStream().readNBytes(100_000);

            send(other, "PING");
            assertThat(line(other)).isEqualTo("+PONG");

            assertThat(slow.getInputStream().readNBytes(bytes - 100_000).length)
                    .isEqualTo(bytes - 100_000);
            assertThat(line(slow)).isEmpty();
            send(slow, "PING");
            assertThat(line(slow)).isEqualTo("+PONG");
        }
    }

    /// A client that connects while the server is being started waits, and is answered.
    @Test
    void whoConnectsDuringTheStartIsAnswered() throws Exception {
        int port = FreePorts.next();
        var stop = new AtomicBoolean();
        var early =
                CompletableFuture.supplyAsync(() -> {
                    while (!stop.get()) {
                        try (Socket socket = connect(port)) {
                            send(socket, "PING");
                            return line(socket);
                        } catch (IOException refused) {
                            Thread.onSpinWait();
                        }
                    }
                    return "never connected";
                });
        try (EngineServer server = start(port)) {
            assertThat(server.port()).isEqualTo(port);
            assertThat(early.get(ANSWER_MAX_MILLIS, TimeUnit.MILLISECONDS))
                    .isIn("+PONG", "-LOADING Redis is loading the dataset in memory");
        } finally {
            stop.set(true);
        }
    }
}
