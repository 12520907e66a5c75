package dev.firedrill.faults.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import dev.firedrill.faults.docker.target.ServerDialect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.opentest4j.AssertionFailedError;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/// Each real server as an image: it starts as a master and as a replica, replicates, and its log
/// tells the events that our engine would report.
@Tag("docker")
class RealServersIT {
    @RegisterExtension static final RequiresDocker SERVERS = new RequiresDocker("servers");

    private static final int PORT = 6379;
    private static final Duration SOON = Duration.ofSeconds(60);

    private static GenericContainer<?> server(
            ServerDialect dialect, Network network, String name, List<String> more) {
        var arguments = new ArrayList<>(dialect.labArguments(PORT, "/data", name));
        arguments.addAll(more);
        return new GenericContainer<>(DockerImageName.parse(dialect.image()))
                .withImagePullPolicy(_ -> false)
                .withNetwork(network)
                .withNetworkAliases(name)
                .withCommand(arguments.toArray(String[]::new))
                .withExposedPorts(PORT)
                .waitingFor(
                        Wait.forLogMessage(".*eady to accept connections.*\\n", 1)
                                .withStartupTimeout(SOON));
    }

    /// The first line of the answer, or of what a long answer holds.
    private static String ask(GenericContainer<?> server, String command) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getMappedPort(PORT))) {
            socket.setSoTimeout((int) SOON.toMillis());
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            var answers =
                    new BufferedReader(
                            new InputStreamReader(
                                    socket.getInputStream(), StandardCharsets.US_ASCII));
            String line = answers.readLine();
            return line.startsWith("$") && !line.equals("$-1") ? answers.readLine() : line;
        }
    }

    private static void await(GenericContainer<?> server, String command, String wanted)
            throws IOException {
        long deadline = System.nanoTime() + SOON.toNanos();
        String seen = ask(server, command);
        while (!seen.equals(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionFailedError(command + ": not " + wanted + " but " + seen);
            }
            Thread.onSpinWait();
            seen = ask(server, command);
        }
    }

    /// The server's log reaches the engine of Docker a moment after the server has acted.
    private static void awaitEvent(
            ServerDialect dialect, GenericContainer<?> server, Predicate<NodeEvent> wanted) {
        long deadline = System.nanoTime() + SOON.toNanos();
        List<NodeEvent> seen = events(dialect, server);
        while (seen.stream().noneMatch(wanted)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionFailedError("the log tells only of " + seen);
            }
            Thread.onSpinWait();
            seen = events(dialect, server);
        }
    }

    private static List<NodeEvent> events(ServerDialect dialect, GenericContainer<?> server) {
        var log = dialect.log("/conf/redis.conf");
        return server.getLogs().lines().flatMap(line -> log.events(line).stream()).toList();
    }

    @ParameterizedTest
    @FieldSource("dev.firedrill.faults.docker.target.ServerDialect#TESTED")
    void itStartsAsMasterAndAsReplicaAndReplicates(ServerDialect dialect) throws Exception {
        try (var network = Network.newNetwork();
                var master = server(dialect, network, "m", List.of());
                var replica =
                        server(dialect, network, "r", dialect.followingArguments("m", PORT))) {
            master.start();
            assertThat(ask(master, "SET before 1")).isEqualTo("+OK");
            replica.start();
            await(replica, "GET before", "1");
            assertThat(ask(master, "SET after 2")).isEqualTo("+OK");
            await(replica, "GET after", "2");
            assertThat(ask(replica, "DEBUG DIGEST")).isEqualTo(ask(master, "DEBUG DIGEST"));

            awaitEvent(
                    dialect,
                    master,
                    event ->
                            event instanceof NodeEvent.DatasetLoaded loaded
                                    && loaded.source() == DatasetSource.NOTHING);
            awaitEvent(
                    dialect,
                    master,
                    event ->
                            event instanceof NodeEvent.ResyncDecided decided
                                    && decided.reason() == ResyncReason.REQUESTED_BY_REPLICA);
            awaitEvent(dialect, master, NodeEvent.ResyncEnded.class::isInstance);
        }
    }
}
