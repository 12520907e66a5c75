package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// CLIENT where time or several connections matter: pausing, answers on and off, killing,
/// unblocking, limits of unread answers.
class ClientCommandsTest {
    @Test
    void aPauseOfWritesHoldsWritesAndLetsReadsPass() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var writer = lone.client("10.0.0.1:2");
            var reader = lone.client("10.0.0.1:3");
            assertThat(operator.ask("CLIENT", "PAUSE", "1000", "WRITE")).isEqualTo("+OK\r\n");
            assertThat(writer.ask("SET", "k", "v")).isEmpty();
            writer.tell("GET", "k");
            assertThat(reader.ask("GET", "k")).isEqualTo("$-1\r\n");
            assertThat(reader.ask("PUBLISH", "c", "m")).isEmpty();
            lone.pass(SECOND / 2);
            assertThat(writer.heard()).isEmpty();
            lone.pass(SECOND);
            assertThat(writer.heard()).isEqualTo("+OK\r\n$1\r\nv\r\n");
            assertThat(reader.heard()).isEqualTo(":0\r\n");
        }
    }

    @Test
    void aPauseOfAllHoldsEverythingUntilUnpaused() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var client = lone.client("10.0.0.1:2");
            // What the operator has sent behind its pause waits as well, so another one ends it.
            assertThat(operator.ask("CLIENT", "PAUSE", "500")).isEqualTo("+OK\r\n");
            assertThat(client.ask("PING")).isEmpty();
            assertThat(operator.ask("CLIENT", "UNPAUSE")).isEmpty();
            lone.pass(SECOND);
            assertThat(client.heard()).isEqualTo("+PONG\r\n");
            assertThat(operator.heard()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void aPauseHoldsWhatWouldBePublishedOrQueued() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var client = lone.client("10.0.0.1:2");
            var other = lone.client("10.0.0.1:3");
            assertThat(client.ask("MULTI")).isEqualTo("+OK\r\n");
            assertThat(client.ask("PUBLISH", "c", "m")).isEqualTo("+QUEUED\r\n");
            other.ask("MULTI");
            assertThat(operator.ask("CLIENT", "PAUSE", "1000", "WRITE")).isEqualTo("+OK\r\n");
            assertThat(client.ask("EXEC")).isEmpty();
            assertThat(other.ask("SET", "k", "v")).isEmpty();
            lone.pass(2 * SECOND);
            assertThat(client.heard()).isEqualTo("*1\r\n:0\r\n");
            assertThat(other.heard()).isEqualTo("+QUEUED\r\n");
        }
    }

    @Test
    void whatIsNotToBeAnsweredIsNotAnsweredAfterAPauseEither() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("CLIENT", "PAUSE", "1000", "WRITE");
            assertThat(client.ask("CLIENT", "REPLY", "SKIP")).isEmpty();
            assertThat(client.ask("SET", "k", "v")).isEmpty();
            assertThat(client.ask("GET", "k")).isEmpty();
            lone.pass(2 * SECOND);
            assertThat(client.heard()).isEqualTo("$1\r\nv\r\n");
        }
    }

    @Test
    void nothingExpiresDuringAPause() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "k", "v", "PX", "200");
            client.ask("CLIENT", "PAUSE", "2000", "WRITE");
            lone.pass(SECOND);
            assertThat(client.ask("GET", "k")).isEqualTo("$-1\r\n");
            assertThat(client.ask("DBSIZE")).isEqualTo(":1\r\n");
            lone.pass(2 * SECOND);
            assertThat(client.ask("DBSIZE")).isEqualTo(":0\r\n");
        }
    }

    @Test
    void aPauseInForceIsNotShortenedByAnother() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("CLIENT", "PAUSE", "2000", "WRITE");
            client.ask("CLIENT", "PAUSE", "100", "WRITE");
            lone.pass(SECOND);
            assertThat(client.ask("SET", "k", "v")).isEmpty();
            assertThat(lone.client("10.0.0.1:2").ask("CLIENT", "UNPAUSE")).isEqualTo("+OK\r\n");
            assertThat(client.heard()).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void answersAreSkippedOrOff() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            assertThat(client.ask("CLIENT", "REPLY", "SKIP")).isEmpty();
            assertThat(client.ask("SET", "k", "v")).isEmpty();
            assertThat(client.ask("GET", "k")).isEqualTo("$1\r\nv\r\n");
            assertThat(client.ask("CLIENT", "REPLY", "OFF")).isEmpty();
            assertThat(client.ask("SET", "k", "w")).isEmpty();
            assertThat(client.ask("CLIENT", "REPLY", "SKIP")).isEmpty();
            assertThat(client.ask("NONSENSE")).isEmpty();
            assertThat(client.ask("CLIENT", "REPLY", "ON")).isEqualTo("+OK\r\n");
            assertThat(client.ask("GET", "k")).isEqualTo("$1\r\nw\r\n");
        }
    }

    @Test
    void killFindsConnectionsByEachFilter() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var listener = lone.client("10.0.0.1:2");
            var other = lone.client("10.0.0.1:3");
            listener.ask("SUBSCRIBE", "c");
            assertThat(operator.ask("CLIENT", "KILL", "TYPE", "pubsub")).isEqualTo(":1\r\n");
            assertThat(listener.closed()).isTrue();
            assertThat(operator.ask("PUBLISH", "c", "m")).isEqualTo(":0\r\n");
            assertThat(operator.ask("CLIENT", "KILL", "LADDR", "10.0.0.9:6379", "ID", "3"))
                    .isEqualTo(":1\r\n");
            assertThat(other.closed()).isTrue();
            assertThat(operator.ask("CLIENT", "KILL", "USER", "default")).isEqualTo(":0\r\n");
            assertThat(operator.ask("CLIENT", "KILL", "10.0.0.1:9"))
                    .isEqualTo("-ERR No such client\r\n");
            assertThat(operator.ask("CLIENT", "KILL", "ADDR", "10.0.0.1:1", "SKIPME", "no"))
                    .isEqualTo(":1\r\n");
            assertThat(operator.closed()).isTrue();
        }
    }

    @Test
    void listTellsWhoIsThere() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var listener = lone.client("10.0.0.1:2");
            listener.ask("PSUBSCRIBE", "c*", "d*");
            operator.ask("CLIENT", "SETNAME", "me");
            operator.ask("MULTI");
            lone.pass(3 * SECOND);
            String own = lone.client("10.0.0.1:3").ask("CLIENT", "LIST", "ID", "1", "2");
            assertThat(own)
                    .contains("id=1 addr=10.0.0.1:1 laddr=10.0.0.9:6379 fd=-1 name=me age=3 idle=3")
                    .contains(" flags=x db=0 sub=0 psub=0 ssub=0 multi=0 ")
                    .contains(" flags=P db=0 sub=0 psub=2 ssub=0 multi=-1 ")
                    .contains(" cmd=psubscribe user=default redir=-1 resp=2")
                    .doesNotContain("id=3");
        }
    }

    @Test
    void aClientInWaitIsUnblockedAsIfItsTimeWereUpOrWithAnError() throws Exception {
        try (var lone = new LoneNode()) {
            var operator = lone.client("10.0.0.1:1");
            var waiting = lone.client("10.0.0.1:2");
            assertThat(operator.ask("CLIENT", "UNBLOCK", "2")).isEqualTo(":0\r\n");
            assertThat(waiting.ask("WAIT", "1", "0")).isEmpty();
            assertThat(operator.ask("CLIENT", "UNBLOCK", "2")).isEqualTo(":1\r\n");
            assertThat(waiting.heard()).isEqualTo(":0\r\n");
            assertThat(waiting.ask("WAIT", "1", "0")).isEmpty();
            operator.ask("CLIENT", "UNBLOCK", "2", "ERROR");
            assertThat(waiting.heard())
                    .isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
            assertThat(waiting.ask("PING")).isEqualTo("+PONG\r\n");
        }
    }

    @Test
    void whoDoesNotReadIsLetGoAtTheLimitOfItsClass() throws Exception {
        try (var lone =
                new LoneNode(
                        "--client-output-buffer-limit",
                        "normal",
                        "1000000",
                        "0",
                        "0",
                        "--client-output-buffer-limit",
                        "pubsub",
                        "100000",
                        "20000",
                        "2")) {
            var teller = lone.client("10.0.0.1:1");
            var hard = lone.client("10.0.0.1:2");
            var soft = lone.client("10.0.0.1:3");
            hard.ask("SUBSCRIBE", "hard");
            soft.ask("SUBSCRIBE", "soft");
            hard.stopsReading();
            soft.stopsReading();
            teller.ask("PUBLISH", "soft", "x".repeat(30_000));
            teller.ask("PUBLISH", "hard", "x".repeat(60_000));
            assertThat(hard.closed()).isFalse();
            teller.ask("PUBLISH", "hard", "x".repeat(60_000));
            assertThat(hard.closed()).isTrue();
            lone.pass(SECOND);
            assertThat(soft.closed()).isFalse();
            lone.pass(2 * SECOND);
            assertThat(soft.closed()).isTrue();
            assertThat(teller.ask("INFO", "stats"))
                    .contains("client_output_buffer_limit_disconnections:2");
        }
    }

    @Test
    void trackingIsRefusedByName() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            assertThat(client.ask("CLIENT", "TRACKING", "ON"))
                    .startsWith("-ERR CLIENT TRACKING is not supported by this server");
            assertThat(client.ask("CLIENT", "CACHING", "YES"))
                    .startsWith("-ERR CLIENT CACHING is not supported by this server");
        }
    }
}
