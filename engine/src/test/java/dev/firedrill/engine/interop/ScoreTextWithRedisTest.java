package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scores at the edges of what is printed as a whole number: those of ZSCAN depend on whether Redis
/// keeps the set in one piece, those of the other commands do not.
class ScoreTextWithRedisTest {
    private static final List<String> SCORES =
            List.of(
                    "0",
                    "-0",
                    "1.5",
                    "3e14",
                    "1e15",
                    "4503599627370495",
                    "4503599627370496",
                    "-123848989752688640",
                    "1e17",
                    "123456789012345678",
                    "4611686018427387904",
                    "-4611686018427387904",
                    "4611686018427388928",
                    "-4611686018427388928",
                    "9223372036854775807",
                    "1e19",
                    "1e300",
                    "inf",
                    "-inf",
                    "1e-5",
                    "0.1");

    /// Too long for one piece.
    private static final String LONG_MEMBER = "m".repeat(65);

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void scoresAreThoseThatRedisPrints() throws Exception {
        RealRedis.assumeInstalled();
        var found = new ArrayList<String>();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            for (String score : SCORES) {
                for (String member : List.of("m", LONG_MEMBER)) {
                    String said =
                            String.join(
                                    "\r\n",
                                    "DEL z",
                                    "ZADD z " + score + " " + member,
                                    "ZSCAN z 0",
                                    "ZSCORE z " + member,
                                    "ZRANGE z 0 -1 WITHSCORES",
                                    "ZINCRBY z 1 " + member,
                                    "ZRANDMEMBER z 1 WITHSCORES",
                                    "ZSCAN z 0",
                                    "ZPOPMIN z",
                                    "PING",
                                    "");
                    String ours = RawBytes.answerTo(engine.port(), said);
                    String theirs = RawBytes.answerTo(redis.port(), said);
                    assertThat(theirs).as("redis-server's answers").doesNotContain("-ERR");
                    if (!ours.equals(theirs)) {
                        found.add("%s: %s, there: %s".formatted(score, ours, theirs));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
