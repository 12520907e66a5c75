package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Each of many clients makes the server keep a little, which a bound for each alone would allow.
class ManyClientsInSmallContainerTest extends SmallContainer {
    private static final int CLIENTS = 1000;

    private static String names(int client, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> " name:" + client + ":" + i)
                .collect(Collectors.joining());
    }

    /// Some are refused, the process goes on, and a new client may still do it with one name.
    private void assertRefusedInTheEnd(String command, int names, String end, String small)
            throws IOException {
        int refused = 0;
        for (int i = 0; i < CLIENTS; i++) {
            BigClient client = client();
            client.send(command + names(i, names) + end + "\r\nCLIENT ID\r\n");
            if (!command.startsWith("BL") && client.line().startsWith("-OOM")) {
                refused++;
            }
            assertThat(engine.lives()).as("after client %d", i).isTrue();
        }
        assertThat(refused).isGreaterThanOrEqualTo(command.startsWith("BL") ? 0 : 1);
        BigClient last = client();
        last.send(small + "\r\n");
        assertThat(last.line()).isNotEmpty().doesNotStartWith("-");
        assertServes();
        assertFits();
    }

    @Test
    void channelsAreBoundedForAllTogether() throws IOException {
        assertRefusedInTheEnd("SUBSCRIBE", 500, "", "SUBSCRIBE channel");
    }

    @Test
    void patternsAreBoundedForAllTogether() throws IOException {
        assertRefusedInTheEnd("PSUBSCRIBE", 500, "", "PSUBSCRIBE channel*");
    }

    @Test
    void watchedKeysAreBoundedForAllTogether() throws IOException {
        assertRefusedInTheEnd("WATCH", 500, "", "WATCH key");
    }

    @Test
    void keysThatClientsWaitForAreBoundedForAllTogether() throws IOException {
        assertRefusedInTheEnd("BLPOP", 2000, " 0", "BLPOP key 0.01");
    }

    @Test
    void queuedCommandsAreBoundedForAllTogether() throws IOException {
        String queue = "MULTI\r\n" + "PING\r\n".repeat(9000);
        for (int i = 0; i < CLIENTS / 4; i++) {
            client().send(queue);
            assertThat(engine.lives()).as("after client %d", i).isTrue();
        }
        BigClient last = client();
        last.send("MULTI\r\nPING\r\nEXEC\r\n");
        assertThat(last.line() + last.line() + last.line()).isEqualTo("+OK+QUEUED*1");
        assertServes();
        assertFits();
    }

    @Test
    void postponedCommandsAreBoundedForAllTogether() throws IOException {
        assertThat(client().answer("CLIENT", "PAUSE", "1000000", "WRITE")).isEqualTo("+OK");
        for (int i = 0; i < CLIENTS; i++) {
            client().send("DEL" + names(i, 4200) + "\r\n");
            assertThat(engine.lives()).as("after client %d", i).isTrue();
        }
        assertServes();
        assertFits();
    }
}
