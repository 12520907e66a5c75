package dev.firedrill.faults.docker.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Calls of the Toxiproxy client end in time and leave nothing behind, whatever the server does.
class TimedCallsTest {
    private static final Duration ANSWER_MAX = Duration.ofMillis(200);

    private ServerSocket server;
    private ScheduledExecutorService writer;
    private final List<Socket> accepted = new CopyOnWriteArrayList<>();
    private final AtomicInteger ended = new AtomicInteger();

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        writer = Executors.newSingleThreadScheduledExecutor();
    }

    @AfterEach
    void close() throws IOException {
        writer.shutdownNow();
        server.close();
        for (Socket one : accepted) {
            one.close();
        }
    }

    /// @param greet what the server does with each connection before it reads to its end
    private ToxiproxyApi serve(Greeting greet) {
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket one = server.accept();
                            accepted.add(one);
                            greet.greet(one.getOutputStream());
                            Thread.ofVirtual().start(() -> readToTheEnd(one));
                        } catch (IOException closed) {
                            return;
                        }
                    }
                });
        return new ToxiproxyApi("127.0.0.1", server.getLocalPort(), ANSWER_MAX);
    }

    private interface Greeting {
        void greet(OutputStream out) throws IOException;
    }

    private void readToTheEnd(Socket one) {
        try {
            one.getInputStream().readAllBytes();
        } catch (IOException reset) {
            // Ended, one way or the other.
        }
        ended.incrementAndGet();
    }

    private void assertEndsInTime(ToxiproxyApi api) {
        long began = System.nanoTime();
        assertThatThrownBy(api::version)
                .isInstanceOf(ToxiproxyFailed.class)
                .hasMessage(
                        "Toxiproxy was asked to tell its version; it did not answer within 0.2 s");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        Awaitility.await("the connection is closed")
                .atMost(5, TimeUnit.SECONDS)
                .until(() -> ended.get() == accepted.size());
    }

    /// Nor is the request sent once more, as HttpURLConnection does when a connection breaks.
    @Test
    void aServerThatAcceptsAndNeverAnswers() {
        assertEndsInTime(serve(_ -> {}));
        assertThat(accepted).hasSize(1);
    }

    /// A time-out of a single read would never be over.
    @Test
    void aServerThatSendsAByteNowAndThen() {
        assertEndsInTime(
                serve(out -> {
                    out.write("HTTP/1.1 200 OK\r\nServer: ".getBytes(StandardCharsets.US_ASCII));
                    writer.scheduleAtFixedRate(() -> drip(out), 0, 20, TimeUnit.MILLISECONDS);
                }));
    }

    private static void drip(OutputStream out) {
        try {
            out.write('a');
        } catch (IOException closed) {
            throw new IllegalStateException("enough", closed);
        }
    }

    @Test
    void aServerThatIsNotThere() throws IOException {
        ToxiproxyApi api = serve(_ -> {});
        server.close();
        assertThatThrownBy(api::version)
                // The reason is the system's, in its language.
                .hasMessageMatching("Toxiproxy was asked to tell its version; the call failed: .+");
    }
}
