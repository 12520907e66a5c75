package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerDialectTest {
    @Test
    void isFoundByTheNameOfItsImage() {
        for (ServerDialect dialect : ServerDialect.values()) {
            assertThat(ServerDialect.named(dialect.targetName())).contains(dialect);
            assertThat(dialect.image()).isEqualTo("firedrill/" + dialect.targetName());
        }
        assertThat(ServerDialect.named("redis:9.9")).isEmpty();
    }

    @Test
    void theOldestIsSpokenToInItsOwnWords() {
        ServerDialect old = ServerDialect.REDIS_2_8;
        assertThat(old.followingArguments("m", 6379)).containsExactly("--slaveof", "m", "6379");
        assertThat(old.directive("min-replicas-to-write")).isEqualTo("min-slaves-to-write");
        assertThat(old.labArguments(6379, "/data", "r"))
                .containsExactly("--port", "6379", "--dir", "/data");

        ServerDialect later = ServerDialect.VALKEY_8_0;
        assertThat(later.followingArguments("m", 6379)).containsExactly("--replicaof", "m", "6379");
        assertThat(later.directive("min-replicas-to-write")).isEqualTo("min-replicas-to-write");
        assertThat(later.labArguments(6379, "/data", "r"))
                .contains("--replica-announce-ip", "--enable-debug-command");
    }
}
