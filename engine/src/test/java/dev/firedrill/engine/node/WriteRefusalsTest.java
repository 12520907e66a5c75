package dev.firedrill.engine.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.WriteRefusal;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A server that refuses writes reports it with the first one, and again when the reason is gone.
class WriteRefusalsTest {
    private static final long SECOND = LoneNode.SECOND;

    private static List<NodeEvent> refusals(LoneNode lone) {
        return lone.events.stream()
                .filter(event ->
                        event instanceof NodeEvent.WriteRefusalEntered
                                || event instanceof NodeEvent.WriteRefusalLeft)
                .toList();
    }

    private static List<NodeEvent> refused(WriteRefusal kind, long writes) {
        return List.of(
                new NodeEvent.WriteRefusalEntered(kind),
                new NodeEvent.WriteRefusalLeft(kind, writes));
    }

    @Test
    void aReplicaReportsTheFirstWriteThatItRefuses() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("REPLICAOF", "10.0.0.2", "6379");
            lone.pass(SECOND);
            assertThat(refusals(lone)).as("nobody has written yet").isEmpty();

            assertThat(client.ask("SET", "k", "v")).startsWith("-READONLY");
            assertThat(client.ask("SET", "k", "v")).startsWith("-READONLY");
            lone.pass(SECOND);
            client.ask("REPLICAOF", "NO", "ONE");
            lone.pass(SECOND);

            assertThat(refusals(lone)).isEqualTo(refused(WriteRefusal.READ_ONLY_REPLICA, 2));
        }
    }

    @Test
    void aMasterWithTooFewReplicasDoesToo() throws Exception {
        try (var lone = new LoneNode("--min-replicas-to-write", "1")) {
            var client = lone.client("10.0.0.1:1");
            assertThat(client.ask("SET", "k", "v")).startsWith("-NOREPLICAS");
            client.ask("CONFIG", "SET", "min-replicas-to-write", "0");
            lone.pass(SECOND);

            assertThat(refusals(lone)).isEqualTo(refused(WriteRefusal.TOO_FEW_REPLICAS, 1));
        }
    }

    @Test
    void aServerWithoutMemoryDoesToo() throws Exception {
        try (var lone = new LoneNode()) {
            var client = lone.client("10.0.0.1:1");
            client.ask("SET", "there", "already");
            client.ask("CONFIG", "SET", "maxmemory", "1");
            assertThat(client.ask("SET", "k", "v")).startsWith("-OOM");
            lone.pass(SECOND);
            assertThat(refusals(lone)).hasSize(1);
            client.ask("CONFIG", "SET", "maxmemory", "0");
            lone.pass(SECOND);

            assertThat(refusals(lone)).isEqualTo(refused(WriteRefusal.MEMORY, 1));
        }
    }

    /// A save fails on this disk. PING is refused too, and is no write.
    @Test
    void aServerThatCannotSaveDoesToo() throws Exception {
        try (var lone = new LoneNode("--save", "3600 1")) {
            var client = lone.client("10.0.0.1:1");
            client.ask("BGSAVE");
            for (int i = 0; i < 5; i++) {
                lone.pass(SECOND);
                lone.answerDisk();
            }
            assertThat(client.ask("PING")).startsWith("-MISCONF");
            assertThat(refusals(lone)).isEmpty();
            assertThat(client.ask("SET", "k", "v")).startsWith("-MISCONF");
            client.ask("CONFIG", "SET", "stop-writes-on-bgsave-error", "no");
            lone.pass(SECOND);

            assertThat(refusals(lone)).isEqualTo(refused(WriteRefusal.DISK_ERROR, 1));
        }
    }
}
