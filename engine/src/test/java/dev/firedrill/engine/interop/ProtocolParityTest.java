package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.base.Prng;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bytes that are no protocol, or nearly: the engine answers byte for byte what redis-server 7.0
/// does, and what was executed before and after is the same.
class ProtocolParityTest {
    private static final int SEEDS = 400;

    private static final String PING = "*1\r\n$4\r\nPING\r\n";

    private static final List<String> SHAPES =
            List.of(
                    "*abc\r\n",
                    "*1\r\n",
                    "*-1\r\nPING\r\n",
                    "*0\r\nPING\r\n",
                    "*1048577\r\n",
                    "*2147483647\r\n",
                    "*2147483648\r\n",
                    "* 1\r\n$4\r\nPING\r\n",
                    "*+1\r\n$4\r\nPING\r\n",
                    "*01\r\n$4\r\nPING\r\n",
                    "*\r\n",
                    "*1\n$4\nPING\n",
                    "*1\r\n$4\rxPINGxx" + PING,
                    "*1\rx$4\r\nPING\r\n",
                    "*1\r\n$4\r\nPINGab" + PING,
                    "*1\r\n$-1\r\n",
                    "*1\r\n$536870912\r\n",
                    "*1\r\n$536870913\r\n",
                    "*1\r\n$4294967296\r\n",
                    "*1\r\n$abc\r\n",
                    "*1\r\n$\r\n",
                    "*1\r\n$0\r\n\r\n",
                    "*1\r\n:4\r\n",
                    "*1\r\n\r\n",
                    "*1\r\n\0",
                    "*1\r\n\u00ff4\r\n",
                    "*1\r\n*1\r\n$4\r\nPING\r\n",
                    "*2\r\n$4\r\nPING\r\n$-1\r\n",
                    "\r\nPING\r\n",
                    "\n\nPING\n",
                    "   \r\n",
                    "PING \"a\r\n",
                    "PING 'a\r\n",
                    "PING \"a\"b\r\n",
                    "PING \"\\x41\\n\\q\"\r\n",
                    "PING 'a\\'b'\r\n",
                    "$4\r\nPING\r\n",
                    "+PING\r\n",
                    "PING\0foo\r\n",
                    "PI\0NG\r\nPING\r\n",
                    "POST / HTTP/1.1\r\nHost: x\r\n\r\nPING\r\n",
                    "GET / HTTP/1.1\r\nHost: x\r\nPING\r\n",
                    "PING\r\nhost:\r\nPING\r\n",
                    "*2\r\n$5\r\nhost:\r\n$1\r\na\r\nPING\r\n",
                    "\"\r\nPING\r\n",
                    "\"\"\r\nPING\r\n",
                    "\"\" a\r\nPING\r\n",
                    "a".repeat(70_000),
                    "*" + "1".repeat(70_000),
                    "*1\r\n$" + "1".repeat(70_000),
                    "a".repeat(60_000) + "\r\n",
                    "*9223372036854775808\r\n",
                    "*18446744073709551617\r\n",
                    "*-9223372036854775808\r\nPING\r\n",
                    "*-0\r\nPING\r\n",
                    "*1\r\n$00004\r\nPING\r\n",
                    "*1\r\n$4 \r\nPING\r\n",
                    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$99999999999999999999\r\n",
                    PING + "*x\r\n" + PING,
                    "PING\r",
                    "PING\rx\nPING\r\n",
                    "*1\r\n$4\r\nPI\r\nPING\r\n",
                    "QUIT\r\nPING\r\n",
                    "*1\r\n$4\r\nQUIT\r\n*x\r\n",
                    "MULTI\r\n*x\r\n",
                    "%1\r\n",
                    "foo " + "x".repeat(300) + " y\r\n",
                    "foo " + "x ".repeat(100) + "\r\n",
                    "f".repeat(200) + " a\r\n",
                    "foo \u0001\u00ff\n",
                    "*2\r\n$5\r\nfo\0oo\r\n$3\r\na\0b\r\n");

