package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bind` with addresses of IPv4 and IPv6: both servers listen on the same sockets, or say the same
/// of the address that they cannot have.
class BindTest {
    private static final List<String> ADDRESSES =
            List.of(
                    "0.0.0.0 -::1",
                    "0.0.0.0 ::",
                    "* -::*",
                    "::* *",
                    "::1 127.0.0.1",
                    "*",
                    "::",
                    "::*",
                    "-::1",
                    ":: 127.0.0.1",
                    "127.0.0.1 ::",
                    "localhost",
                    "127.0.0.1 -1.2.3.4",
                    "127.0.0.1 -2001:db8::1",
                    "127.0.0.1 127.0.0.1",
                    "127.0.0.1 -127.0.0.1",
                    "0.0.0.0 -127.0.0.1",
                    ":: -::1",
                    "1.2.3.4",
                    "-1.2.3.4",
                    "no.such.host.invalid",
                    "-no.such.host.invalid",
                    "");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedisAndIpv6() {
        RealRedis.assumeInstalled();
        boolean ipv6 = true;
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 0));
        } catch (IOException none) {
            System.err.println(
                    "SKIPPED: this machine has no IPv6 (net.ipv6.conf.all.disable_ipv6)");
            ipv6 = false;
        }
        Assumptions.assumeTrue(ipv6, "no IPv6 on this machine");
    }

    @Test
    void bothListenOnTheSameSockets() throws Exception {
        for (String addresses : ADDRESSES) {
            assertThat(ours(addresses)).as(addresses).isEqualTo(theirs(addresses));
        }
    }

    private List<String> theirs(String addresses) throws Exception {
        int port = RealRedis.freePort();
        Path log = theirs.resolve("log");
        var command =
                new ArrayList<>(
                        List.of("redis-server", "--port", Integer.toString(port), "--bind"));
        command.addAll(List.of(addresses.split(" ", -1)));
        Process process =
                new ProcessBuilder(command)
                        .directory(theirs.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            Awaitility.await(addresses)
                    .pollInterval(5, TimeUnit.MILLISECONDS)
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            !process.isAlive()
                                    || Files.readString(log).contains("Ready to accept"));
            if (process.isAlive()) {
                return listening(port);
            }
            return Files.readString(log)
                    .lines()
                    .filter(line -> line.matches(".*(Warning: Could|Failed listen|listen any).*"))
                    .map(line -> line.replaceFirst("^\\d+:M .*? # ", "").replace("" + port, "PORT"))
                    // Of an address that need not be there the engine says nothing.
                    .filter(line -> !addresses.equals("-1.2.3.4") || !line.contains("Warning"))
                    .toList();
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private List<String> ours(String addresses) throws Exception {
        int port = RealRedis.freePort();
        try (var engine =
                RunningEngine.startFrom(
                        ours, "", "--port", Integer.toString(port), "--bind", addresses)) {
            assertThat(engine.port()).isEqualTo(port);
            return listening(port);
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage()).replace("" + port, "PORT").lines().toList();
        }
    }

    /// Table and address of each socket that listens on the port, as the kernel lists them.
    private static List<String> listening(int port) throws IOException {
        var found = new ArrayList<String>();
        for (String table : List.of("tcp", "tcp6")) {
            try (Stream<String> lines = Files.lines(Path.of("/proc/net", table))) {
                lines.skip(1)
                        .map(line -> line.strip().split("\\s+", -1))
                        .filter(cells -> cells[3].equals("0A"))
                        .map(cells -> cells[1].split(":", -1))
                        .filter(place -> Integer.parseInt(place[1], 16) == port)
                        .forEach(place -> found.add(table + " " + place[0]));
            }
        }
        return found.stream().sorted().toList();
    }

    /// The same at run time, over the Unix socket, which stays.
    @Test
    void addressesChangeAtRunTime() throws Exception {
        Path socket = ours.resolve("socket");
        int port = RealRedis.freePort();
        try (var redis = RealRedis.start(theirs, "--unixsocket", theirs.resolve("socket") + "");
                var engine =
                        RunningEngine.startFrom(
                                ours,
                                "",
                                "--save",
                                "",
                                "--port",
                                Integer.toString(port),
                                "--unixsocket",
                                socket.toString())) {
            for (String addresses :
                    List.of(
                            "",
                            "0.0.0.0 ::",
                            "127.0.0.1 no.such.host.invalid",
                            "::1",
                            "127.0.0.1 ::1",
                            "1.2.3.4",
                            "-1.2.3.4",
                            "* -::*")) {
                String their = set(theirs.resolve("socket"), addresses);
                String our = set(socket, addresses);
                assertThat(our).as(addresses).isEqualTo(their);
                assertThat(listening(engine.port()))
                        .as(addresses)
                        .isEqualTo(listening(redis.port()));
            }
            try (var client = new Socket(InetAddress.getAllByName("::1")[0], port)) {
                assertThat(client.isConnected()).isTrue();
            }
        }
    }

    private static String set(Path socket, String addresses) throws IOException {
        return RealRedis.run(
                Arrays.asList(
                        "redis-cli", "-s", socket.toString(), "CONFIG", "SET", "bind", addresses));
    }
}
