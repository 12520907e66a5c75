package dev.firedrill.faults.docker.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadInterval;
import dev.firedrill.faults.load.LoadLines;
import dev.firedrill.faults.load.LoadPlan;
import dev.firedrill.faults.load.LoadReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The program that carries out a load, as a process of its own, against a server that answers one
/// line to each command.
@Timeout(60)
class LoadProgramTest {
    @TempDir private Path folder;

    /// Answers every SET with one line, AUTH with `+OK`.
    private static final class Answering implements AutoCloseable {
        final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        final AtomicInteger commands = new AtomicInteger();
        final AtomicInteger logins = new AtomicInteger();
        final CountDownLatch begun = new CountDownLatch(1);
        private final String answer;

        Answering(String answer) throws IOException {
            this.answer = answer;
            Thread.ofVirtual().start(this::accept);
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = socket.accept();
                    Thread.ofVirtual().start(() -> serve(client));
                }
            } catch (IOException closed) {
                // The test is over.
            }
        }

        private void serve(Socket client) {
            try (client;
                    InputStream in = client.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                byte[] piece = new byte[65_536];
                for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                    var replies = new StringBuilder();
                    String text = new String(piece, 0, count, StandardCharsets.US_ASCII);
                    for (int at = text.indexOf('*'); at >= 0; at = text.indexOf('*', at + 1)) {
                        boolean login = text.startsWith("*2", at);
                        (login ? logins : commands).incrementAndGet();
                        replies.append(login ? "+OK" : answer).append("\r\n");
                    }
                    begun.countDown();
                    out.write(replies.toString().getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                }
            } catch (IOException gone) {
                // The client has ended.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private Process start(HeavyLoad load, Answering server, List<String> authentication)
            throws IOException {
        var plan =
                new LoadPlan(
                        load, "127.0.0.1", server.socket.getLocalPort(), authentication, "SET");
        Path file = Files.writeString(folder.resolve("plan"), plan.text());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadProgram.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static List<LoadReport> reports(Process process) throws Exception {
        var reports = new ArrayList<LoadReport>();
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(line -> reports.add(LoadLines.report(line).orElseThrow()));
        } catch (UncheckedIOException ended) {
            // With the process.
        }
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return reports;
    }

    private static List<LoadInterval> intervals(List<LoadReport> reports) {
        return reports.stream()
                .filter(LoadReport.Measured.class::isInstance)
                .map(report -> ((LoadReport.Measured) report).interval())
                .toList();
    }

    @Test
    void everyWriteIsSentAndCounted() throws Exception {
        HeavyLoad load = HeavyLoad.atRate(2_000, 500, 20).lasting(Duration.ofMillis(2_500));
        try (var server = new Answering("+OK")) {
            List<LoadReport> reports = reports(start(load, server, List.of("AUTH", "swordfish")));
            assertThat(reports).startsWith(new LoadReport.Began()).endsWith(new LoadReport.Ended());
            List<LoadInterval> intervals = intervals(reports);
            assertThat(intervals).hasSizeGreaterThanOrEqualTo(3);
            assertThat(intervals.stream().mapToLong(LoadInterval::answered).sum())
                    .isEqualTo(5_000)
                    .isEqualTo(server.commands.get());
            assertThat(intervals.stream().mapToLong(LoadInterval::due).sum()).isEqualTo(5_000);
            assertThat(intervals.stream().mapToLong(one -> one.latencies().count()).sum())
                    .isEqualTo(5_000);
            assertThat(server.logins.get()).isEqualTo(load.connections());
        }
    }

    @Test
    void refusalsAreCountedAndTheFirstIsTold() throws Exception {
        HeavyLoad load = HeavyLoad.filling(3_000, 20);
        try (var server = new Answering("-OOM command not allowed")) {
            List<LoadReport> reports = reports(start(load, server, List.of()));
            assertThat(reports).contains(new LoadReport.Troubled("OOM command not allowed"));
            assertThat(intervals(reports).stream().mapToLong(LoadInterval::refused).sum())
                    .isEqualTo(3_000);
        }
    }

    @Test
    void aLoadThatIsToldToEndReportsToItsEnd() throws Exception {
        try (var server = new Answering("+OK")) {
            Process process = start(HeavyLoad.atRate(500, 500, 20), server, List.of());
            assertThat(server.begun.await(20, TimeUnit.SECONDS)).isTrue();
            process.toHandle().destroy();
            List<LoadReport> reports = reports(process);
            assertThat(reports).endsWith(new LoadReport.Ended());
            List<LoadInterval> intervals = intervals(reports);
            assertThat(intervals.stream().mapToLong(LoadInterval::answered).sum())
                    .isEqualTo(intervals.stream().mapToLong(LoadInterval::due).sum())
                    .isEqualTo(server.commands.get());
        }
    }
}
