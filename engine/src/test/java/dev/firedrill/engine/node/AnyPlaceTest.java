package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// A replica may ask for any place in the stream, and claim to have any: it is sent what is there,
/// or everything, and its master goes on.
class AnyPlaceTest {
    private static final Pattern ID = Pattern.compile("master_replid:([0-9a-f]{40})");
    private static final List<String> PLACES =
            List.of(
                    "-9223372036854775808",
                    "-2",
                    "-1",
                    "0",
                    "1",
                    "2",
                    "1000000",
                    "4294967296",
                    "9223372036854775806",
                    "9223372036854775807",
                    "9223372036854775808",
                    "x");

    @Test
    void anyPlaceMayBeAskedFor() throws Exception {
        try (var lone = new LoneNode("--repl-diskless-sync-delay", "0")) {
            var client = lone.client("10.0.0.1:1");
            lone.client("10.0.0.2:1").ask("PSYNC", "?", "-1");
            client.ask("SET", "k", "v");
            String id = id(client);
            for (String place : PLACES) {
                var replica = lone.client("10.0.0.3:1");
                replica.tell("PSYNC", id, place);
                lone.pass(SECOND);
                assertThat(replica.heard())
                        .as(place)
                        .startsWith(
                                switch (place) {
                                    case "1", "2" -> "+CONTINUE\r\n";
                                    case "9223372036854775808", "x" ->
                                            "-ERR value is not an integer or out of range\r\n";
                                    default -> "+FULLRESYNC " + id;
                                });
                for (String claimed : PLACES) {
                    replica.tell("REPLCONF", "ACK", claimed);
                    replica.tell("REPLCONF", "ACK", claimed, "FACK", claimed);
                }
                lone.pass(SECOND);
                assertThat(client.ask("INCR", "n")).as(place).startsWith(":");
                assertThat(client.ask("WAIT", "0", "1")).as(place).startsWith(":");
                assertThat(client.ask("INFO")).as(place).contains("role:master");
            }
        }
    }

    private static String id(LoneNode.Client client) {
        var found = ID.matcher(client.ask("INFO", "replication"));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }
}
