package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What random commands of all types have made of a server's data is the same in a server of the
/// other kind that replicates from it, in one that loads its files, and after a restart. More:
/// `-Dfiredrill.travels.seeds=`; one seed again: `-Dfiredrill.travels.seed=`.
class DataTravelsTest {
    private static final int COMMANDS = 3_000;
    private static final int SEEDS = Integer.getInteger("firedrill.travels.seeds", 2);

    /// Outside of a transaction nobody would end a wait, and EXEC may have been cut. And a string
    /// that only grew by BITFIELD, which redis-server does not tell its replicas.
    private static final Pattern LEFT_OUT = Pattern.compile("B[LRZ].*|BITFIELD");

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
                if (!LEFT_OUT.matcher(Agreement.name(command)).matches()) {
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
                                .as(again(seed))
                                .isEqualTo(engine.cli("DEBUG", "DIGEST")));
    }

    private static String again(long seed) {
        return "again: ./mvnw -pl engine test -Dtest=DataTravelsTest -Dfiredrill.travels.seed="
                + seed;
    }

    static LongStream seeds() {
        Long only = Long.getLong("firedrill.travels.seed");
        return only != null
                ? LongStream.of(only)
                : LongStream.concat(
                        LongStream.rangeClosed(101, 100 + SEEDS),
                        LongStream.of(System.nanoTime() & 0xffffffffL));
    }

    @ParameterizedTest
    @MethodSource("seeds")
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
            assertThat(again.cli("DEBUG", "DIGEST")).as(again(seed)).isEqualTo(digest);
            assertThat(again.cli("SAVE")).isEqualTo("OK");
        }
        try (var redis = RealRedis.start(ours, "--appendonly", "yes")) {
            assertThat(redis.cli("DEBUG", "DIGEST")).as(again(seed)).isEqualTo(digest);
        }
        try (var redis = RealRedis.start(ours)) {
            assertThat(redis.cli("DEBUG", "DIGEST")).as(again(seed)).isEqualTo(digest);
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theDigestIsTheSameWhereverTheDataOfRedisGoes(long seed) throws Exception {
        String digest;
        try (var redis = RealRedis.start(theirs, "--appendonly", "yes")) {
            play(redis.port(), seed, 0, COMMANDS / 3);
            try (var replica =
                    RunningEngine.start(
                            ours, "--save", "", "--replicaof", "127.0.0.1 " + redis.port())) {
                awaitDigest(replica, redis, seed);
                play(redis.port(), seed, COMMANDS / 3, COMMANDS);
                awaitDigest(replica, redis, seed);
            }
            redis.cli("BGREWRITEAOF");
            play(redis.port(), seed + 1_000, 0, COMMANDS / 3);
            Peers.awaitEqual(() -> Peers.info(redis.port(), "aof_rewrite_in_progress"), "0");
            digest = redis.cli("DEBUG", "DIGEST");
            assertThat(redis.cli("SAVE")).isEqualTo("OK");
        }
        assertThat(digest).isNotEqualTo("0".repeat(40));
        try (var engine = RunningEngine.start(theirs, "--save", "", "--appendonly", "yes")) {
            assertThat(engine.cli("DEBUG", "DIGEST")).as(again(seed)).isEqualTo(digest);
        }
        try (var engine = RunningEngine.start(theirs, "--save", "")) {
            assertThat(engine.cli("DEBUG", "DIGEST")).as(again(seed)).isEqualTo(digest);
        }
    }
}
