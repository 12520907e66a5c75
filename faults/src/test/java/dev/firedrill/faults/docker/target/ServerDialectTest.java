package dev.firedrill.faults.docker.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.lab.Target;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerDialectTest {
    @ParameterizedTest
    @CsvSource({
        "redis, redis:7.0, firedrill/redis:7.0",
        "valkey, valkey:8.0, firedrill/valkey:8.0",
        "redis:2.8, redis:2.8, firedrill/redis:2.8",
        "redis:6.2, redis:6.2, firedrill/redis:6.2",
        "redis:6.2.14, redis:6.2, redis:6.2.14",
        "redis:5, redis:5.0, redis:5",
        "valkey:8.1, valkey:8.1, valkey/valkey:8.1",
    })
    void aVersionIsTakenFromItsImage(String target, String name, String image) {
        ServerDialect dialect = (ServerDialect) Dialect.of(Target.of(target));
        assertThat(dialect.targetName()).isEqualTo(name);
        assertThat(dialect.image()).isEqualTo(image);
    }

    @ParameterizedTest
    @CsvSource({"redis:2.6", "redis:2", "redis:1.0"})
    void whatIsTooOldIsRefused(String target) {
        assertThatThrownBy(() -> Dialect.of(Target.of(target)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too old");
    }

    @Test
    void anImageThatWasAskedIsTakenAsItIs() {
        var asked = new Target(Target.Kind.VALKEY, "8.1", Optional.of("my/own:tag"));
        assertThat(Dialect.of(asked).image()).isEqualTo("my/own:tag");
        assertThat(Dialect.of(asked).entryPoint()).containsExactly("valkey-server");
        assertThat(ServerDialect.REDIS_7_0.entryPoint()).isEmpty();
    }

    @Test
    void theOldestIsSpokenToInItsOwnWords() {
        ServerDialect old = ServerDialect.REDIS_2_8;
        assertThat(old.followingArguments("m", 6379)).containsExactly("--slaveof", "m", "6379");
        assertThat(old.labArguments(6379, "/data", "r"))
                .containsExactly("--port", "6379", "--dir", "/data");
        assertThat(old.command(List.of("REPLICAOF", "NO", "ONE")))
                .containsExactly("SLAVEOF", "NO", "ONE");
        assertThat(old.command(List.of("CONFIG", "SET", "min-replicas-max-lag", "3")))
                .containsExactly("CONFIG", "SET", "min-slaves-max-lag", "3");
        assertThat(old.command(List.of("config", "get", "repl-ping-replica-period", "replica-*")))
                .containsExactly("config", "get", "repl-ping-slave-period", "slave-*");
        assertThat(old.command(List.of("SET", "replica", "replica")))
                .containsExactly("SET", "replica", "replica");

        ServerDialect later = ServerDialect.VALKEY_8_0;
        assertThat(later.followingArguments("m", 6379)).containsExactly("--replicaof", "m", "6379");
        assertThat(later.command(List.of("REPLICAOF", "NO", "ONE")))
                .containsExactly("REPLICAOF", "NO", "ONE");
        assertThat(later.labArguments(6379, "/data", "r"))
                .contains("--replica-announce-ip", "--enable-debug-command");
    }

    @Test
    void aServerThatKnowsNoStepsOfASnapshotIsNotToldToLeaveThemOut() {
        String conf = "rdb-save-incremental-fsync no\nsave \"\"\n";
        assertThat(ServerDialect.REDIS_2_8.redisConf(conf))
                .isEqualTo(
                        "# rdb-save-incremental-fsync no (redis:2.8 never fsyncs on the way)\n"
                                + "save \"\"\n");
        assertThat(ServerDialect.REDIS_6_2.redisConf(conf)).isEqualTo(conf);
    }

    @Test
    void redisConfIsPutIntoTheWordsOfTheServer() {
        String conf =
                """
                # a replica
                compat 2.6
                replicaof toxiproxy 20001
                min-replicas-to-write 1
                client-output-buffer-limit replica 1gb 1gb 60
                  repl-ping-replica-period 2
                aof-refuse-start-empty yes

                requirepass "replica"
                """;
        String old = ServerDialect.REDIS_2_8.redisConf(conf);
        assertThat(old)
                .isEqualTo(
                        """
                        # a replica
                        rename-command PSYNC ""
                        slaveof toxiproxy 20001
                        min-slaves-to-write 1
                        client-output-buffer-limit slave 1gb 1gb 60
                          repl-ping-slave-period 2
                        # aof-refuse-start-empty yes (redis:2.8 has no such directive)

                        requirepass "replica"
                        """);
        assertThat(ServerDialect.REDIS_2_8.redisConf(old)).isEqualTo(old);
        assertThat(ServerDialect.REDIS_7_0.redisConf(conf))
                .contains("\nreplicaof toxiproxy 20001\nmin-replicas-to-write 1\n")
                .contains("# aof-refuse-start-empty yes (redis:7.0 has no such directive)");
    }
}
