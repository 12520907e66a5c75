package dev.firedrill.engine.interop;

import static dev.firedrill.engine.interop.Peers.assertReplicates;
import static dev.firedrill.engine.interop.Peers.awaitEqual;
import static dev.firedrill.engine.interop.Peers.awaitLink;
import static dev.firedrill.engine.interop.Peers.awaitSame;
import static dev.firedrill.engine.interop.Peers.awaitSameOffset;
import static dev.firedrill.engine.interop.Peers.cli;
import static dev.firedrill.engine.interop.Peers.fill;
import static dev.firedrill.engine.interop.Peers.info;
import static dev.firedrill.engine.interop.Peers.port;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Servers that end in an orderly way and come back: a replica with its place in its master's
/// history, a master with its own, from a snapshot or from an append-only log.
class RestartWithRedisTest {
    @TempDir private Path one;
    @TempDir private Path two;
    @TempDir private Path three;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static final String[] SNAPSHOT = {"--save", "3600 1"};
    private static final String[] LOG = {"--save", "", "--appendonly", "yes"};

    private static String[] with(String[] options, String... more) {
        var all = new java.util.ArrayList<>(java.util.List.of(options));
        all.addAll(java.util.List.of(more));
        return all.toArray(String[]::new);
    }

    /// The stream has selected database 3 and does not say so again after a partial resync: a
    /// replica that comes back must know.
    private void aReplicaComesBack(String... options) throws Exception {
        try (var redis = RealRedis.start(one)) {
            String[] all = with(options, "--replicaof", "127.0.0.1 " + redis.port());
            try (var engine = RunningEngine.start(two, all)) {
                assertReplicates(redis.port(), engine.port());
                fill(redis.port(), 3, "three:");
                awaitSameOffset(redis.port(), engine.port());
                engine.terminate();
            }
            redis.cli("-n", "3", "SET", "meanwhile", "here");
            try (var again = RunningEngine.start(two, all)) {
                awaitLink(again.port());
                awaitSame(redis.port(), again.port());
                awaitEqual(() -> again.cli("-n", "3", "GET", "meanwhile"), "here");
                assertThat(info(redis.port(), "sync_partial_ok"))
                        .as(String.join("\n", again.log()))
                        .isEqualTo("1");
                assertThat(info(redis.port(), "sync_full")).isEqualTo("1");
            }
        }
    }

    @Test
    void aReplicaGoesOnFromItsSnapshot() throws Exception {
        aReplicaComesBack(SNAPSHOT);
    }

    @Test
    void aReplicaGoesOnFromItsLog() throws Exception {
        aReplicaComesBack(LOG);
    }

    /// A key expires while the master is down. Its replica must hear of that, or it keeps the key
    /// for ever.
    @Test
    void whatExpiredWhileTheMasterWasDownIsDeletedAtItsReplica() throws Exception {
        try (var redis = RealRedis.start(two)) {
            String port;
            try (var engine = RunningEngine.start(one, SNAPSHOT)) {
                port = port(engine.port());
                redis.cli("REPLICAOF", "127.0.0.1", port);
                assertReplicates(engine.port(), redis.port());
                engine.cli("SET", "brief", "x", "PX", "1500");
                engine.terminate();
            }
            long end = System.nanoTime() + 2_000_000_000L;
            Awaitility.await().until(() -> System.nanoTime() > end);
            try (var again = RunningEngine.start(one, with(SNAPSHOT, "--port", port))) {
                assertReplicates(again.port(), redis.port());
                awaitEqual(() -> cli(redis.port(), "DBSIZE"), cli(again.port(), "DBSIZE"));
                assertThat(again.cli("EXISTS", "brief")).isEqualTo("0");
                awaitSame(again.port(), redis.port());
                assertThat(info(again.port(), "sync_partial_ok"))
                        .as(String.join("\n", again.log()))
                        .isEqualTo("1");
                assertThat(info(again.port(), "sync_full")).isEqualTo("0");
            }
        }
    }

    @Test
    void anEngineGoesOnWithARedisThatWasRestarted() throws Exception {
        try (var engine = RunningEngine.start(two, "--save", "")) {
            String port;
            try (var redis = RealRedis.start(one, "--save", "3600 1")) {
                port = port(redis.port());
                engine.cli("REPLICAOF", "127.0.0.1", port);
                assertReplicates(redis.port(), engine.port());
                redis.cli("SET", "brief", "x", "PX", "1500");
                awaitSameOffset(redis.port(), engine.port());
                redis.cli("SHUTDOWN");
            }
            awaitEqual(() -> info(engine.port(), "master_link_status"), "down");
            try (var again = RealRedis.startAt(Integer.parseInt(port), one, "--save", "3600 1")) {
                assertReplicates(again.port(), engine.port());
                awaitEqual(() -> again.cli("EXISTS", "brief"), "0");
                awaitSame(again.port(), engine.port());
                assertThat(info(again.port(), "sync_partial_ok")).isEqualTo("1");
                assertThat(info(again.port(), "sync_full")).isEqualTo("0");
            }
        }
    }

    /// An engine in the middle of a chain: its replica starts while the stream has database 5
    /// selected, and the engine's own link is cut and goes on there.
    @Test
    void aChainKeepsTheSelectedDatabase() throws Exception {
        try (var redis = RealRedis.start(one);
                var engine =
                        RunningEngine.start(
                                two, "--save", "", "--replicaof", "127.0.0.1 " + redis.port())) {
            awaitLink(engine.port());
            redis.cli("-n", "5", "SET", "a", "1");
            awaitSameOffset(redis.port(), engine.port());
            try (var last = RealRedis.start(three, "--replicaof", "127.0.0.1 " + engine.port())) {
                awaitLink(last.port());
                redis.cli("-n", "5", "SET", "b", "2");
                awaitSame(redis.port(), last.port());

                redis.cli("CLIENT", "KILL", "TYPE", "replica");
                redis.cli("-n", "5", "SET", "c", "3");

                awaitSame(redis.port(), engine.port());
                awaitSame(redis.port(), last.port());
                awaitSameOffset(redis.port(), last.port());
                assertThat(info(redis.port(), "sync_full")).isEqualTo("1");
                assertThat(info(engine.port(), "sync_full")).isEqualTo("1");
            }
        }
    }

    /// A full resync in the middle of a chain cuts the replicas below, which hold a place in the
    /// history that ends there.
    @Test
    void aFullResyncInTheMiddleOfAChainReachesItsEnd() throws Exception {
        try (var redis = RealRedis.start(one);
                var engine =
                        RunningEngine.start(
                                two, with(LOG, "--replicaof", "127.0.0.1 " + redis.port()));
                var last = RealRedis.start(three, "--replicaof", "127.0.0.1 " + engine.port())) {
            assertReplicates(redis.port(), last.port());
            redis.cli("DEBUG", "CHANGE-REPL-ID");
            redis.cli("CLIENT", "KILL", "TYPE", "replica");

            awaitEqual(() -> info(redis.port(), "sync_full"), "2");
            awaitLink(engine.port());
            assertReplicates(redis.port(), last.port());
            awaitSameOffset(redis.port(), last.port());
            Awaitility.await()
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() -> info(engine.port(), "aof_rewrite_in_progress").equals("0"));
            String digest = Peers.digest(engine.port());
            engine.terminate();
            try (var alone = RunningEngine.start(two, LOG)) {
                assertThat(Peers.digest(alone.port())).isEqualTo(digest);
            }
        }
    }
}
