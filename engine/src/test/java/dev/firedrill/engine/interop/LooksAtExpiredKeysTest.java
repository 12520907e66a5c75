package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// DEBUG OBJECT, DEBUG DIGEST-VALUE and MEMORY USAGE look at what lies in memory: a key whose time
/// has passed is there until something else deletes it, as in redis-server.
class LooksAtExpiredKeysTest {
    @TempDir private Path ours;
    @TempDir private Path theirs;

    private static List<String> seen(Peer peer, String... command) throws Exception {
        peer.ask("SET", "k", "v", "PXAT", "1");
        peer.ask("CONFIG", "RESETSTAT");
        String answer =
                ReplyText.of(peer.ask(command))
                        .replaceAll("at:0x[0-9a-f]+", "at:0x")
                        .replaceAll("lru:[0-9]+", "lru:")
                        .replaceFirst("^:[0-9]+$", "a number");
        String counts =
                ReplyText.of(peer.ask("INFO", "stats"))
                        .replaceAll("(?s).*?(expired_keys:[0-9]+|keyspace_[a-z]+:[0-9]+|$)", "$1 ");
        return List.of(answer, ReplyText.of(peer.ask("DBSIZE")), counts);
    }

    @Test
    void lookingDeletesNothing() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(theirs, "--save", "");
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            here.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
            there.ask("DEBUG", "SET-ACTIVE-EXPIRE", "0");
            for (String[] command :
                    new String[][] {
                        {"DEBUG", "OBJECT", "k"},
                        {"DEBUG", "OBJECT", "missing"},
                        {"DEBUG", "DIGEST-VALUE", "k", "missing"},
                        {"MEMORY", "USAGE", "k"},
                        {"MEMORY", "USAGE", "k", "SAMPLES", "0"},
                        {"MEMORY", "USAGE", "missing"},
                        {"OBJECT", "ENCODING", "k"},
                        {"DUMP", "k"}
                    }) {
                assertThat(seen(here, command))
                        .as(String.join(" ", command))
                        .isEqualTo(seen(there, command));
            }
        }
    }
}
