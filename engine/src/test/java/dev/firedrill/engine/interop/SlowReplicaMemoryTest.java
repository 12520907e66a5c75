package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What four replicas that read nothing cost their master: one copy of what they lack, in the same
/// fields of INFO as with redis-server; with the old behaviour four.
class SlowReplicaMemoryTest {
    private static final int REPLICAS = 4;
    private static final long MB = 1 << 20;
    private static final int WRITTEN_MB = 20;

    /// As much as the kernel may take of the 20 MB for each connection.
    private static final long IN_KERNEL_MAX = 10 * MB;

    @TempDir private Path folder;

    private record Memory(long clientsSlaves, long total, long backlog, long uncounted) {
        static Memory of(int port) {
            return new Memory(
                    number(port, "mem_clients_slaves"),
                    number(port, "mem_total_replication_buffers"),
                    number(port, "mem_replication_backlog"),
                    number(port, "mem_not_counted_for_evict"));
        }

        private static long number(int port, String field) {
            return Long.parseLong(Peers.info(port, field));
        }
    }

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    private static String[] options(String... more) {
        var all =
                new ArrayList<>(
                        List.of(
                                "--save",
                                "",
                                "--repl-backlog-size",
                                "1mb",
                                "--client-output-buffer-limit",
                                "replica 0 0 0"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private static List<RawReplica> deafReplicas(int port, String... request) throws Exception {
        var replicas = new ArrayList<RawReplica>();
        for (int i = 0; i < REPLICAS; i++) {
            var replica = RawReplica.connect(port);
            replica.say(request);
            replicas.add(replica);
        }
        Awaitility.await()
                .atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(Peers.cli(port, "INFO", "replication").split("state=online"))
                                .hasSize(REPLICAS + 1));
        return replicas;
    }

    private static void write(int port) throws Exception {
        try (var peer = Peer.connect(port)) {
            for (int i = 0; i < WRITTEN_MB; i++) {
                peer.ask("SET", "key", "x".repeat((int) MB));
            }
        }
    }

    private static Memory withDeafReplicas(int port) throws Exception {
        List<RawReplica> replicas = deafReplicas(port, "PSYNC", "?", "-1");
        Memory before = Memory.of(port);
        assertThat(before.total()).isLessThan(2 * MB);
        write(port);
        Memory after = Memory.of(port);
        String clients = Peers.cli(port, "CLIENT", "LIST", "TYPE", "replica");
        for (RawReplica replica : replicas) {
            replica.close();
        }
        Awaitility.await("what nobody needs is let go")
                .atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() -> {
                    assertThat(Peers.info(port, "connected_slaves")).isEqualTo("0");
                    assertThat(Memory.of(port).clientsSlaves()).isLessThan(MB / 8);
                    assertThat(Memory.of(port).total()).isLessThan(3 * MB);
                });
        assertThat(clients.lines().map(SlowReplicaMemoryTest::outputBytes))
                .as(clients)
                .hasSize(REPLICAS)
                .allMatch(bytes -> bytes > WRITTEN_MB * MB - IN_KERNEL_MAX);
        return after;
    }

    private static long outputBytes(String client) {
        return Long.parseLong(client.replaceAll(".* omem=(\\d+) .*", "$1"));
    }

    private static void assertOneCopy(Memory memory) {
        long least = WRITTEN_MB * MB - IN_KERNEL_MAX;
        long most = (WRITTEN_MB + 4) * MB;
        assertThat(memory.total()).as("%s", memory).isBetween(least, most);
        assertThat(memory.clientsSlaves()).as("%s", memory).isBetween(least - 2 * MB, most);
        assertThat(memory.backlog()).as("%s", memory).isBetween(MB, 2 * MB);
        assertThat(memory.uncounted()).as("%s", memory).isBetween(least - 2 * MB, most);
    }

    @Test
    void fourSlowReplicasOfTheEngineShareOneCopy() throws Exception {
        try (var engine = RunningEngine.start(folder, options())) {
            assertOneCopy(withDeafReplicas(engine.port()));
            assertThat(Peers.info(engine.port(), "client_output_buffer_limit_disconnections"))
                    .isEqualTo("0");
        }
    }

    @Test
    void soDoThoseOfRedis() throws Exception {
        try (var redis = RealRedis.start(folder, options())) {
            assertOneCopy(withDeafReplicas(redis.port()));
        }
    }

    @Test
    void withTheOldBehaviourEachHasACopyOfItsOwn() throws Exception {
        try (var engine = RunningEngine.start(folder, options("--compat", "2.6"))) {
            List<RawReplica> replicas = deafReplicas(engine.port(), "SYNC");
            write(engine.port());
            assertThat(Memory.of(engine.port()).total())
                    .isGreaterThan(REPLICAS * (WRITTEN_MB * MB - IN_KERNEL_MAX));
            for (RawReplica replica : replicas) {
                replica.close();
            }
        }
    }
}
