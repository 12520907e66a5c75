package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.adapter.EngineServer;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.Folders;
import dev.firedrill.engine.config.IncludedFiles;
import dev.firedrill.engine.config.ServerConfig;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What directives do, here and on redis-server 7.0.
class ConfigEffectsTest {
    @TempDir private Path here;
    @TempDir private Path there;

    /// Line, text and exit code of a configuration that cannot be used.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "port 1\ninclude inc.conf\n",
                "include nothere.conf\n",
                "include\n",
                "include a b\n",
                "hz 1\nrename-command SET\n",
                "databases 0\n",
                "bind 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17\n",
                "unixsocketperm 999\n",
                "loglevel loud\n",
                "user\n",
                "appendfsync \"always\n",
                "\n  foo\tbar \r\n",
            })
    void aConfigurationIsRefusedInTheSameWords(String text) throws Exception {
        RealRedis.assumeInstalled();
        String inc = "hz 10\nfoo bar\n";
        Files.writeString(there.resolve("inc.conf"), inc);
        Files.writeString(there.resolve("redis.conf"), text);
        IncludedFiles files =
                (_, name) -> {
                    if (!name.equals("inc.conf")) {
                        throw new IncludedFiles.Unreadable(name, "No such file or directory");
                    }
                    return List.of(new IncludedFiles.Included(name, inc));
                };

        assertThat(refusal(text, files)).isEqualTo(theirRefusal());
    }

    private static String refusal(String text, IncludedFiles files) {
        try {
            ServerConfig.parse("redis.conf", text, List.of(), files, Folders.ANY);
            return "accepted";
        } catch (ConfigRefused refused) {
            return refused.report("Redis 7.0.15").strip();
        }
    }

    private String theirRefusal() throws Exception {
        Process redis =
                new ProcessBuilder("redis-server", "redis.conf")
                        .directory(there.toFile())
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(redis.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertThat(redis.onExit().join().exitValue()).isEqualTo(1);
        // `pid:C date time # ` stands before the one that goes to the log.
        int text = printed.indexOf(" # ");
        return (text < 0 ? printed : printed.substring(text + 3)).strip();
    }

    @Test
    void aFileThatIncludesItselfIsRefused() {
        IncludedFiles files =
                (_, name) -> List.of(new IncludedFiles.Included(name, "include again"));

        assertThat(refusal("include again\n", files)).contains("nest more than 16 deep");
    }

    /// A file that redis-server itself has rewritten holds a `user` line.
    @Test
    void aUserWhoCannotLogInIsPointedOut() throws Exception {
        var log = new CopyOnWriteArrayList<String>();
        String text =
                "user default on nopass ~* &* +@all\nuser alice >pw\nbind 127.0.0.1\nport 0\nsave"
                        + " \"\"\n";
        var config = ServerConfig.parse("", text, List.of("--dir", here.toString()));
        try (var server = EngineServer.start(config, (_, _, line) -> log.add(line))) {
            assertThat(server.port()).isPositive();
            assertThat(log)
                    .filteredOn(line -> line.contains("is disabled"))
                    .singleElement()
                    .asString()
                    .startsWith("The user 'alice' is disabled (there is no 'on' modifier");
        }
    }

    @Test
    void aRenamedCommandAnswersToItsNewNameOnly() throws Exception {
        RealRedis.assumeInstalled();
        var renames =
                List.of("--rename-command", "flushall", "", "--rename-command", "GET", "fetch");
        try (var redis = RealRedis.startWith(there, renames);
                var engine = RunningEngine.start(here, renames.toArray(String[]::new))) {
            for (String said :
                    List.of("FLUSHALL", "GET k", "FETCH k", "fetch", "SET k v", "FETCH k")) {
                assertThat(RawBytes.answerTo(engine.port(), said + "\r\n"))
                        .isEqualTo(RawBytes.answerTo(redis.port(), said + "\r\n"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FOO BAR:No such command in rename-command",
                "SET GET:Target command name already exists"
            })
    void aRenameThatDoesNotFitEndsTheStart(String renameAndReason) throws Exception {
        var parts = renameAndReason.split(":", -1);
        var log = new CopyOnWriteArrayList<String>();
        String text = "hz 1\nrename-command " + parts[0] + "\nport 0\nbind 127.0.0.1\n";
        var config = ServerConfig.parse("", text, List.of("--dir", here.toString()));
        try (var server = EngineServer.start(config, (_, _, line) -> log.add(line))) {
            assertThat(server.exit().get(20, TimeUnit.SECONDS)).isEqualTo(1);
            assertThat(String.join("\n", log))
                    .contains("at line 2\n>>> 'rename-command " + parts[0] + "'\n" + parts[1]);
        }
    }

    private static Optional<InetAddress> otherAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(network -> network.getInterfaceAddresses().stream())
                .map(InterfaceAddress::getAddress)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                .findFirst();
    }

    @Test
    void strangersAreDeniedInProtectedModeInTheSameWords() throws Exception {
        RealRedis.assumeInstalled();
        Optional<InetAddress> address = otherAddress();
        Assumptions.assumeTrue(address.isPresent(), "this machine has only loopback addresses");
        try (var redis = RealRedis.startWith(there, List.of());
                var engine = RunningEngine.start(here, "--bind", "* -::*")) {
            assertThat(greeting(address.get(), engine.port()))
                    .startsWith("-DENIED")
                    .isEqualTo(greeting(address.get(), redis.port()));
            assertThat(RawBytes.answerTo(engine.port(), "PING\r\n")).isEqualTo("+PONG\r\n");

            engine.cli("CONFIG", "SET", "protected-mode", "no");
            assertThat(said(address.get(), engine.port(), "PING\r\n")).isEqualTo("+PONG\r\n");

            engine.cli("CONFIG", "SET", "protected-mode", "yes", "requirepass", "x");
            assertThat(said(address.get(), engine.port(), "PING\r\n")).startsWith("-NOAUTH");
        }
    }

    private static String greeting(InetAddress address, int port) throws Exception {
        return said(address, port, "");
    }

    private static String said(InetAddress address, int port, String bytes) throws Exception {
        try (var socket = new Socket(address, port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            if (!bytes.isEmpty()) {
                socket.shutdownOutput();
            }
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    /// Lowered below those that are there it keeps new ones out; raised again it lets them in.
    @Test
    void maxclientsCountsFromTheNextConnectionOn() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(here);
                Socket held = RawBytes.connect(engine.port());
                Socket control = RawBytes.connect(engine.port())) {
            control.getOutputStream()
                    .write("CONFIG SET maxclients 1\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(
                            new String(
                                    control.getInputStream().readNBytes(5),
                                    StandardCharsets.US_ASCII))
                    .isEqualTo("+OK\r\n");
            assertThat(greeting(InetAddress.getLoopbackAddress(), engine.port()))
                    .isEqualTo("-ERR max number of clients reached\r\n");
            held.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(held.getInputStream().read()).isEqualTo('+');

            control.getOutputStream()
                    .write("CONFIG SET maxclients 9\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(control.getInputStream().readNBytes(5)).isNotEmpty();
            assertThat(RawBytes.answerTo(engine.port(), "PING\r\n")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void addressesAndPortChangeAtRunTimeOrNothingDoes() throws Exception {
        RealRedis.assumeInstalled();
        int other = RealRedis.freePort();
        int taken = RealRedis.freePort();
        try (var occupant = new java.net.ServerSocket(taken, 1, InetAddress.getLoopbackAddress());
                var redis = RealRedis.startWith(there, List.of());
                var engine = RunningEngine.start(here)) {
            assertThat(occupant.isBound()).isTrue();
            engine.cli("CONFIG", "SET", "port", Integer.toString(other));
            assertThat(RealRedis.cli(other, "CONFIG", "GET", "port")).isEqualTo("port\n" + other);

            for (String[] refused :
                    new String[][] {
                        {"maxmemory", "1gb", "bind", "192.0.2.77"},
                        {"bind", "127.0.0.1 192.0.2.77"},
                        {"port", Integer.toString(taken)}
                    }) {
                var words = new java.util.ArrayList<>(List.of("CONFIG", "SET"));
                words.addAll(List.of(refused));
                assertThat(RealRedis.cli(other, words.toArray(String[]::new)))
                        .isEqualTo(redis.cli(words.toArray(String[]::new)));
            }
            assertThat(RealRedis.cli(other, "CONFIG", "GET", "maxmemory"))
                    .isEqualTo("maxmemory\n0");

            assertThat(RealRedis.cli(other, "CONFIG", "SET", "bind", "127.0.0.1 -192.0.2.77 -::1"))
                    .isEqualTo("OK");
            assertThat(said(InetAddress.ofLiteral("::1"), other, "PING\r\n"))
                    .isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void limitsOfTheProtocolFollowTheConfiguration() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.startWith(there, List.of());
                var engine = RunningEngine.start(here)) {
            for (int port : new int[] {redis.port(), engine.port()}) {
                RealRedis.cli(port, "CONFIG", "SET", "proto-max-bulk-len", "1mb");
                RealRedis.cli(port, "CONFIG", "SET", "client-query-buffer-limit", "1mb");
                assertThat(RawBytes.answerTo(port, "*2\r\n$4\r\nECHO\r\n$1048577\r\n"))
                        .isEqualTo("-ERR Protocol error: invalid bulk length\r\n");
                String large = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000000\r\n" + "x".repeat(1_000_000);
                String many =
                        "*3\r\n$1\r\na\r\n$900000\r\n" + "x".repeat(900_000) + "\r\n$900000\r\n";
                assertThat(RawBytes.answerTo(port, large + "\r\n")).isEqualTo("+OK\r\n");
                assertThat(RawBytes.answerTo(port, many + "x".repeat(900_000))).isIn("", "reset");
            }
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(engine.log())
                                    .anyMatch(line ->
                                            line.startsWith(
                                                    "Closing client that reached max query buffer length")));
        }
    }

    @Test
    void whatHasNoEffectIsSaidOnceWhenItIsSet() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(here)) {
            engine.cli("CONFIG", "SET", "activedefrag", "yes");
            engine.cli("CONFIG", "SET", "activedefrag", "no");
            engine.cli("CONFIG", "SET", "timeout", "7");

            assertThat(engine.log().stream().filter(line -> line.contains("has no effect here")))
                    .containsExactly("This directive has no effect here: activedefrag");
        }
    }

    @Test
    void aHigherLogLevelSilencesNotices() throws Exception {
        RealRedis.assumeInstalled();
        try (var engine = RunningEngine.start(here)) {
            engine.cli("CONFIG", "SET", "loglevel", "warning");
            engine.cli("CONFIG", "SET", "activedefrag", "yes");
            engine.cli("CONFIG", "SET", "loglevel", "notice");
            engine.cli("CONFIG", "SET", "jemalloc-bg-thread", "no");

            assertThat(engine.log().stream().filter(line -> line.contains("has no effect here")))
                    .containsExactly("This directive has no effect here: jemalloc-bg-thread");
        }
    }
}
