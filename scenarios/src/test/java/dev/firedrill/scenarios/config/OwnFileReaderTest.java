package dev.firedrill.scenarios.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A redis.conf of the user's is read as redis-server 7.0 reads it, and what is wrong with it is
/// said in one sentence that names file and line and no value.
class OwnFileReaderTest {
    @TempDir private Path folder;

    private Path file(String name, String... lines) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, String.join("\n", lines) + "\n");
    }

    private OwnFile read(String... lines) throws Exception {
        return OwnFileReader.read(file("redis.conf", lines));
    }

    private String refusal(String... lines) throws Exception {
        Path file = file("redis.conf", lines);
        try {
            OwnFileReader.read(file);
        } catch (ConfigurationRefused refused) {
            return String.valueOf(refused.getMessage()).replace(folder + "/", "");
        }
        throw new AssertionError("it was taken");
    }

    private static List<String> texts(OwnFile file) {
        return file.lines().stream().map(OwnLine::text).toList();
    }

    private static List<String> leftOut(OwnFile file) {
        return file.leftOut().stream().map(LeftOutLine::directive).toList();
    }

    @Test
    void linesReachTheServerAsTheyAreWithoutComments() throws Exception {
        OwnFile read = read("# a comment", "", "  MaxMemory   1gb\r", "requirepass \"a b\\x41\"");

        assertThat(texts(read)).containsExactly("MaxMemory   1gb", "requirepass \"a b\\x41\"");
        assertThat(read.lines())
                .extracting(OwnLine::number)
                .as("as an editor counts them")
                .containsExactly(3, 4);
        assertThat(read.lines().getFirst().directive()).isEqualTo("maxmemory");
        assertThat(read.text()).isEqualTo("MaxMemory   1gb\nrequirepass \"a b\\x41\"\n");
    }

    @Test
    void bytesThatAreNoTextSurvive() throws Exception {
        Path file = folder.resolve("redis.conf");
        Files.write(file, "requirepass caf\u00e9".getBytes(StandardCharsets.UTF_8));
        assertThat(OwnFileReader.read(file).text().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo("requirepass caf\u00e9\n".getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "port 7000",
                "PORT 7000",
                "bind 127.0.0.1 -::1",
                "bind-source-addr 10.0.0.1",
                "protected-mode yes",
                "dir /var/lib/redis",
                "dbfilename store.rdb",
                "pidfile /run/redis.pid",
                "logfile /var/log/redis.log",
                "loglevel warning",
                "syslog-enabled yes",
                "syslog-ident redis",
                "daemonize yes",
                "supervised systemd",
                "unixsocket /run/redis.sock",
                "unixsocketperm 700",
                "tls-port 6380",
                "tls-replication yes",
                "tls-key-file-pass secret",
                "replicaof 10.0.0.1 6379",
                "slaveof no one",
                "replica-announce-ip 5.5.5.5",
                "slave-announce-port 1234",
                "enable-debug-command no"
            })
    void whatTheLabDecidesIsLeftOutWithItsReason(String line) throws Exception {
        OwnFile read = read("hz 20", line);

        assertThat(texts(read)).containsExactly("hz 20");
        LeftOutLine out = read.leftOut().getFirst();
        assertThat(out.number()).isEqualTo(2);
        assertThat(line).startsWithIgnoringCase(out.directive());
        assertThat(out.reason()).isNotBlank().doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replica-priority 100",
                "replica-announced no",
                "no-such-directive 1",
                "maxmemory nonsense",
                "cluster-enabled no",
                "oom-score-adj no",
                "latency-monitor-threshold 100",
                "include",
                "aclfile",
                "bf.error_rate 0.01"
            })
    void everythingElseRunsUnchangedAndIsJudgedByTheServer(String line) throws Exception {
        OwnFile read = read(line);

        assertThat(texts(read)).containsExactly(line);
        assertThat(read.leftOut()).isEmpty();
    }

    @Test
    void includedLinesStandAtThePlaceOfTheInclude() throws Exception {
        file("parts/limits.conf", "hz 2", "include deeper.conf");
        file("parts/deeper.conf", "hz 3", "port 1");
        OwnFile read = read("hz 1", "include parts/limits.conf", "hz 4");

        assertThat(texts(read)).containsExactly("hz 1", "hz 2", "hz 3", "hz 4");
        assertThat(read.lines())
                .extracting(OwnLine::place)
                .map(place -> place.replace(folder + "/", ""))
                .containsExactly(
                        "redis.conf, line 1",
                        "parts/limits.conf, line 1",
                        "parts/deeper.conf, line 1",
                        "redis.conf, line 3");
        assertThat(read.files()).hasSize(3);
        assertThat(read.leftOut().getFirst().file()).endsWith("parts/deeper.conf");
    }

    @Test
    void aPatternStandsForItsFilesInOrderAndMayFitNone() throws Exception {
        file("conf.d/20-b.conf", "hz 2");
        file("conf.d/10-a.conf", "hz 1");
        OwnFile read = read("include conf.d/*.conf", "include none/*.conf");
        assertThat(texts(read)).containsExactly("hz 1", "hz 2");
    }

    @Test
    void aFileThatIncludesAnotherTwiceIsNoCycle() throws Exception {
        file("one.conf", "hz 1");
        assertThat(texts(read("include one.conf", "include one.conf")))
                .containsExactly("hz 1", "hz 1");
    }

    /// redis-server would look where it was started.
    @Test
    void aNameThatIsNotBesideTheFileIsLookedForWhereFiredrillWasStarted() throws Exception {
        Path here = Path.of("").toAbsolutePath();
        Path started = Files.createTempFile(here, "own-include-", ".conf");
        try {
            Files.writeString(started, "hz 7\n");
            assertThat(texts(read("include " + started.getFileName()))).containsExactly("hz 7");
        } finally {
            Files.delete(started);
        }
    }

    @Test
    void saveLinesBehindAnIncludeBeginAnew() throws Exception {
        file("saves.conf", "save 900 1");
        OwnFile read = read("save 60 5", "include saves.conf", "save 30 7", "save 20 8");

        assertThat(texts(read)).containsExactly("save 30 7", "save 20 8");
        assertThat(leftOut(read)).containsExactly("save", "save");
        assertThat(texts(read("save 60 5", "include saves.conf")))
                .containsExactly("save 60 5", "save 900 1");
    }

    @Test
    void anAclFileBecomesUserLines() throws Exception {
        file("users.acl", "user default on >pa'ss ~* &* +@all", "", "user app on nopass ~* +@all");
        OwnFile read = read("aclfile users.acl", "hz 1");

        assertThat(texts(read))
                .containsExactly(
                        "hz 1",
                        "user default on \">pa'ss\" ~* &* +@all",
                        "user app on nopass ~* +@all");
        assertThat(read.lines().get(2).place()).endsWith("users.acl, line 3");
    }

    /// Ran: redis-server 7.0.15 lets everybody in, whatever `requirepass` says.
    @Test
    void anAclFileWithoutADefaultUserLeavesItOpen() throws Exception {
        file("users.acl", "user app on >x ~* +@all");
        assertThat(texts(read("requirepass secret", "aclfile users.acl")))
                .containsExactly(
                        "requirepass secret",
                        "user app on >x ~* +@all",
                        "user default on nopass ~* &* +@all");
    }

    @Test
    void aModuleIsCarriedIntoTheFolderOfTheNode() throws Exception {
        Path module = file("bloom.so", "ELF");
        OwnFile read = read("loadmodule bloom.so ERROR_RATE 0.01");

        assertThat(texts(read)).containsExactly("loadmodule /conf/bloom.so ERROR_RATE 0.01");
        assertThat(read.modules()).containsExactly(module);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    requirepass "secret              | redis.conf, line 2: its quotes are not balanced.
                    include gone.conf                | redis.conf, line 2: the include gone.conf cannot be read (No such file or directory).
                    include .                        | redis.conf, line 2: the include . cannot be read (Is a directory).
                    include redis.conf               | redis.conf, line 2: include redis.conf leads back to that file.
                    aclfile gone.acl                 | redis.conf, line 2: the aclfile gone.acl cannot be read (No such file or directory).
                    loadmodule gone.so               | redis.conf, line 2: the module gone.so is not on this machine, or cannot be read.
                    sentinel monitor m 1.1.1.1 1 1   | redis.conf, line 2: sentinel is for redis-sentinel, and this is a server's file.
                    cluster-enabled yes              | redis.conf, line 2: cluster-enabled is on, and Firedrill rehearses a master with replicas, not Redis Cluster.
                    """)
    void aMistakeIsToldWithFileAndLine(String line, String sentence) throws Exception {
        assertThat(refusal("hz 1", line)).isEqualTo(sentence);
    }

    @Test
    void aCycleOverTwoFilesIsFound() throws Exception {
        file("b.conf", "include redis.conf");
        assertThat(refusal("include b.conf"))
                .isEqualTo("b.conf, line 1: include redis.conf leads back to that file.");
    }

    @Test
    void usersInTwoPlacesAreRefusedAsTheServerRefusesThem() throws Exception {
        file("users.acl", "user app on >x");
        assertThat(refusal("user ops on >y", "aclfile users.acl"))
                .startsWith("redis.conf, line 1: a user is defined here")
                .doesNotContain(">");
    }

    @Test
    void aLineOfAnAclFileThatDefinesNobodyIsRefused() throws Exception {
        file("users.acl", "user app on >x", "# ops");
        assertThat(refusal("aclfile users.acl"))
                .isEqualTo("users.acl, line 2: a line of an ACL file begins with user and a name.");
    }

    @Test
    void twoModulesOfOneNameAreRefused() throws Exception {
        file("bloom.so", "ELF");
        file("old/bloom.so", "ELF");
        assertThat(refusal("loadmodule bloom.so", "loadmodule old/bloom.so"))
                .isEqualTo("redis.conf, line 2: a second module is called bloom.so.");
    }

    @Test
    void aFileThatIsNotThereAndAFolderAreToldApart() {
        assertThatThrownBy(() -> OwnFileReader.read(folder.resolve("gone.conf")))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContaining("gone.conf cannot be read (No such file or directory).");
        assertThatThrownBy(() -> OwnFileReader.read(folder))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessageContaining("cannot be read (Is a directory).");
    }

    /// It would be read without end.
    @Test
    void aDeviceIsRefused() {
        assertThatThrownBy(() -> OwnFileReader.read(Path.of("/dev/zero")))
                .isInstanceOf(ConfigurationRefused.class)
                .hasMessage("/dev/zero is no regular file.");
    }
}
