package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.awaitSame;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/// WAITAOF on real sockets and files, and what servers of 7.0 make of the longer acknowledgement.
class WaitAofServersTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;
    @TempDir private Path four;

    private static String written(Jedis client, String... waits) {
        client.incr("counter");
        return String.valueOf(Answers.to(client, waits));
    }

    private static RunningEngine loggingReplica(Path folder, String follow) throws Exception {
        return RunningEngine.start(
                folder, "--save", "", "--appendonly", "yes", "--replicaof", follow);
    }

    @Test
    void filesAreCountedHereAndAtReplicasThatHaveThem() throws Exception {
        RealRedis.assumeInstalled();
        try (var master = RunningEngine.start(one, "--save", "", "--appendonly", "yes");
                var client = new Jedis("127.0.0.1", master.port(), 20_000)) {
            assertThat(written(client, "WAITAOF", "1", "0", "10000")).isEqualTo("[1, 0]");
            String follow = "127.0.0.1 " + port(master.port());
            try (var logs = loggingReplica(two, follow);
                    var logsNot = RunningEngine.start(three, "--save", "", "--replicaof", follow);
                    var redis =
                            RealRedis.start(four, "--appendonly", "yes", "--replicaof", follow)) {
                awaitLink(logs.port());
                awaitLink(logsNot.port());
                awaitLink(redis.port());
                awaitEqual(() -> written(client, "WAIT", "3", "10000"), "3");
                assertThat(written(client, "WAITAOF", "1", "1", "10000")).isEqualTo("[1, 1]");
                assertThat(written(client, "WAITAOF", "0", "2", "3000")).isEqualTo("[1, 1]");
                logs.cli("CONFIG", "SET", "appendfsync", "always");
                client.configSet("appendfsync", "no");
                assertThat(written(client, "WAITAOF", "0", "1", "10000")).isEqualTo("[0, 1]");
                assertThat(written(client, "WAITAOF", "1", "1", "1500")).isEqualTo("[0, 1]");
                logs.cli("CONFIG", "SET", "appendfsync", "no");
                // What waits for an fsync of the policy before gets it still.
                written(client, "WAITAOF", "0", "1", "1500");
                assertThat(written(client, "WAITAOF", "0", "1", "1500")).isEqualTo("[0, 0]");
                assertThat(written(client, "WAIT", "3", "10000")).isEqualTo("3");
                logsNot.cli("CONFIG", "SET", "appendonly", "yes");
                assertThat(written(client, "WAITAOF", "0", "1", "10000")).isEqualTo("[0, 1]");
            }
        }
    }

    @Test
    void aMasterThatKnowsNoFsyncsReadsTheRestOfAnAcknowledgement() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(one);
                var engine = loggingReplica(two, "127.0.0.1 " + port(redis.port()));
                var client = redis.client()) {
            awaitLink(engine.port());
            awaitEqual(() -> written(client, "WAIT", "1", "10000"), "1");
            assertThat(redis.cli("INFO", "errorstats")).doesNotContain("errorstat_ERR");
            awaitSame(redis.port(), engine.port());
        }
    }
}
