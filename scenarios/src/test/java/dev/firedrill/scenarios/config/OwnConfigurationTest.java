package dev.firedrill.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.faults.lab.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whether replicas get into their master is known before anything starts, and said without the
/// passwords. What a server answers to each of these logins was asked of redis-server 7.0.15.
class OwnConfigurationTest {
    /// SHA-256 of `swordfish`.
    private static final String HASH =
            "b9f195c5cc7ef6afadbfbc42892ad47d3b24c6bc94bb510c4564a90a14e8b799";

    @TempDir private Path folder;

    private Path file(String name, String lines) throws Exception {
        return Files.writeString(folder.resolve(name), lines.replace("; ", "\n") + "\n");
    }

    private OwnConfiguration read(String master, String replica) throws Exception {
        return OwnConfiguration.read(file("m.conf", master), file("r.conf", replica));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    hz 1                                     | hz 1
                    requirepass swordfish                    | masterauth swordfish
                    requirepass old; requirepass swordfish   | masterauth swordfish
                    requirepass swordfish; requirepass ""    | hz 1
                    requirepass "sword\\x66ish"              | masterauth swordfish
                    user default on >swordfish ~* +@all      | masterauth swordfish
                    user default on #HASH ~* +@all           | masterauth swordfish
                    user default on nopass ~* +@all          | hz 1
                    user default off; user sync on >swordfish +@all | masteruser sync; masterauth swordfish
                    user sync on nopass +@all                | masteruser sync; masterauth any
                    hz 1                                     | masteruser sync
                    """)
    void aReplicaThatIsLetInIsTaken(String master, String replica) throws Exception {
        assertThat(read(master.replace("HASH", HASH), replica).replica().lines()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    requirepass swordfish                 | masterauth shark      | masterauth (r.conf, line 1) is not the password that the master asks for (requirepass, m.conf, line 1)
                    requirepass swordfish                 | hz 1                  | the master asks for a password (requirepass, m.conf, line 1), and the replicas have no masterauth
                    hz 1                                  | masterauth swordfish  | masterauth (r.conf, line 1) is refused, because the master has no requirepass
                    user default off                      | hz 1                  | the user default (m.conf, line 1) is off, and the replicas come as that user
                    user default on >swordfish            | hz 1                  | the user default (m.conf, line 1) has a password, and the replicas have no masterauth
                    user default on >swordfish            | masterauth shark      | masterauth (r.conf, line 1) is no password of the user default (m.conf, line 1)
                    user default on nopass                | masterauth swordfish  | masterauth (r.conf, line 1) is refused, because the user default (m.conf, line 1) has no password
                    hz 1                                  | masteruser sync; masterauth swordfish | the master has no user of the name that masteruser (r.conf, line 1) gives
                    """)
    void aReplicaThatCannotLogInIsRefusedBeforeTheStart(String master, String replica, String why) {
        assertThatThrownBy(() -> read(master, replica))
                .isInstanceOf(ConfigurationRefused.class)
                .extracting(Throwable::getMessage)
                .extracting(text -> text.replace(folder + "/", ""))
                .isEqualTo("the replicas cannot follow the master: " + why + ".");
    }

    @Test
    void oneFileServesEveryNode() throws Exception {
        OwnConfiguration own = OwnConfiguration.read(file("all.conf", "hz 20"));
        assertThat(own.master()).isEqualTo(own.replica());
    }

    /// Both ends of the link have one.
    @Test
    void theLongerReplicationTimeoutCounts() throws Exception {
        assertThat(read("repl-timeout 20", "repl-timeout 30; repl-timeout 15").replicationTimeout())
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(read("repl-timeout 20", "hz 1").replicationTimeout())
                .as("the server's own")
                .isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void modulesNeedARealServer() throws Exception {
        file("bloom.so", "ELF");
        OwnConfiguration own = OwnConfiguration.read(file("all.conf", "loadmodule bloom.so"));
        assertThat(own.refusalOn(Target.FIREDRILL).orElseThrow())
                .contains("all.conf, line 1")
                .contains("--target redis:7.0");
        assertThat(own.refusalOn(Target.of("redis:7.0"))).isEmpty();
        assertThat(OwnConfiguration.read(file("plain.conf", "hz 1")).refusalOn(Target.FIREDRILL))
                .isEmpty();
    }
}
