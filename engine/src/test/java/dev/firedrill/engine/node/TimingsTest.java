package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.CommandEncoder;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/// How long commands took, told by the times of the inputs alone: slow log, latency events,
/// statistics.
class TimingsTest {
    private static final long MILLI = SECOND / 1000;

    @Test
    void aCommandThatCameAloneIsChargedWhatItsInputTook() throws Exception {
        try (var lone = new LoneNode("--latency-monitor-threshold", "20")) {
            var client = lone.client("10.0.0.1:1");
            client.tellTaking(30 * MILLI, CommandEncoder.encodeWords(List.of("SET", "k", "v")));
            client.tellTaking(9 * MILLI, CommandEncoder.encodeWords(List.of("SET", "k", "w")));
            client.heard();
            assertThat(client.ask("SLOWLOG", "GET"))
                    .isEqualTo(
                            "*1\r\n*6\r\n:0\r\n:1700000000\r\n:30000\r\n"
                                    + "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n"
                                    + "$10\r\n10.0.0.1:1\r\n$0\r\n\r\n");
            assertThat(client.ask("LATENCY", "LATEST"))
                    .isEqualTo("*1\r\n*4\r\n$7\r\ncommand\r\n:1700000000\r\n:30\r\n:30\r\n");
            assertThat(client.ask("INFO", "commandstats"))
                    .contains("cmdstat_set:calls=2,usec=39000,usec_per_call=19500.00,");
            assertThat(client.ask("LATENCY", "HISTOGRAM", "set"))
                    .contains(":16908\r\n:1\r\n:33816\r\n:2\r\n");
        }
    }

    @Test
    void commandsThatCameTogetherShareTheTimeEvenly() throws Exception {
        try (var lone = new LoneNode("--slowlog-log-slower-than", "5000")) {
            var client = lone.client("10.0.0.1:1");
            var together = new ByteArrayOutputStream();
            together.writeBytes(CommandEncoder.encodeWords(List.of("SET", "k", "v")));
            together.writeBytes(CommandEncoder.encodeWords(List.of("GET", "k")));
            client.tellTaking(9 * MILLI, together.toByteArray());
            client.heard();
            assertThat(client.ask("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
            client.tellTaking(10 * MILLI, together.toByteArray());
            client.heard();
            assertThat(client.ask("SLOWLOG", "LEN")).isEqualTo(":2\r\n");
        }
    }

    @Test
    void sleepTakesAsLongAsItSays() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.tell("DEBUG", "SLEEP", "0.25");
            lone.pass(SECOND);
            client.heard();
            assertThat(client.ask("SLOWLOG", "GET")).contains(":250000\r\n*3\r\n$5\r\nDEBUG\r\n");
        }
    }

    @Test
    void theSlowLogCutsWordsAndKeepsSoManyEntries() throws Exception {
        try (var lone = new LoneNode("--slowlog-log-slower-than", "0", "--slowlog-max-len", "3")) {
            var client = lone.client("10.0.0.1:1");
            String[] many = new String[40];
            java.util.Arrays.fill(many, "x");
            many[0] = "DEL";
            many[1] = "y".repeat(200);
            client.ask(many);
            String answer = client.ask("SLOWLOG", "GET");
            assertThat(answer).contains("... (72 more bytes)").contains("... (9 more arguments)");
            for (int i = 0; i < 5; i++) {
                client.ask("PING");
            }
            assertThat(client.ask("SLOWLOG", "LEN")).isEqualTo(":3\r\n");
            assertThat(client.ask("SLOWLOG", "RESET")).isEqualTo("+OK\r\n");
            client.ask("CONFIG", "SET", "slowlog-log-slower-than", "-1");
            client.ask("SLOWLOG", "RESET");
            client.ask("PING");
            assertThat(client.ask("SLOWLOG", "LEN")).isEqualTo(":0\r\n");
        }
    }

    @Test
    void latencyKeepsTheLongestOfASecondAndForgetsWhenTold() throws Exception {
        try (var lone = new LoneNode("--latency-monitor-threshold", "1")) {
            var client = lone.client("10.0.0.1:1");
            byte[] ping = CommandEncoder.encodeWords(List.of("PING"));
            client.tellTaking(5 * MILLI, ping);
            client.tellTaking(7 * MILLI, ping);
            client.tellTaking(6 * MILLI, ping);
            lone.pass(2 * SECOND);
            client.tellTaking(3 * MILLI, ping);
            client.heard();
            assertThat(client.ask("LATENCY", "HISTORY", "fast-command"))
                    .isEqualTo("*2\r\n*2\r\n:1700000000\r\n:7\r\n*2\r\n:1700000002\r\n:3\r\n");
            assertThat(client.ask("LATENCY", "GRAPH", "fast-command"))
                    .contains("fast-command - high 7 ms, low 3 ms (all time high 7 ms)");
            assertThat(client.ask("LATENCY", "RESET", "command")).isEqualTo(":0\r\n");
            assertThat(client.ask("LATENCY", "RESET")).isEqualTo(":1\r\n");
            assertThat(client.ask("LATENCY", "HISTORY", "fast-command")).isEqualTo("*0\r\n");
        }
    }
}
