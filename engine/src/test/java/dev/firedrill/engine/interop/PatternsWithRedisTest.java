package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Patterns take what they take in redis-server, wherever they may stand, and never take long.
class PatternsWithRedisTest {
    private static final int PATTERNS = 1_000;
    private static final String ALPHABET = "ab*?[]^-\\*c";

    private static final List<String> NAMES =
            List.of(
                    "", "a", "b", "c", "ab", "abc", "aab", "*", "[", "\\", "a*", "-", "]", "a]",
                    "^", "aaab", "cab", "?", "a-c", "b]c");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private interface Duel {
        void fight(Peer.OverSocket here, Peer.OverSocket there) throws Exception;
    }

    private void duel(Duel duel) throws Exception {
        try (var redis = RealRedis.start(theirs);
                var engine = RunningEngine.start(ours, "--save", "");
                var there = Peer.connect(redis.port());
                var here = Peer.connect(engine.port())) {
            duel.fight(here, there);
        }
    }

    private static List<String> taken(Peer peer, String... command) throws Exception {
        var reply = ReplyText.elements(peer.ask(command));
        boolean scan = command[0].endsWith("SCAN");
        return ReplyText.ofAll(scan ? ReplyText.elements(reply.get(1)) : reply).stream()
                .sorted()
                .toList();
    }

    @Test
    void anyPatternTakesTheSameKeysAndElements() throws Exception {
        duel((here, there) -> {
            for (String name : NAMES) {
                for (var peer : List.of(here, there)) {
                    peer.ask("SET", name, "1");
                    peer.ask("SADD", "set", name);
                }
            }
            var prng = new Prng(1);
            for (int i = 0; i < PATTERNS; i++) {
                var drawn = new StringBuilder();
                for (int length = prng.nextInt(8); length >= 0; length--) {
                    drawn.append(ALPHABET.charAt(prng.nextInt(ALPHABET.length())));
                }
                assertSameTaken(here, there, drawn.toString());
            }
            for (String pattern : List.of("", "*", "**", "?*", "[", "[^", "[a-", "[]a]", "a\\")) {
                assertSameTaken(here, there, pattern);
            }
        });
    }

    private static void assertSameTaken(Peer here, Peer there, String pattern) throws Exception {
        for (String[] command :
                List.of(
                        new String[] {"KEYS", pattern},
                        new String[] {"SCAN", "0", "MATCH", pattern, "COUNT", "1000"},
                        new String[] {"SSCAN", "set", "0", "MATCH", pattern, "COUNT", "1000"})) {
            assertThat(taken(here, command))
                    .as(String.join(" ", command))
                    .isEqualTo(taken(there, command));
        }
    }

    /// redis-server follows 1,000 stars; a pattern with more takes nothing.
    @Test
    @Timeout(60)
    void aThousandStarsAreFollowedAndNoMore() throws Exception {
        duel((here, there) -> {
            for (var peer : List.of(here, there)) {
                peer.ask("SET", "a".repeat(3000), "1");
                peer.ask("SET", "ab".repeat(1500), "1");
                peer.ask("SET", "a", "1");
            }
            for (int stars : List.of(1, 500, 999, 1000, 1001, 1002, 2000)) {
                for (String part : List.of("*a", "*", "a*", "*?", "**a", "*[a]", "*\\a", "\\**")) {
                    String pattern = part.repeat(stars);
                    assertThat(taken(here, "KEYS", pattern))
                            .as("KEYS with %d times %s", stars, part)
                            .isEqualTo(taken(there, "KEYS", pattern));
                }
                assertSameTaken(here, there, "*a".repeat(stars) + "b");
                assertThat(subscribers(here, stars)).isEqualTo(subscribers(there, stars));
            }
            assertThat(taken(here, "KEYS", "*a".repeat(1000))).isNotEmpty();
            assertThat(taken(here, "KEYS", "*a".repeat(1001))).isEmpty();
        });
    }

    private static String subscribers(Peer.OverSocket peer, int stars) throws Exception {
        peer.ask("PSUBSCRIBE", "*a".repeat(stars));
        peer.ask("PUNSUBSCRIBE");
        return ReplyText.of(peer.ask("PUBSUB", "CHANNELS", "*a".repeat(stars)));
    }

    /// What a matcher that tries everything would need until the end of the world for.
    @Test
    void noPatternTakesLong() throws Exception {
        try (var engine = RunningEngine.start(ours, "--save", "");
                var peer = Peer.connect(engine.port())) {
            peer.ask("SET", "a".repeat(20_000) + "!", "1");
            String pattern = "a*".repeat(900) + "b";
            long begin = System.nanoTime();
            assertThat(taken(peer, "KEYS", pattern)).isEmpty();
            assertThat(ReplyText.elements(peer.ask("CONFIG", "GET", pattern))).isEmpty();
            assertThat(ReplyText.of(peer.ask("PSUBSCRIBE", pattern))).contains(":1");
            try (var publisher = Peer.connect(engine.port())) {
                String channel = "a".repeat(20_000);
                assertThat(ReplyText.of(publisher.ask("PUBLISH", channel, "x"))).isEqualTo(":0");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(10));
        }
    }
}
