package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// DEBUG, MODULE and protected directives, for clients on this machine and on others.
class GuardedCommandsTest {
    private static final String CLOSED = "-ERR DEBUG command not allowed. If the enable-debug-";

    @Test
    void debugIsClosedUnlessTheConfigurationOpensIt() throws Exception {
        try (var node = new LoneNode("--enable-debug-command", "no")) {
            assertThat(node.client("127.0.0.1:50000").ask("DEBUG", "SLEEP", "0"))
                    .startsWith(CLOSED);
        }
        try (var node = new LoneNode("--enable-debug-command", "yes")) {
            assertThat(node.client("10.0.0.8:50000").ask("DEBUG", "SLEEP", "0"))
                    .isEqualTo("+OK\r\n");
        }
    }

    /// Other addresses of the loopback network are not, as in redis-server.
    @Test
    void whatIsOpenToLocalClientsIsClosedToOthers() throws Exception {
        try (var node =
                new LoneNode(
                        "--enable-debug-command",
                        "local",
                        "--enable-protected-configs",
                        "local",
                        "--enable-module-command",
                        "local")) {
            for (String local :
                    new String[] {"127.0.0.1:50000", "[::1]:50000", "/run/s:0", "s.sock:0"}) {
                var client = node.client(local);
                assertThat(client.ask("DEBUG", "SLEEP", "0")).as(local).isEqualTo("+OK\r\n");
                assertThat(client.ask("CONFIG", "SET", "dbfilename", "x.rdb")).isEqualTo("+OK\r\n");
                assertThat(client.ask("MODULE", "LOAD", "x")).contains("not supported");
            }
            for (String other : new String[] {"127.0.0.2:50000", "10.0.0.8:50000", "[::2]:50000"}) {
                var client = node.client(other);
                assertThat(client.ask("DEBUG", "SLEEP", "0")).as(other).startsWith(CLOSED);
                assertThat(client.ask("CONFIG", "SET", "dbfilename", "x.rdb"))
                        .contains("can't set protected config");
                assertThat(client.ask("MODULE", "LOAD", "x"))
                        .startsWith("-ERR MODULE command not allowed.");
            }
        }
    }

    /// A client that comes by a socket in the working directory is on this machine.
    @Test
    void protectedModeKnowsARelativeUnixSocket() throws Exception {
        try (var node = new LoneNode("--protected-mode", "yes")) {
            assertThat(node.client("redis.sock:0").ask("PING")).isEqualTo("+PONG\r\n");
            assertThat(node.client("127.0.0.2:50000").heard()).startsWith("-DENIED");
        }
    }
}
