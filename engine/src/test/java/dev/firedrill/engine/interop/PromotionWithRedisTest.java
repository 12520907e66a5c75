package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.assertReplicates;
import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.awaitSame;
import static dev.firedrill.engine.interop.Peers.awaitSameOffset;
import static dev.firedrill.engine.interop.Peers.fill;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Roles that change hands between the engine and redis-server, by REPLICAOF and by FAILOVER,
/// without a full resync.
class PromotionWithRedisTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String following(int port) {
        return "127.0.0.1 " + port;
    }

    /// A redis-server is promoted; the engine that was its master follows it, goes on where the old
    /// history ends, and so does a third server that followed both.
    @Test
    void anEngineThatWasMasterFollowsItsReplicaWithoutAFullResync() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two, "--replicaof", following(engine.port()));
                var last = RealRedis.start(three, "--replicaof", following(redis.port()))) {
            assertReplicates(engine.port(), redis.port());
            awaitLink(last.port());
            awaitSameOffset(engine.port(), redis.port());
            redis.cli("REPLICAOF", "NO", "ONE");
            redis.cli("-n", "3", "SET", "promoted", "yes");

            assertThat(engine.cli("REPLICAOF", "127.0.0.1", port(redis.port()))).isEqualTo("OK");

            assertReplicates(redis.port(), engine.port());
            awaitSame(redis.port(), last.port());
            assertThat(info(redis.port(), "sync_partial_ok"))
                    .as(String.join("\n", engine.log()))
                    .isEqualTo("2");
            assertThat(info(redis.port(), "sync_full")).isEqualTo("1");
            assertThat(info(engine.port(), "master_replid"))
                    .isEqualTo(info(redis.port(), "master_replid"));
            assertThat(info(engine.port(), "master_replid2"))
                    .isEqualTo(info(redis.port(), "master_replid2"));
            assertThat(info(engine.port(), "second_repl_offset"))
                    .isEqualTo(info(redis.port(), "second_repl_offset"));
        }
    }

    /// The old master wrote one more command than its replica got: after the promotion the two
    /// histories differ from the second offset on, and only a full resync brings them together.
    @Test
    void aWriteBeyondTheSecondOffsetIsNotContinued() throws Exception {
        try (var redis = RealRedis.start(one);
                var engine =
                        RunningEngine.start(
                                two, "--save", "", "--replicaof", following(redis.port()))) {
            assertReplicates(redis.port(), engine.port());
            engine.cli("REPLICAOF", "NO", "ONE");
            redis.cli("SET", "only", "here");
            redis.cli("REPLICAOF", "127.0.0.1", port(engine.port()));

            awaitLink(redis.port());
            assertThat(redis.cli("GET", "only")).isEmpty();
            awaitSame(engine.port(), redis.port());
            assertThat(info(engine.port(), "resync_full_reasons"))
                    .as(String.join("\n", engine.log()))
                    .isEqualTo("beyond-secondary-history=1");
            assertThat(info(engine.port(), "sync_partial_err")).isEqualTo("1");
        }
    }

    @Test
    void failoverHandsTheRoleToRedisAndBack() throws Exception {
        try (var engine =
                        RunningEngine.start(
                                one, "--save", "", "--port", port(RealRedis.freePort()));
                var redis = RealRedis.start(two, "--replicaof", following(engine.port()))) {
            assertReplicates(engine.port(), redis.port());

            assertThat(engine.cli("FAILOVER", "TO", "127.0.0.1", port(redis.port())))
                    .isEqualTo("OK");
            awaitEqual(() -> info(redis.port(), "role"), "master");
            awaitLink(engine.port());
            assertThat(info(engine.port(), "master_failover_state")).isEqualTo("no-failover");
            assertThat(engine.cli("SET", "x", "y")).startsWith("READONLY");
            assertReplicates(redis.port(), engine.port());

            assertThat(redis.cli("FAILOVER")).isEqualTo("OK");
            awaitEqual(() -> info(engine.port(), "role"), "master");
            assertReplicates(engine.port(), redis.port());
            assertThat(info(redis.port(), "sync_full")).isEqualTo("0");
            assertThat(info(engine.port(), "sync_full")).isEqualTo("1");
        }
    }

    /// The replica does not acknowledge, so the failover waits and writes with it, until it is
    /// called off; reads go on all the while.
    @Test
    void writesWaitForAFailoverThatIsCalledOff() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two, "--replicaof", following(engine.port()));
                var writer = new Socket(InetAddress.getLoopbackAddress(), engine.port())) {
            assertReplicates(engine.port(), redis.port());
            Process stuck =
                    new ProcessBuilder("redis-cli", "-p", port(redis.port()), "DEBUG", "SLEEP", "5")
                            .start();
            engine.cli("SET", "before", "1");
            assertThat(engine.cli("FAILOVER", "TIMEOUT", "60000")).isEqualTo("OK");
            assertThat(info(engine.port(), "master_failover_state")).isEqualTo("waiting-for-sync");
            assertThat(engine.cli("FAILOVER")).isEqualTo("ERR FAILOVER already in progress.");
            assertThat(engine.cli("REPLICAOF", "NO", "ONE"))
                    .isEqualTo("ERR REPLICAOF not allowed while failing over.");
            writer.setSoTimeout(20_000);
            writer.getOutputStream().write("INCR held\r\nINCR held\r\nPING\r\n".getBytes(US_ASCII));
            assertThat(engine.cli("GET", "held")).isEmpty();

            assertThat(engine.cli("FAILOVER", "ABORT")).isEqualTo("OK");

            assertThat(writer.getInputStream().readNBytes(15))
                    .isEqualTo(":1\r\n:2\r\n+PONG\r\n".getBytes(US_ASCII));
            assertThat(info(engine.port(), "role")).isEqualTo("master");
            stuck.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void failoverGivesUpInTimeUnlessForced() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two, "--replicaof", following(engine.port()))) {
            assertReplicates(engine.port(), redis.port());
            Process stuck =
                    new ProcessBuilder("redis-cli", "-p", port(redis.port()), "DEBUG", "SLEEP", "3")
                            .start();
            engine.cli("SET", "before", "1");
            engine.cli("FAILOVER", "TIMEOUT", "300");
            awaitEqual(() -> info(engine.port(), "master_failover_state"), "no-failover");
            assertThat(info(engine.port(), "role")).isEqualTo("master");
            assertThat(engine.log())
                    .anyMatch(line -> line.contains("Replica never caught up before timeout"));

            engine.cli(
                    "FAILOVER", "TO", "127.0.0.1", port(redis.port()), "FORCE", "TIMEOUT", "300");
            awaitEqual(() -> info(redis.port(), "role"), "master");
            awaitLink(engine.port());
            fill(redis.port(), 2, "after:");
            awaitSame(redis.port(), engine.port());
            stuck.waitFor(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void refusalsAreInTheSameWords() throws Exception {
        try (var engine = RunningEngine.start(one, "--save", "");
                var redis = RealRedis.start(two)) {
            for (String line :
                    new String[] {
                        "FAILOVER ABORT",
                        "FAILOVER",
                        "FAILOVER TO",
                        "FAILOVER TO a b",
                        "FAILOVER TO a 1 FORCE",
                        "FAILOVER TIMEOUT 0",
                        "FAILOVER TIMEOUT x",
                        "FAILOVER TIMEOUT",
                        "FAILOVER FORCE",
                        "FAILOVER x",
                        "FAILOVER ABORT TIMEOUT 5",
                        "FAILOVER TIMEOUT 5 TIMEOUT 6",
                        "SHUTDOWN ABORT",
                        "SHUTDOWN ABORT NOW",
                        "SHUTDOWN SAVE NOSAVE",
                        "SHUTDOWN x",
                        "REPLICAOF a b",
                        "REPLICAOF a 70000",
                        "REPLICAOF a",
                        "REPLICAOF NO ONE",
                        "PSYNC ? -1 FAILOVER",
                        "PSYNC a x",
                        "REPLCONF",
                        "REPLCONF a",
                        "REPLCONF x y",
                        "REPLCONF listening-port x",
                        "REPLCONF rdb-only 5",
                        "REPLCONF rdb-only x",
                        "REPLCONF rdb-filter-only x",
                        "WAIT -1 0",
                        "WAIT 0 -1",
                        "WAIT x 0",
                        "WAIT 0 x",
                        "ROLE"
                    }) {
                String[] words = line.split(" ", -1);
                assertThat(engine.cli(words)).as(line).isEqualTo(redis.cli(words));
            }
            engine.cli("REPLICAOF", "127.0.0.1", "1");
            redis.cli("REPLICAOF", "127.0.0.1", "1");
            for (String line :
                    new String[] {
                        "FAILOVER",
                        "WAIT 0 0",
                        "PSYNC ? -1",
                        "PSYNC ? -1 FAILOVER",
                        "REPLICAOF 127.0.0.1 1",
                        "SET a b"
                    }) {
                String[] words = line.split(" ", -1);
                assertThat(engine.cli(words)).as(line).isEqualTo(redis.cli(words));
            }
        }
    }
}
