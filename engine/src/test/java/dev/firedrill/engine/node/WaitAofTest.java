package dev.firedrill.engine.node;

import static dev.firedrill.engine.node.LoneNode.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// WAITAOF counts what is on disks: here when this client's writes are fsynced, at replicas when
/// they say so.
class WaitAofTest {
    private final HeldDisk disk = new HeldDisk();

    private LoneNode started(String... options) throws Exception {
        var lone = new LoneNode(disk, options);
        pass(lone, 2 * SECOND);
        disk.letsFsyncsThrough = false;
        return lone;
    }

    private LoneNode withLog(String policy) throws Exception {
        return started("--appendonly", "yes", "--appendfsync", policy);
    }

    private void pass(LoneNode lone, long nanos) {
        for (long left = nanos; left > 0; left -= SECOND / 10) {
            lone.pass(SECOND / 10);
            disk.answer(lone);
        }
    }

    private static String answer(int local, int replicas) {
        return "*2\r\n:%d\r\n:%d\r\n".formatted(local, replicas);
    }

    @Test
    void theLocalPartIsReachedWhenTheWriteIsFsynced() throws Exception {
        try (var lone = withLog("everysec")) {
            var writer = lone.client("10.0.0.1:1");
            var other = lone.client("10.0.0.1:2");
            assertThat(writer.ask("SET", "a", "1")).isEqualTo("+OK\r\n");
            assertThat(other.ask("WAITAOF", "1", "0", "0")).isEqualTo(answer(1, 0));
            assertThat(writer.ask("WAITAOF", "1", "0", "0")).isEmpty();
            pass(lone, 3 * SECOND);
            assertThat(writer.heard()).isEmpty();

            disk.letsFsyncsThrough = true;
            disk.answer(lone);

            assertThat(writer.heard()).isEqualTo(answer(1, 0));
            disk.letsFsyncsThrough = false;
            other.ask("SET", "b", "1");
            assertThat(writer.ask("PING")).isEqualTo("+PONG\r\n");
            // As with WAIT, what others wrote before one's last command counts as seen.
            assertThat(writer.ask("WAITAOF", "1", "0", "200")).isEmpty();
            pass(lone, SECOND);
            assertThat(writer.heard()).isEqualTo(answer(0, 0));
        }
    }

