package dev.firedrill.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static ServerConfig of(String text, String... arguments) {
        try {
            return ServerConfig.parse("redis.conf", text, List.of(arguments));
        } catch (ConfigRefused refused) {
            throw new AssertionError(refused.line() + ": " + refused.getMessage(), refused);
        }
    }

    private static ConfigRefused refused(String text, String... arguments) {
        return catchThrowableOfType(
                ConfigRefused.class,
                () -> ServerConfig.parse("redis.conf", text, List.of(arguments)));
    }

    /// The reasons are those that redis-server 7.0.15 prints for the same line.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo bar|Bad directive or wrong number of arguments",
                "port abc|argument couldn't be parsed into an integer",
                "port 1 2|wrong number of arguments",
                "port 65536|argument must be between 0 and 65535 inclusive",
                "appendonly maybe|argument must be 'yes' or 'no'",
                "save 10|Invalid save parameters",
                "save abc def|Invalid save parameters",
                "maxmemory 12q|argument must be a memory value",
                "dir \"abc|Unbalanced quotes in configuration line",
                "replicaof a|wrong number of arguments",
                "replicaof a 70000|Invalid master port",
                "dbfilename a/b|dbfilename can't be a path, just a filename",
                "loglevel|wrong number of arguments",
                "client-output-buffer-limit normal 0|Wrong number of arguments in buffer limit"
                        + " configuration.",
                "client-output-buffer-limit foo 0 0 0|Invalid client class specified in buffer limit"
                        + " configuration.",
            })
    void aLineThatCannotBeUsedIsNamedWithItsReason(String line, String reason) {
        var refused = refused("# first\n" + line + "\nport 1\n");

        assertThat(refused).hasMessage(reason);
        assertThat(refused.lineNumber()).isEqualTo(2);
        assertThat(refused.line()).isEqualTo(line);
    }

    @Test
    void theCommandLineWinsOverTheFile() {
        var config =
                of(
                        "port 1\nmaxmemory 1gb\nsave 10 1\n",
                        "--port",
                        "7777",
                        "--save",
                        "",
                        "--replicaof",
                        "10.0.0.1 6380");

        assertThat(config.port()).isEqualTo(7777);
        assertThat(config.number("maxmemory")).isEqualTo(1L << 30);
        assertThat(config.savePoints()).isEmpty();
        assertThat(config.master()).contains(new MasterAddress("10.0.0.1", 6380));
    }

    @Test
    void refusedArgumentsCountOnFromTheEndOfTheFile() {
        var refused = refused("hz 1\n", "--hz", "3", "--port", "x");

        assertThat(refused.report("Redis 7.0.15"))
                .isEqualTo(
                        """

                        *** FATAL CONFIG FILE ERROR (Redis 7.0.15) ***
                        Reading the configuration file, at line 4
                        >>> 'port "x"'
                        argument couldn't be parsed into an integer
                        """);
    }

    @Test
    void saveLinesAddUpAndReplaceTheStandardOnes() {
        assertThat(of("save 10 1\nsave 60 5\n").savePoints())
                .containsExactly(new SavePoint(10, 1), new SavePoint(60, 5));
        assertThat(of("save \"\"\n").savePoints()).isEmpty();
        assertThat(of("").savePoints()).hasSize(3);
        assertThat(of("save 900 1000000000\n").savePoints())
                .containsExactly(new SavePoint(900, 1_000_000_000));
    }

    @Test
    void aLimitOfOneClassLeavesTheOthers() {
        var config = of("client-output-buffer-limit replica 1mb 512kb 7\n");

        assertThat(config.outputBufferLimit("replica"))
                .isEqualTo(new BufferLimit(1 << 20, 512 << 10, 7));
        assertThat(config.text("client-output-buffer-limit"))
                .isEqualTo("normal 0 0 0 slave 1048576 524288 7 pubsub 33554432 8388608 60");
    }

    @Test
    void theOlderNamesMeanTheSame() {
        var config = of("slaveof m 1\nslave-read-only no\nmin-slaves-to-write 2\n");

        assertThat(config.master()).contains(new MasterAddress("m", 1));
        assertThat(config.get(name -> name.endsWith("ves-to-write")))
                .containsExactly(Map.entry("min-slaves-to-write", "2"));
        assertThat(config.yes("replica-read-only")).isFalse();
    }

    /// One pair that cannot be set keeps all of them from being set.
    @Test
    void settingIsAllOrNothing() {
        var config = of("");

        assertThat(config.set(List.of("maxmemory", "1gb", "appendfsync", "sometimes")))
                .isEqualTo(
                        new SetOutcome.Refused(
                                "ERR CONFIG SET failed (possibly related to argument"
                                        + " 'appendfsync') - argument(s) must be one of the"
                                        + " following: everysec, always, no"));
        assertThat(config.number("maxmemory")).isZero();
        assertThat(config.set(List.of("maxmemory", "1gb", "timeout", "0")))
                .isEqualTo(new SetOutcome.Applied(List.of("maxmemory")));
        assertThat(config.text("maxmemory")).isEqualTo("1073741824");
    }

    @Test
    void whatCannotBeSetIsRefusedInTheWordsOfRedis() {
        var config = of("");

        assertThat(config.set(List.of("nonsense", "1")))
                .isEqualTo(
                        new SetOutcome.Refused(
                                "ERR Unknown option or number of arguments for CONFIG SET -"
                                        + " 'nonsense'"));
        assertThat(reason(config, "replicaof", "a 1")).isEqualTo("can't set immutable config");
        assertThat(reason(config, "dir", "/")).isEqualTo("can't set protected config");
        assertThat(reason(config, "replica-priority", "1", "replica-priority", "2"))
                .isEqualTo("duplicate parameter");
        // A name and its alias are two names; the later one wins.
        assertThat(reason(config, "slave-priority", "1", "replica-priority", "2"))
                .isEqualTo("applied");
        assertThat(config.number("replica-priority")).isEqualTo(2);
    }

    private static String reason(ServerConfig config, String... pairs) {
        return switch (config.set(List.of(pairs))) {
            case SetOutcome.Applied _ -> "applied";
            case SetOutcome.Refused(String text) -> text.substring(text.indexOf(" - ") + 3);
        };
    }

    @Test
    void rewritingKeepsWhatAPersonWrote() {
        String file =
                """
                # The memory of a small machine.
                maxmemory 1gb

                appendfsync everysec
                save 10 1
                save 20 2
                # The end.
                """;
        var config = of(file, "--port", "7777");
        config.set(List.of("maxmemory", "2gb", "save", "30 3", "requirepass", "a b"));
        config.follow("m", 6379);

        assertThat(config.rewritten(file))
                .isEqualTo(
                        """
                        # The memory of a small machine.
                        maxmemory 2147483648

                        appendfsync everysec
                        save 30 3
                        # The end.
                        # Generated by CONFIG REWRITE
                        port 7777
                        replicaof m 6379
                        requirepass "a b"
                        """);
    }

    @Test
    void rewritingTwiceChangesNothingMore() {
        var config = of("", "--maxmemory", "5mb", "--client-output-buffer-limit", "replica 1 2 3");
        String once = config.rewritten("");

        assertThat(config.rewritten(once)).isEqualTo(once);
    }

    @Test
    void aMasterOfItsOwnLosesTheLineThatMadeItAReplica() {
        var config = of("replicaof m 1\nport 7777\n");
        config.followNobody();

        assertThat(config.rewritten(config.fileText())).isEqualTo("port 7777\n");
    }

    @Test
    void whatHasNoEffectIsNamed() {
        assertThat(of("io-threads 4\nmaxmemory 1gb\n").withoutEffect())
                .containsExactly("io-threads");
    }
}
