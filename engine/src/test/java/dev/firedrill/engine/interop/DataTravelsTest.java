package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What random commands of all types have made of an engine's data is the same in a redis-server
/// that replicates from it, in one that loads its files, and in an engine that was restarted.
class DataTravelsTest {
    private static final int COMMANDS = 3_000;

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static void play(int port, long seed, int from, int end) throws Exception {
        List<List<String>> commands = new CommandGenerator(new Prng(seed)).commands(end);
        try (Peer peer = Peer.connect(port)) {
            for (List<String> command : commands.subList(from, end)) {
                // Outside of a transaction nobody would end the wait, and EXEC may have been cut.
                if (!Agreement.name(command).startsWith("B")
                        || Agreement.name(command).startsWith("BIT")) {
                    peer.ask(command);
                }
            }
        }
    }

    private static void awaitDigest(RunningEngine engine, RealRedis redis, long seed) {
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(redis.cli("DEBUG", "DIGEST"))
                                .as("seed %d", seed)
                                .isEqualTo(engine.cli("DEBUG", "DIGEST")));
    }

    @ParameterizedTest
    @ValueSource(longs = {101, 102, 103})
    void theDigestIsTheSameWhereverTheDataGoes(long seed) throws Exception {
        String digest;
        try (var engine = RunningEngine.start(ours, "--save", "", "--appendonly", "yes")) {
            play(engine.port(), seed, 0, COMMANDS / 3);
            try (var replica =
                    RealRedis.start(theirs, "--replicaof", "127.0.0.1 " + engine.port())) {
                awaitDigest(engine, replica, seed);
                play(engine.port(), seed, COMMANDS / 3, COMMANDS);
                awaitDigest(engine, replica, seed);
            }
            engine.cli("BGREWRITEAOF");
            play(engine.port(), seed + 1_000, 0, COMMANDS / 3);
            digest = engine.cli("DEBUG", "DIGEST");
            engine.terminate();
        }
        assertThat(digest).isNotEqualTo("0".repeat(40));
        try (var again = RunningEngine.start(ours, "--save", "", "--appendonly", "yes")) {
            assertThat(again.cli("DEBUG", "DIGEST")).as("seed %d", seed).isEqualTo(digest);
            assertThat(again.cli("SAVE")).isEqualTo("OK");
        }
        try (var redis = RealRedis.start(ours, "--appendonly", "yes")) {
            assertThat(redis.cli("DEBUG", "DIGEST")).as("seed %d", seed).isEqualTo(digest);
        }
        try (var redis = RealRedis.start(ours)) {
            assertThat(redis.cli("DEBUG", "DIGEST")).as("seed %d", seed).isEqualTo(digest);
        }
    }
}
