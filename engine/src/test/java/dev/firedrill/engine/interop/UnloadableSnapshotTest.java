package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A master whose dataset cannot be loaded here, because of a stream or a function library: the
/// replica names the key, keeps and serves what it has, and asks ever more seldom, since each
/// attempt costs the master a save.
class UnloadableSnapshotTest {
    @TempDir private Path theirs;
    @TempDir private Path ours;

    @BeforeEach
    void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static long resyncs(RealRedis master) {
        return Long.parseLong(Peers.info(master.port(), "sync_full"));
    }

    private RunningEngine follower(RealRedis master, String... options) throws Exception {
        var engine = RunningEngine.start(ours, options);
        engine.cli("SET", "old", "1");
        engine.cli("REPLICAOF", "127.0.0.1", Peers.port(master.port()));
        return engine;
    }

    private static void awaitSaid(RunningEngine engine, String text) {
        Awaitility.await(text)
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(engine.log()).anyMatch(line -> line.contains(text)));
    }

    private static void awaitDelay(RunningEngine engine, int refused, int seconds) {
        Awaitility.await(refused + " refusals")
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(engine.events())
                                .contains(
                                        new NodeEvent.ResyncDelayed(
                                                refused, seconds * 1_000_000_000L)));
    }

    @Test
    void aStreamIsNamedAndAskedForEverMoreSeldom() throws Exception {
        try (var redis = RealRedis.start(theirs)) {
            redis.cli("XADD", "the stream", "*", "field", "value");
            try (var engine = follower(redis, "--save", "")) {
                engine.cli("SAVE");
                byte[] before = Files.readAllBytes(ours.resolve("dump.rdb"));
                awaitSaid(engine, "the key 'the stream' holds a stream, which is not supported");
                awaitDelay(engine, 1, 1);
                awaitDelay(engine, 2, 2);
                awaitDelay(engine, 3, 4);
                assertThat(resyncs(redis)).isEqualTo(3);
                assertThat(engine.cli("GET", "old")).isEqualTo("1");
                assertThat(Peers.info(engine.port(), "master_link_status")).isEqualTo("down");
                assertThat(Files.readAllBytes(ours.resolve("dump.rdb"))).isEqualTo(before);
                try (var files = Files.list(ours)) {
                    assertThat(files).containsExactly(ours.resolve("dump.rdb"));
                }
                engine.cli("CONFIG", "SET", "replica-serve-stale-data", "no");
                assertThat(engine.cli("GET", "old")).startsWith("MASTERDOWN");
            }
        }
    }

    @Test
    void aFunctionLibraryIsNamed() throws Exception {
        try (var redis = RealRedis.start(theirs)) {
            redis.cli(
                    "FUNCTION",
                    "LOAD",
                    "#!lua name=l\nredis.register_function('f', function() return 1 end)");
            try (var engine = follower(redis, "--save", "")) {
                awaitSaid(engine, "a function library is not supported");
                assertThat(engine.cli("GET", "old")).isEqualTo("1");
            }
        }
    }

    /// After four attempts the next would be in eight seconds. An operator who has removed the key
    /// need not wait for it.
    @ParameterizedTest
    @ValueSource(strings = {"REPLICAOF 127.0.0.1 PORT", "CONFIG SET timeout 0"})
    void anOperatorsCommandEndsTheDelay(String command) throws Exception {
        try (var redis = RealRedis.start(theirs)) {
            redis.cli("XADD", "s", "*", "field", "value");
            try (var engine = follower(redis, "--save", "")) {
                awaitDelay(engine, 4, 8);
                redis.cli("DEL", "s");
                redis.cli("SET", "new", "1");
                long begin = System.nanoTime();
                engine.cli(command.replace("PORT", Peers.port(redis.port())).split(" ", -1));
                Peers.awaitEqual(() -> engine.cli("GET", "new"), "1");
                assertThat(System.nanoTime() - begin).isLessThan(7_000_000_000L);
                assertThat(engine.cli("EXISTS", "old")).isEqualTo("0");
            }
        }
    }

    /// What comes by the stream is logged and passed over, as redis-server does with a command that
    /// it does not know: the link stands, and the rest of the data is the master's.
    @Test
    void aStreamThatIsMadeLaterDoesNotEndTheLink() throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = follower(redis, "--save", "")) {
            Peers.awaitLink(engine.port());
            for (int i = 0; i < 100; i++) {
                redis.cli("XADD", "s", "*", "field", "value");
            }
            redis.cli("SET", "later", "1");
            Peers.awaitEqual(() -> engine.cli("GET", "later"), "1");
            Peers.awaitSameOffset(redis.port(), engine.port());
            assertThat(resyncs(redis)).isEqualTo(1);
            assertThat(engine.log().stream().filter(line -> line.contains("== CRITICAL ==")))
                    .hasSizeBetween(1, 20)
                    .allMatch(line -> line.contains("'xadd'") && line.contains("key 's'"));
            assertThat(Peers.info(engine.port(), "unexpected_error_replies")).isEqualTo("100");
        }
    }

    /// A start with such a file ends, and names the key; nothing is lost.
    @Test
    void aStartWithSuchAFileNamesTheKey() throws Exception {
        try (var redis = RealRedis.start(theirs, "--appendonly", "yes")) {
            redis.cli("XADD", "the stream", "*", "field", "value");
            redis.cli("BGREWRITEAOF");
            Peers.awaitEqual(() -> Peers.info(redis.port(), "aof_rewrite_in_progress"), "0");
            redis.cli("SAVE");
        }
        for (String log : List.of("no", "yes")) {
            var ended = RunningEngine.endsAtStart(theirs, "--appendonly", log);
            assertThat(ended.exitCode()).isEqualTo(1);
            assertThat(ended.log())
                    .anyMatch(line ->
                            line.contains(
                                    "the key 'the stream' holds a stream, which is not"
                                            + " supported"));
        }
    }
}
