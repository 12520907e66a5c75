package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Directives that say how clients are served and what is told of it, changed while the server
/// runs: `timeout`, `maxclients`, `hz`, `loglevel`.
class ServingDirectivesTest {
    @Test
    void onlyClientsThatSayNothingAndWaitForNothingAreClosed() throws Exception {
        try (var lone = new LoneNode("--timeout", "10")) {
            var idle = lone.client("10.0.0.1:1");
            var listens = lone.client("10.0.0.1:2");
            var byPattern = lone.client("10.0.0.1:3");
            var waits = lone.client("10.0.0.1:4");
            var watches = lone.client("10.0.0.1:5");
            var replica = lone.client("10.0.0.1:6");
            var talks = lone.client("10.0.0.1:7");
            var queues = lone.client("10.0.0.1:8");
            idle.ask("PING");
            listens.ask("SUBSCRIBE", "c");
            byPattern.ask("PSUBSCRIBE", "c*");
            waits.ask("BLPOP", "nothing", "0");
            watches.ask("MONITOR");
            replica.ask("REPLCONF", "listening-port", "1", "capa", "eof", "capa", "psync2");
            replica.ask("PSYNC", "?", "-1");
            queues.ask("MULTI");
            lone.pass(8 * SECOND);
            talks.ask("PING");
            assertThat(idle.closed()).isFalse();

            lone.pass(4 * SECOND);

            assertThat(idle.closed()).isTrue();
            assertThat(queues.closed()).isTrue();
            var kept = List.of(listens, byPattern, waits, watches, replica, talks);
            assertThat(kept.stream().map(LoneNode.Client::closed)).containsOnly(false);

            // Whoever listens or waits no more is a client like any other, from then on.
            listens.ask("UNSUBSCRIBE", "c");
            talks.ask("LPUSH", "nothing", "x");
            lone.pass(9 * SECOND);
            assertThat(listens.closed()).isFalse();
            assertThat(waits.closed()).isFalse();
            lone.pass(2 * SECOND);
            assertThat(listens.closed()).isTrue();
            assertThat(waits.closed()).isTrue();
            assertThat(byPattern.closed()).isFalse();
        }
    }

    @Test
    void theTimeOfIdleClientsChangesAtRunTime() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("PING");
            lone.pass(500 * SECOND);
            assertThat(client.closed()).isFalse();
            var operator = lone.client("10.0.0.1:2");
            assertThat(operator.ask("CONFIG", "SET", "timeout", "600")).isEqualTo("+OK\r\n");
            lone.pass(99 * SECOND);
            assertThat(client.closed()).isFalse();
            lone.pass(3 * SECOND);
            assertThat(client.closed()).isTrue();

            assertThat(operator.ask("CONFIG", "SET", "timeout", "0")).isEqualTo("+OK\r\n");
            lone.pass(2000 * SECOND);
            assertThat(operator.closed()).isFalse();
        }
    }

    /// Those that are there stay, however many; new ones come in up to the limit of that moment.
    @Test
    void maxclientsIsRaisedAndLoweredAtRunTime() throws Exception {
        try (var lone = new LoneNode("--maxclients", "2")) {
            var operator = lone.client("10.0.0.1:1");
            var second = lone.client("10.0.0.1:2");
            var third = lone.client("10.0.0.1:3");
            assertThat(third.heard()).isEqualTo("-ERR max number of clients reached\r\n");
            assertThat(third.closed()).isTrue();

            operator.ask("CONFIG", "SET", "maxclients", "4");
            var fourth = lone.client("10.0.0.1:4");
            assertThat(fourth.ask("PING")).isEqualTo("+PONG\r\n");

            operator.ask("CONFIG", "SET", "maxclients", "1");
            assertThat(second.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(fourth.ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(lone.client("10.0.0.1:5").closed()).isTrue();
            assertThat(operator.ask("INFO", "stats")).contains("rejected_connections:2\r\n");
            assertThat(operator.ask("INFO", "clients")).contains("maxclients:1\r\n");
            assertThat(operator.ask("CONFIG", "SET", "maxclients", "0"))
                    .startsWith("-ERR CONFIG SET failed");
        }
    }

    @Test
    void eachLevelOfTheLogHoldsWhatIsAboveIt() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            operator.ask("SET", "k", "v", "EX", "1000");
            for (String level : List.of("debug", "verbose", "notice", "warning")) {
                operator.ask("CONFIG", "SET", "loglevel", level);
                lone.log.clear();
                lone.client("10.0.0.1:9");
                lone.pass(6 * SECOND);
                lone.events.clear();
                operator.ask("REPLICAOF", "10.0.0.2", "6379");
                operator.ask("REPLICAOF", "NO", "ONE");
                operator.ask("BGSAVE");
                for (int i = 0; i < 5; i++) {
                    lone.pass(SECOND);
                    lone.answerDisk();
                }
                String log = String.join("\n", lone.log);

                assertThat(log.contains("clients connected (0 replicas)"))
                        .isEqualTo(level.equals("debug"));
                assertThat(log.contains("DB 0: 1 keys (1 volatile)"))
                        .isEqualTo(level.equals("debug") || level.equals("verbose"));
                assertThat(log.contains("Accepted 10.0.0.1:9"))
                        .isEqualTo(level.equals("debug") || level.equals("verbose"));
                assertThat(log.contains("MASTER MODE enabled")).isEqualTo(!level.equals("warning"));
                assertThat(lone.events)
                        .as("judges need the facts, whatever the log holds")
                        .contains(new NodeEvent.SnapshotBegan(SnapshotPurpose.SAVE, 0));
                assertThat(log).contains("Background saving error: No such file");
            }
        }
    }

    @Test
    void aVerboseLogNamesWhoComesAndWhoIsIdle() throws Exception {
        try (var lone = new LoneNode("--loglevel", "verbose", "--timeout", "1")) {
            lone.client("10.0.0.1:1").ask("PING");
            lone.pass(3 * SECOND);

            assertThat(lone.log).contains("Accepted 10.0.0.1:1", "Closing idle client");
        }
    }

    /// Any frequency is taken, and kept to what a server can do.
    @Test
    void theFrequencyStaysBetweenOneAndFiveHundred() throws Exception {
        try (var lone = new LoneNode("--hz", "0")) {
            var client = lone.client("10.0.0.1:1");
            assertThat(client.ask("INFO", "server")).contains("hz:1\r\nconfigured_hz:1\r\n");
            for (String[] said :
                    new String[][] {{"7", "7"}, {"501", "500"}, {"2147483647", "500"}}) {
                assertThat(client.ask("CONFIG", "SET", "hz", said[0])).isEqualTo("+OK\r\n");
                assertThat(client.ask("INFO", "server"))
                        .contains("hz:%s\r\nconfigured_hz:%s\r\n".formatted(said[1], said[1]));
                assertThat(client.ask("CONFIG", "GET", "hz")).endsWith("\r\n" + said[1] + "\r\n");
            }
            assertThat(client.ask("CONFIG", "SET", "hz", "-1"))
                    .contains("argument must be between 0 and 2147483647 inclusive");
            assertThat(client.ask("INFO", "server")).contains("hz:500\r\n");
        }
    }
}
