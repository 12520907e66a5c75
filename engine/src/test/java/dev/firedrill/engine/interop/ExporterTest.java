package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Prometheus exporter for Redis finds at the engine what it finds at redis-server: the same
/// metrics with the same labels and, but for those that `conformance/metrics.txt` gives a reason
/// for, the same values. Where the exporter is not installed this is skipped, loudly.
class ExporterTest {
    private static final List<String> PROGRAMS =
            List.of("prometheus-redis-exporter", "redis_exporter");

    /// Labels that differ between any two servers.
    private static final String OF_THIS_SERVER =
            "(created_at|idle_since|process_id|run_id|redis_build_id|tcp_port|slave_port"
                    + "|master_port|omem)=\"[^\"]*\"";

    private static final String LOAD =
            """
            SET a 1
            GET a
            GET b
            LPUSH l 1 2 3
            SADD s a
            HSET h f v
            ZADD z 1 a
            EXPIRE a 100000
            INCR l
            NOPE
            GET
            BLPOP nokey 0.1
            MULTI
            INCR c
            OBJECT ENCODING c
            EXEC
            SELECT 2
            SET x 1
            SELECT 0
            DEL s
            PUBLISH a b\
            """;

    /// What depends on how long the run has taken: acknowledgements and pings in the stream come
    /// when their time has come.
    private static final String BY_THE_CLOCK =
            "redis_commands_processed_total|.*cmd=\"(replconf|ping)\".*|redis_.*_lag_seconds.*"
                    + "|redis_master_last_io_seconds_ago.*|redis_master_repl_offset"
                    + "|redis_(connected_)?slave_(repl_)?offset.*|redis_repl_backlog_history_bytes";

    /// A ping may have come behind the last question for an acknowledgement.
    private static final String LAST_OF_THE_STREAM = "cmd=\"(ping|replconf)\"(?=.*flags=\"M\")";

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String program() {
        String path = System.getenv("PATH");
        for (String name : PROGRAMS) {
            if (Arrays.stream(path.split(":", -1))
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)))) {
                return name;
            }
        }
        System.err.println(
                "SKIPPED: no Prometheus exporter for Redis on this machine (Debian:"
                        + " prometheus-redis-exporter)");
        Assumptions.abort("no Prometheus exporter for Redis on this machine");
        throw new IllegalStateException();
    }

    /// By pattern: why the values differ.
    static Map<String, String> reasons() throws IOException {
        var reasons = new LinkedHashMap<String, String>();
        try (InputStream in = ExporterTest.class.getResourceAsStream("/conformance/metrics.txt")) {
            new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> {
                        int colon = line.indexOf(": ");
                        reasons.put(line.substring(0, colon), line.substring(colon + 2));
                    });
        }
        return reasons;
    }

    private static Map<String, String> scraped(int port) throws Exception {
        int own = RealRedis.freePort();
        Process exporter =
                new ProcessBuilder(
                                program(),
                                "-redis.addr",
                                "redis://127.0.0.1:" + port,
                                "-web.listen-address",
                                "127.0.0.1:" + own,
                                "-check-keys",
                                "*",
                                "-include-system-metrics",
                                "-export-client-list",
                                "-ping-on-connect")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (var client = HttpClient.newHttpClient()) {
            var request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + own + "/metrics"));
            var page = new ArrayList<String>();
            Awaitility.await("the exporter answers")
                    .atMost(20, TimeUnit.SECONDS)
                    .ignoreException(IOException.class)
                    .until(() ->
                            page.addAll(
                                    client.send(
                                                    request.build(),
                                                    HttpResponse.BodyHandlers.ofLines())
                                            .body()
                                            .toList()));
            var metrics = new TreeMap<String, String>();
            for (String line : page) {
                int space = line.lastIndexOf(' ');
                if (line.startsWith("redis_")) {
                    String name =
                            line.substring(0, space)
                                    .replaceAll(OF_THIS_SERVER, "$1=\"own\"")
                                    .replaceAll(LAST_OF_THE_STREAM, "cmd=\"own\"");
                    metrics.put(name, line.substring(space + 1));
                }
            }
            return metrics;
        } finally {
            exporter.destroy();
            exporter.onExit().join();
        }
    }

    /// A master under a little load, and its replica, as both are scraped.
    private record Scraped(Map<String, String> master, Map<String, String> replica) {}

    private static Scraped scrape(int master, int replica) throws Exception {
        Peers.awaitLink(replica);
        try (var client = Peer.connect(master);
                var other = Peer.connect(replica)) {
            // How often it was asked whether it has started and follows is nothing to compare.
            client.ask("CONFIG", "RESETSTAT");
            other.ask("CONFIG", "RESETSTAT");
            for (String line : LOAD.lines().toList()) {
                client.ask(line.split(" ", -1));
            }
            assertThat(ReplyText.of(client.ask("WAIT", "1", "20000"))).isEqualTo(":1");
            client.ask("SUBSCRIBE", "channel");
            return new Scraped(scraped(master), scraped(replica));
        }
    }

    private static String[] options(String... more) {
        var options =
                new ArrayList<>(
                        List.of(
                                "--save",
                                "",
                                // Nothing that comes by itself, or only when the machine is slow.
                                "--repl-ping-replica-period",
                                "3600",
                                "--repl-diskless-sync-delay",
                                "0",
                                "--slowlog-log-slower-than",
                                "100000000"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    private Scraped ofRedis() throws Exception {
        Path folder = Files.createDirectory(theirs.resolve("replica"));
        try (var master = RealRedis.start(theirs, options());
                var replica =
                        RealRedis.start(
                                folder,
                                options("--replicaof", "127.0.0.1", Peers.port(master.port())))) {
            return scrape(master.port(), replica.port());
        }
    }

    private Scraped ofEngine() throws Exception {
        Path folder = Files.createDirectory(ours.resolve("replica"));
        try (var master = EngineProcess.start(ours, RealRedis.freePort(), options());
                var replica =
                        EngineProcess.start(
                                folder,
                                RealRedis.freePort(),
                                options("--replicaof", "127.0.0.1", Peers.port(master.port())))) {
            return scrape(master.port(), replica.port());
        }
    }

    @Test
    void theMetricsAreThoseOfRedis() throws Exception {
        program();
        Scraped wanted = ofRedis();
        Scraped seen = ofEngine();
        assertSame("master", seen.master(), wanted.master());
        assertSame("replica", seen.replica(), wanted.replica());
    }

    private static List<String> names(Map<String, String> metrics) {
        return metrics.keySet().stream().filter(name -> !name.contains("cmd=\"ping\"")).toList();
    }

    private static void assertSame(String who, Map<String, String> seen, Map<String, String> wanted)
            throws IOException {
        assertThat(wanted).hasSizeGreaterThan(200);
        assertThat(names(seen)).as("metrics of the %s", who).isEqualTo(names(wanted));
        var different = new ArrayList<String>();
        wanted.forEach((name, value) -> {
            String ours = seen.get(name);
            if (!value.equals(ours) && !name.matches(BY_THE_CLOCK) && reason(name) == null) {
                different.add(name + ": redis-server " + value + ", engine " + ours);
            }
        });
        assertThat(different).as("metrics of the %s without a reason", who).isEmpty();
    }

    private static @org.jspecify.annotations.Nullable String reason(String metric) {
        try {
            for (var reason : reasons().entrySet()) {
                if (metric.matches(reason.getKey())) {
                    return reason.getValue();
                }
            }
            return null;
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