    @Test
    void withoutFsyncsItIsNeverReached() throws Exception {
        try (var lone = withLog("no")) {
            disk.letsFsyncsThrough = true;
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "a", "1");
            assertThat(client.ask("WAITAOF", "1", "0", "20000")).isEmpty();
            pass(lone, 19 * SECOND);
            assertThat(client.heard()).isEmpty();
            pass(lone, 2 * SECOND);
            assertThat(client.heard()).isEqualTo(answer(0, 0));
        }
    }

    @Test
    void underAlwaysThePipelinedCommandWaitsForTheSameFsync() throws Exception {
        try (var lone = withLog("always")) {
            var client = lone.client("10.0.0.1:1");
            client.raw(
                    "SET a 1\r\nWAITAOF 1 0 0\r\n"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            pass(lone, SECOND);
            assertThat(client.heard()).isEmpty();
            disk.letsFsyncsThrough = true;
            disk.answer(lone);
            assertThat(client.heard()).isEqualTo("+OK\r\n" + answer(1, 0));
        }
    }

    @Test
    void aLogThatIsTurnedOffAnswersAndOneThatIsTurnedOnCountsWhenItsBaseIsThere() throws Exception {
        try (var lone = withLog("no")) {
            disk.letsFsyncsThrough = true;
            var client = lone.client("10.0.0.1:1");
            var operator = lone.client("10.0.0.1:2");
            client.ask("SET", "a", "1");
            assertThat(client.ask("WAITAOF", "1", "0", "0")).isEmpty();
            operator.ask("CONFIG", "SET", "appendonly", "no");
            pass(lone, SECOND);
            String disabled =
                    "-ERR WAITAOF cannot be used when numlocal is set but appendonly is"
                            + " disabled.\r\n";
            assertThat(client.heard()).isEqualTo(disabled);
            assertThat(client.ask("WAITAOF", "1", "0", "0")).isEqualTo(disabled);
            assertThat(client.ask("WAITAOF", "0", "0", "0")).isEqualTo(answer(0, 0));

            disk.letsManifestsThrough = false;
            // Answered once the disk has let a file be made where the log goes.
            assertThat(operator.ask("CONFIG", "SET", "appendonly", "yes")).isEmpty();
            disk.answer(lone);
            assertThat(operator.heard()).isEqualTo("+OK\r\n");
            assertThat(client.ask("WAITAOF", "1", "0", "0")).isEmpty();
            pass(lone, 3 * SECOND);
            assertThat(client.heard()).isEmpty();
            disk.letsManifestsThrough = true;
            disk.answer(lone);
            assertThat(client.heard()).isEqualTo(answer(1, 0));
            // What is written into the new log counts from where the old one ended.
            client.ask("SET", "a", "2");
            assertThat(client.ask("WAITAOF", "1", "0", "100")).isEmpty();
            pass(lone, SECOND);
            assertThat(client.heard()).isEqualTo(answer(0, 0));
        }
    }

    @Test
    void aTransactionIsToldHowThingsAreAndUnblockWorks() throws Exception {
        try (var lone = withLog("no")) {
            var client = lone.client("10.0.0.1:1");
            var operator = lone.client("10.0.0.1:2");
            client.ask("SET", "a", "1");
            client.ask("MULTI");
            client.ask("WAITAOF", "1", "3", "0");
            assertThat(client.ask("EXEC")).isEqualTo("*1\r\n" + answer(0, 0));
            assertThat(client.ask("WAITAOF", "1", "0", "0")).isEmpty();
            operator.ask("CLIENT", "UNBLOCK", "1");
            assertThat(client.heard()).isEqualTo(answer(0, 0));
            assertThat(client.ask("WAITAOF", "1", "0", "0")).isEmpty();
            operator.ask("CLIENT", "UNBLOCK", "1", "ERROR");
            assertThat(client.heard())
                    .isEqualTo("-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n");
        }
    }

    @Test
    void replicasCountWhenTheySayThatItIsFsynced() throws Exception {
        try (var lone = started()) {
            var client = lone.client("10.0.0.1:1");
            var one = lone.client("10.0.0.2:1");
            var two = lone.client("10.0.0.2:2");
            one.ask("REPLCONF", "CAPA", "EOF");
            two.ask("REPLCONF", "CAPA", "EOF");
            one.ask("PSYNC", "?", "-1");
            two.ask("PSYNC", "?", "-1");
            pass(lone, 7 * SECOND);
            client.ask("SET", "a", "1");
            String offset = offset(client);
            String before = Long.toString(Long.parseLong(offset) - 1);
            one.ask("REPLCONF", "ACK", offset);
            two.ask("REPLCONF", "ACK", offset, "FACK", before);
            assertThat(client.ask("WAIT", "2", "100")).isEqualTo(":2\r\n");

            assertThat(client.ask("WAITAOF", "0", "1", "0")).isEmpty();
            assertThat(two.heard()).endsWith("$8\r\nREPLCONF\r\n$6\r\nGETACK\r\n$1\r\n*\r\n");
            one.ask("REPLCONF", "ACK", offset);
            assertThat(client.heard()).isEmpty();
            two.ask("REPLCONF", "ACK", offset, "FACK", offset);

            pass(lone, SECOND / 10);
            assertThat(client.heard()).isEqualTo(answer(0, 1));
            String later = offset(client);
            two.ask("REPLCONF", "ACK", later, "FACK", later);
            assertThat(client.ask("WAITAOF", "0", "2", "300")).isEmpty();
            pass(lone, SECOND);
            assertThat(client.heard()).isEqualTo(answer(0, 1));
        }
    }

    private static String offset(LoneNode.Client client) {
        var found =
                Pattern.compile("master_repl_offset:(\\d+)")
                        .matcher(client.ask("INFO", "replication"));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void whatItRefuses() throws Exception {
        try (var lone = started()) {
            var client = lone.client("10.0.0.1:1");
            String range = "-ERR value is out of range, value must between 0 and 1\r\n";
            assertThat(client.ask("WAITAOF", "2", "0", "0")).isEqualTo(range);
            assertThat(client.ask("WAITAOF", "-1", "0", "0")).isEqualTo(range);
            assertThat(client.ask("WAITAOF", "x", "0", "0"))
                    .isEqualTo("-ERR value is not an integer or out of range\r\n");
            assertThat(client.ask("WAITAOF", "0", "-1", "0"))
                    .isEqualTo("-ERR value is out of range, must be positive\r\n");
            assertThat(client.ask("WAITAOF", "0", "0", "-1"))
                    .isEqualTo("-ERR timeout is negative\r\n");
            assertThat(client.ask("WAITAOF", "0", "0", "x"))
                    .isEqualTo("-ERR timeout is not an integer or out of range\r\n");
            assertThat(client.ask("WAITAOF", "0", "0"))
                    .isEqualTo("-ERR wrong number of arguments for 'waitaof' command\r\n");
            client.ask("REPLICAOF", "10.0.0.7", "1");
            assertThat(client.ask("WAITAOF", "0", "0", "0"))
                    .isEqualTo(
                            "-ERR WAITAOF cannot be used with replica instances. Please also note"
                                    + " that writes to replicas are just local and are not"
                                    + " propagated.\r\n");
        }
    }
}
