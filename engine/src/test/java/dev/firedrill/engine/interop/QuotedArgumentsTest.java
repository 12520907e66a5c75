package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Errors that quote what the client said: the same bytes as redis-server's, whose texts end at a
/// zero byte and never hold a line's end.
class QuotedArgumentsTest {
    /// As inline commands, in which a quoted word may hold any byte.
    private static final List<String> COMMANDS =
            List.of(
                    "PEXPIRE k 100 \"N\\x00X\"",
                    "EXPIRE k 100 \"a\\r\\nb\"",
                    "\"FOO\\x00BAR\" \"a\\x00b\" c",
                    "\"FOO\\r\\nBAR\" \"a\\nb\"",
                    "CLIENT \"LI\\x00ST\"",
                    "CLIENT KILL TYPE \"x\\x00y\"",
                    "CLIENT KILL USER \"x\\x00y\"",
                    "CONFIG \"GE\\x00T\" x",
                    "CONFIG SET \"no\\x00such\" 1",
                    "OBJECT \"a\\x00b\" k",
                    "HELLO 3 \"a\\x00b\"",
                    "REPLCONF \"a\\x00b\" 1",
                    "LATENCY \"GRA\\x00PH\" x",
                    "LATENCY GRAPH \"x\\x00y\"",
                    "DEBUG \"a\\x00b\"",
                    "SLOWLOG \"a\\x00b\"");

    @TempDir private Path here;
    @TempDir private Path there;

    @Test
    void errorsQuoteAsRedisDoes() throws Exception {
        RealRedis.assumeInstalled();
        var found = new ArrayList<String>();
        try (var redis = RealRedis.start(there);
                var engine = RunningEngine.start(here, "--save", "")) {
            for (String command : COMMANDS) {
                String said = "SET k v\r\n" + command + "\r\nPING\r\n";
                String ours = RawBytes.answerTo(engine.port(), said);
                String theirs = RawBytes.answerTo(redis.port(), said);
                assertThat(theirs).as("redis-server's answer to %s", command).contains("-");
                if (!ours.equals(theirs)) {
                    found.add("%s: %s, there: %s".formatted(command, ours, theirs));
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
