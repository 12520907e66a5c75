package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// INFO beside redis-server's: every field of 7.0 is here, in the same section and order.
class InfoFieldsTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    /// What stands under `# Section` or before a colon, in that order; not what depends on what has
    /// happened.
    private static List<String> names(String info) {
        return info.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> line.contains(":") ? line.substring(0, line.indexOf(':')) : line)
                .filter(name -> !name.matches("(cmdstat|errorstat|latency_percentiles|slave\\d).*"))
                .toList();
    }

    /// Ours has some more, which are left out here: they end their sections.
    private static List<String> withoutOurOwn(String info) {
        return names(info).stream()
                .filter(name -> reasons().stream().noneMatch(("INFO has " + name)::matches))
                .toList();
    }

    private static Set<String> reasons() {
        try {
            return IntrospectionListsTest.reasons().keySet();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static List<String> sections(String info) {
        return info.lines().filter(line -> line.startsWith("#")).map(String::strip).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--appendonly no",
                "--appendonly yes",
                "--min-replicas-to-write 1",
                "--replicaof 127.0.0.1 1",
                "--maxmemory 100mb --maxmemory-policy allkeys-lfu"
            })
    void everyFieldStandsWhereRedisHasIt(String options) throws Exception {
        String[] words = options.split(" --", -1);
        var arguments = new ArrayList<String>();
        for (String directive : words) {
            String[] parts = directive.replaceFirst("^--", "").split(" ", 2);
            arguments.add("--" + parts[0]);
            arguments.addAll(List.of(parts[1].split(" ", -1)));
        }
        arguments.addAll(List.of("--save", ""));
        String[] all = arguments.toArray(String[]::new);
        try (var redis = RealRedis.start(theirs, all);
                var engine = RunningEngine.start(ours, all)) {
            redis.cli("SET", "k", "v");
            engine.cli("SET", "k", "v");
            List<String> wanted = names(redis.cli("INFO", "everything"));
            assertThat(wanted).hasSizeGreaterThan(150);
            assertThat(withoutOurOwn(engine.cli("INFO", "everything"))).isEqualTo(wanted);
        }
    }

    @Test
    void aMasterWithAReplicaTellsTheSameOfBoth() throws Exception {
        Path other = Files.createDirectory(theirs.resolve("replica"));
        Path another = Files.createDirectory(ours.resolve("replica"));
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var theirReplica =
                        RealRedis.start(
                                other, "--replicaof", "127.0.0.1", Peers.port(redis.port()));
                var ourReplica =
                        RunningEngine.start(
                                another,
                                "--save",
                                "",
                                "--replicaof",
                                "127.0.0.1",
                                Peers.port(engine.port()))) {
            Peers.awaitLink(theirReplica.port());
            Peers.awaitLink(ourReplica.port());
            assertThat(withoutOurOwn(engine.cli("INFO", "replication")))
                    .isEqualTo(names(redis.cli("INFO", "replication")));
            assertThat(withoutOurOwn(ourReplica.cli("INFO", "replication")))
                    .isEqualTo(names(theirReplica.cli("INFO", "replication")));
        }
    }

    /// The replica stands still, so the master waits for it.
    @Test
    void aShutdownThatWaitsForReplicasTellsHowLong() throws Exception {
        Path folder = Files.createDirectory(theirs.resolve("replica"));
        try (var engine = RunningEngine.start(ours, "--save", "", "--shutdown-timeout", "60");
                var replica =
                        RealRedis.start(
                                folder, "--replicaof", "127.0.0.1", Peers.port(engine.port()))) {
            Peers.awaitLink(replica.port());
            assertThat(engine.cli("INFO", "server")).doesNotContain("shutdown_in_milliseconds");
            replica.pause();
            engine.cli("SET", "k", "v");
            engine.beginShutDown();
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .untilAsserted(() ->
                            assertThat(engine.cli("INFO", "server"))
                                    .containsPattern(
                                            "io_threads_active:0\\R"
                                                    + "shutdown_in_milliseconds:[1-5]\\d{4}\\R*$"));
            engine.cli("SHUTDOWN", "ABORT");
            replica.resume();
        }
    }

    @Test
    void theProcessIsThisOne() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var redis = RealRedis.start(theirs)) {
            String info = engine.cli("INFO", "everything");
            assertThat(info)
                    .contains("process_id:" + ProcessHandle.current().pid())
                    .contains("multiplexing_api:epoll")
                    .containsPattern("executable:/.*java")
                    .containsPattern("used_memory_rss:[1-9]\\d{6,}")
                    .containsPattern("used_cpu_user:\\d*[1-9]\\d*\\.\\d{6}")
                    .containsPattern("mem_fragmentation_ratio:\\d+\\.\\d\\d");
            for (String field : List.of("os", "total_system_memory", "monotonic_clock")) {
                assertThat(Peers.info(engine.port(), field))
                        .isEqualTo(Peers.info(redis.port(), field));
            }
        }
    }

    @Test
    void sectionsAreChosenAsThere() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "")) {
            redis.cli("SET", "k", "v");
            engine.cli("SET", "k", "v");
            for (String chosen :
                    List.of(
                            "",
                            "default",
                            "all",
                            "everything",
                            "server clients",
                            "CPU",
                            "nope",
                            "keyspace server",
                            "nope all",
                            "default commandstats",
                            "modules latencystats",
                            "SERVER server")) {
                var words = new ArrayList<>(List.of("INFO"));
                words.addAll(chosen.isEmpty() ? List.of() : List.of(chosen.split(" ", -1)));
                String[] command = words.toArray(String[]::new);
                assertThat(sections(engine.cli(command)))
                        .as("INFO %s", chosen)
                        .isEqualTo(sections(redis.cli(command)));
            }
        }
    }

    @Test
    void usesAreCounted() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "")) {
            engine.cli("CONFIG", "RESETSTAT");
            engine.cli("SET", "k", "v");
            engine.cli("GET", "k");
            engine.cli("GET", "nope");
            engine.cli("GET");
            engine.cli("INCR", "k");
            String info = engine.cli("INFO", "all");
            assertThat(info).contains("keyspace_hits:1").contains("keyspace_misses:1");
            assertThat(info)
                    .containsPattern("cmdstat_get:calls=2,usec=\\d+,.*,rejected_calls=1,failed_c")
                    .containsPattern("cmdstat_incr:calls=1,.*,rejected_calls=0,failed_calls=1")
                    .containsPattern("latency_percentiles_usec_get:p50=[0-9.]+,p99=[0-9.]+,p99.9=")
                    .contains("errorstat_ERR:count=2");
        }
    }
}