    private static final List<String> BEFORE_AUTH =
            List.of(
                    "*10\r\n",
                    "*11\r\n",
                    "*1\r\n$16384\r\n",
                    "*1\r\n$16385\r\n",
                    "*2\r\n$4\r\nAUTH\r\n$16385\r\n",
                    "PING\r\n",
                    "PING " + "a ".repeat(20) + "\r\n",
                    "foo\r\n",
                    "*2147483648\r\n",
                    "POST\r\n",
                    "AUTH no\r\n*11\r\n",
                    "AUTH yes\r\n*11\r\n",
                    "SET k v\r\nAUTH yes\r\nGET k\r\n");

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void everyMalformedShapeIsAnsweredAsRedisDoes() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            assertThat(differences(SHAPES, engine, redis)).isEmpty();
        }
    }

    @Test
    void beforeAuthTheSameLittleIsTaken() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            engine.cli("CONFIG", "SET", "requirepass", "yes");
            redis.cli("CONFIG", "SET", "requirepass", "yes");

            assertThat(differences(BEFORE_AUTH, engine, redis)).isEmpty();
        }
    }

    /// To repeat one: its seed is in the message, and the bytes.
    @Test
    void damagedCommandsOfAnyKindAreAnsweredAsRedisDoes() throws Exception {
        RealRedis.assumeInstalled();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            for (int seed = 0; seed < SEEDS; seed++) {
                String bytes = damaged(new Prng(seed));

                assertThat(differences(List.of(bytes), engine, redis))
                        .as("seed %d", seed)
                        .isEmpty();
            }
            assertThat(engine.cli("DEBUG", "DIGEST")).isEqualTo(redis.cli("DEBUG", "DIGEST"));
        }
    }

    private static List<String> differences(
            List<String> shapes, RunningEngine engine, RealRedis redis) throws Exception {
        var found = new ArrayList<String>();
        for (String shape : shapes) {
            String ours = RawBytes.answerTo(engine.port(), shape);
            String theirs = RawBytes.answerTo(redis.port(), shape);
            if (!ours.equals(theirs)) {
                found.add(
                        "%s%n  here: %s%n  there: %s"
                                .formatted(shown(shape), shown(ours), shown(theirs)));
            }
        }
        return found;
    }

    private static String shown(String bytes) {
        String start = bytes.substring(0, Math.min(400, bytes.length()));
        return start.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    private static String damaged(Prng prng) {
        var bytes = new StringBuilder();
        for (int i = 1 + prng.nextInt(5); i > 0; i--) {
            bytes.append(command(prng));
        }
        for (int i = prng.nextInt(3); i > 0 && !bytes.isEmpty(); i--) {
            int at = prng.nextInt(bytes.length());
            switch (prng.nextInt(5)) {
                case 0 -> bytes.setCharAt(at, (char) prng.nextInt(256));
                case 1 -> bytes.deleteCharAt(at);
                case 2 -> bytes.insert(at, "*$\r\n\0\"'-+0123456789 \\x".charAt(prng.nextInt(22)));
                case 3 -> bytes.setLength(at);
                default -> bytes.insert(at, bytes.substring(at, Math.min(bytes.length(), at + 9)));
            }
        }
        return bytes.toString();
    }

    private static String command(Prng prng) {
        String key = "k" + prng.nextInt(4);
        List<String> words =
                switch (prng.nextInt(6)) {
                    case 0 -> List.of("PING");
                    case 1 -> List.of("ECHO", "a\\b\"c" + prng.nextInt(9));
                    case 2 -> List.of("SET", key, "v" + prng.nextInt(99));
                    case 3 -> List.of("GET", key);
                    case 4 -> List.of("APPEND", key, "w");
                    default -> List.of("DEL", key, "k0");
                };
        if (prng.chance(0.3)) {
            return String.join(" ", words) + (prng.chance(0.5) ? "\r\n" : "\n");
        }
        var text = new StringBuilder("*" + words.size() + "\r\n");
        words.forEach(word -> text.append("$%d\r\n%s\r\n".formatted(word.length(), word)));
        return text.toString();
    }
}
