package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Numbers at and beyond their limits, in every argument that takes one: the same answer as
/// redis-server 7.0 gives.
class NumberLimitsTest {
    private static final List<String> NUMBERS =
            List.of(
                    "0",
                    "-0",
                    "+1",
                    "01",
                    "1.5",
                    "-1",
                    "2147483647",
                    "2147483648",
                    "-2147483649",
                    "4294967296",
                    "9223372036854775807",
                    "9223372036854775808",
                    "-9223372036854775808",
                    "-9223372036854775809",
                    "18446744073709551616",
                    "99999999999999999999999",
                    "1e3",
                    "0x10",
                    "nan",
                    "inf",
                    "-");

    /// `%s` is the number. Each is asked on a key that is there, fresh each time.
    private static final List<String> COMMANDS =
            List.of(
                    "INCRBY n %s",
                    "DECRBY n %s",
                    "HINCRBY h f %s",
                    "GETRANGE s %s 2",
                    "GETRANGE s 0 %s",
                    "LRANGE l %s -1",
                    "LRANGE l 0 %s",
                    "LINDEX l %s",
                    "LTRIM l %s -1",
                    "LTRIM l 0 %s",
                    "EXPIRE s %s",
                    "PEXPIRE s %s",
                    "EXPIREAT s %s",
                    "PEXPIREAT s %s",
                    "SET s v EX %s",
                    "SET s v PX %s",
                    "SET s v EXAT %s",
                    "SETEX s %s v",
                    "PSETEX s %s v",
                    "CONFIG SET timeout %s",
                    "CONFIG SET replica-priority %s",
                    "CONFIG SET repl-backlog-ttl %s",
                    "CONFIG SET maxmemory %s");

    /// redis-server counts some sizes up to 2^64 and takes what is more for that.
    private static final List<String> SIZES_REFUSED_HERE =
            List.of("9223372036854775808", "18446744073709551616", "99999999999999999999999");

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void everyNumberIsTakenOrRefusedAsRedisDoes() throws Exception {
        RealRedis.assumeInstalled();
        var found = new ArrayList<String>();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            for (String command : COMMANDS) {
                for (String number : NUMBERS) {
                    if (command.contains("maxmemory") && SIZES_REFUSED_HERE.contains(number)) {
                        continue;
                    }
                    String said = command.formatted(number);
                    String ours = answer(engine.port(), said);
                    String theirs = answer(redis.port(), said);
                    if (!ours.equals(theirs)) {
                        found.add("%s: %s, there: %s".formatted(said, ours, theirs));
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    private static String answer(int port, String said) throws Exception {
        String fresh = "FLUSHALL\r\nSET n 10\r\nSET s hello\r\nRPUSH l a b c\r\nHSET h f 5\r\n";
        String after =
                "\r\nGET n\r\nHGET h f\r\nLRANGE l 0 -1\r\nEXISTS s\r\nCONFIG SET maxmemory 0\r\n";
        return RawBytes.answerTo(port, fresh + said + after);
    }
}
