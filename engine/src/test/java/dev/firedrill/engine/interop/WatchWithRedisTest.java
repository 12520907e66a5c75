package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is a change to a client that watches a key: the same as in redis-server, for a key that was
/// there, was not, had expired, or expires while it is watched.
class WatchWithRedisTest {
    /// A time in the past is taken: the key has expired as soon as it is there.
    private static final List<String> BEFORE =
            List.of("SET k v", "DEL k", "SET k v PXAT 1", "SET k v EX 100");

    private static final long SOON_MILLIS = 150;
    private static final String EXPIRES_SOON = "SET k v PX " + SOON_MILLIS;

    /// Between WATCH and MULTI; `;` parts commands.
    private static final List<String> BETWEEN =
            List.of(
                    "PING",
                    "GET k",
                    "SET k w",
                    "SET k w PXAT 1",
                    "DEL k",
                    "SET k w;DEL k",
                    "EXPIRE k 100",
                    "EXPIRE k -1",
                    "PERSIST k",
                    "SCAN 0",
                    "RANDOMKEY",
                    "SINTERSTORE k a b",
                    "RENAME other k",
                    "RENAME k new",
                    "COPY k copied",
                    "MOVE k 1",
                    "FLUSHALL",
                    "FLUSHDB",
                    "SELECT 1;FLUSHDB;SELECT 0",
                    "SWAPDB 0 1",
                    "SWAPDB 1 2",
                    "SELECT 1;SET k w;SELECT 0",
                    "SELECT 1;SET k w;SELECT 0;SWAPDB 0 1",
                    "SELECT 1;SET k w PXAT 1;SELECT 0;SWAPDB 0 1",
                    "WATCH k",
                    "WATCH k;SET k w",
                    "UNWATCH;SET k w",
                    "DEBUG SET-ACTIVE-EXPIRE 0");

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void whatChangesAWatchedKeyIsTheSame() throws Exception {
        RealRedis.assumeInstalled();
        var different = new ArrayList<String>();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "");
                var ours = Peer.connect(engine.port());
                var theirs = Peer.connect(redis.port())) {
            for (String before : BEFORE) {
                for (String between : BETWEEN) {
                    String one = outcome(ours, before, between);
                    String other = outcome(theirs, before, between);
                    if (!one.equals(other)) {
                        different.add(
                                "%s; WATCH k; %s: %s, there: %s"
                                        .formatted(before, between, one, other));
                    }
                }
            }
        }
        assertThat(different).isEmpty();
    }

    /// Its time passes after all that is between, before MULTI.
    @Test
    void aKeyThatExpiresWhileItIsWatchedIsAChange() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "");
                var ours = Peer.connect(engine.port());
                var theirs = Peer.connect(redis.port())) {
            for (String between :
                    List.of("PING", "GET k", "PERSIST k", "EXPIRE k 100", "UNWATCH", "WATCH k")) {
                assertThat(expiring(ours, between))
                        .as(between)
                        .isEqualTo(expiring(theirs, between));
            }
            assertThat(expiring(ours, "PING")).isEqualTo("nil");
        }
    }

    private static String outcome(Peer peer, String before, String between) throws IOException {
        watch(peer, before, between);
        return exec(peer);
    }

    private static String expiring(Peer peer, String between) throws IOException {
        long began;
        do {
            // On a slow machine the key's time may have passed too early.
            began = System.nanoTime();
            watch(peer, EXPIRES_SOON, between);
        } while (millisSince(began) > SOON_MILLIS / 2);
        while (millisSince(began) < 2 * SOON_MILLIS) {
            peer.ask("PING");
        }
        return exec(peer);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private static void watch(Peer peer, String before, String between) throws IOException {
        for (String command :
                List.of(
                        "RESET",
                        "FLUSHALL",
                        "DEBUG SET-ACTIVE-EXPIRE 0",
                        "SET other v",
                        before,
                        "WATCH k")) {
            peer.ask(command.split(" "));
        }
        for (String command : between.split(";", -1)) {
            peer.ask(command.split(" "));
        }
    }

    private static String exec(Peer peer) throws IOException {
        peer.ask("MULTI");
        peer.ask("SET", "x", "1");
        return ReplyText.of(peer.ask("EXEC"));
    }
}
