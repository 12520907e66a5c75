package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which reads leave a key as idle as it was. What counts as use is compared with redis-server in
/// [dev.firedrill.engine.interop.EffectsOfCommandsTest], by frequency; here time is told, so that
/// the test need not wait for it.
class IdleTimeTest {
    private static String idleAfter(String command) throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "k", "1", "EX", "1000");
            lone.pass(10 * SECOND);
            client.ask(command.split(" ", -1));
            return client.ask("OBJECT", "IDLETIME", "k");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EXISTS k",
                "TTL k",
                "PTTL k",
                "EXPIRETIME k",
                "TYPE k",
                "OBJECT ENCODING k",
                "OBJECT REFCOUNT k",
                "OBJECT IDLETIME k",
                "MEMORY USAGE k",
                "DEBUG OBJECT k",
                "SCAN 0",
                "SCAN 0 TYPE string",
                "KEYS *",
                "RANDOMKEY",
                "WATCH k"
            })
    void whatOnlyLooksLeavesItIdle(String command) throws Exception {
        assertThat(idleAfter(command)).isEqualTo(":10\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET k", "TOUCH k", "STRLEN k", "DUMP k", "EXPIRE k 5", "SET k 2"})
    void whatUsesItDoesNot(String command) throws Exception {
        assertThat(idleAfter(command)).isEqualTo(":0\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RENAME k l", "RENAMENX k l"})
    void aRenamedKeyIsTheSame(String command) throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "k", "1");
            lone.pass(10 * SECOND);
            client.ask("CLIENT", "NO-TOUCH", "ON");
            client.ask(command.split(" ", -1));
            assertThat(client.ask("OBJECT", "IDLETIME", "l")).isEqualTo(":10\r\n");
        }
    }
}
