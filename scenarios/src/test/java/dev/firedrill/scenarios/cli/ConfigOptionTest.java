package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `--config`: the realistic redis.conf of the test resources, as it is and with one thing changed,
/// from the command line to the report.
class ConfigOptionTest {
    private static final Path REALISTIC = Path.of("src/test/resources/config");
    private static final String[] SECRETS = {"correct horse", "battery", "tr0ub4dor", "shark"};
    private static final String SMALL =
            " --replicas 2 --keys 500 --writes-per-second 1500 --seed 7";

    @TempDir private Path temporary;

    private Path own;
    private Path out;

    @BeforeEach
    void copyConfiguration() throws Exception {
        own = Files.createDirectory(temporary.resolve("own"));
        out = temporary.resolve("runs");
        for (String name : List.of("redis.conf", "limits.conf")) {
            Files.copy(REALISTIC.resolve(name), own.resolve(name));
        }
    }

    private void change(String line, String other) throws Exception {
        Path file = own.resolve("redis.conf");
        String text = Files.readString(file);
        assertThat(text).contains(line + "\n");
        Files.writeString(file, text.replace(line + "\n", other + "\n"));
    }

    private Ended firedrill(String line) {
        return Ended.of(line.split(" ", -1)).without(own + "/");
    }

    private Ended run(String options) {
        return firedrill(
                String.format(
                        java.util.Locale.ROOT,
                        "run twilio-2013 --config %s/redis.conf --out %s %s",
                        own,
                        out,
                        options.strip()));
    }

    private JsonNode latest() throws Exception {
        return JsonMapper.shared().readTree(out.resolve("latest/result.json").toFile());
    }

    /// Everything that a run leaves behind, unpacked.
    private String everything() throws Exception {
        var texts = new ArrayList<String>();
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                if (file.toString().endsWith(".gz")) {
                    try (var packed = new GZIPInputStream(Files.newInputStream(file))) {
                        bytes = packed.readAllBytes();
                    }
                }
                texts.add(new String(bytes, StandardCharsets.UTF_8));
            }
        }
        return String.join("\n", texts);
    }

    @Test
    void aGoodConfigurationHoldsAndTheControlsAreStillCaught() throws Exception {
        Ended ended = run(SMALL);

        assertThat(ended.exitCode()).as(ended.printed() + ended.complained()).isZero();
        JsonNode result = latest();
        assertThat(result.get("repeat").asString()).contains("--config " + own + "/redis.conf");
        JsonNode variants = result.get("variants");
        assertThat(variants.get(0).get("ownConfiguration").get(0).get("alone").asBoolean())
                .isFalse();
        JsonNode judged = variants.get(2);
        assertThat(judged.get("title").asString()).startsWith("your own configuration");
        JsonNode taken = judged.get("ownConfiguration").get(0);
        assertThat(taken.get("alone").asBoolean()).isTrue();
        assertThat(taken.get("nodes").size()).isEqualTo(3);
        assertThat(taken.get("files").get(1).asString()).endsWith("limits.conf");
        assertThat(taken.get("leftOut").toString())
                .contains("\"directive\":\"bind\"", "\"line\":8", "the lab chooses ports");
        String conf =
                Files.readString(
                        out.resolve("latest/nodes/with-psync-and-rewrite/M.redis.conf.before"));
        assertThat(conf)
                .as("nothing of the scenario's own")
                .contains("repl-backlog-size 64mb", "maxmemory 512mb")
                .doesNotContain("billing store", "repl-ping-replica-period");
        assertThat(everything()).doesNotContain(SECRETS);
    }

    @Test
    void aBacklogThatIsTooSmallIsViolatedAndNamed() throws Exception {
        change("repl-backlog-size 64mb", "repl-backlog-size 1mb");
        Ended ended = run("--variant with-psync-and-rewrite" + SMALL);

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(ExitCodes.VIOLATED);
        String report = Files.readString(out.resolve("latest/report.md"));
        assertThat(report)
                .contains("The backlog of M, 1048576 bytes, was overrun")
                .containsPattern("repl-backlog-size \\d+mb")
                .contains("### Your own configuration")
                .contains("redis.conf, line 8: bind was left out");
        assertThat(Files.readString(out.resolve("latest/report.html")))
                .contains("<h3>Your own configuration</h3>");
    }

    @Test
    void aFileThatIsMountedAloneCannotBeRewrittenAndTheRestartForgets() throws Exception {
        change("appendonly yes", "appendonly no");
        Ended ended = run("--config-mount file --variant with-psync-and-rewrite" + SMALL);

        assertThat(ended.exitCode()).as(ended.printed()).isEqualTo(ExitCodes.VIOLATED);
        assertThat(latest().get("repeat").asString()).contains("--config-mount file");
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .contains("M could not rewrite its redis.conf", "Device or resource busy")
                .contains("Mount the folder of redis.conf into the container");
        // With the folder mounted it can.
        assertThat(run("--variant with-psync-and-rewrite" + SMALL).exitCode()).isZero();
    }

    @Test
    void masterAndReplicasMayHaveFilesOfTheirOwn() throws Exception {
        Path replica = own.resolve("replica.conf");
        Files.writeString(
                replica, Files.readString(own.resolve("redis.conf")).replace("hz 20", "hz 50"));
        Ended ended =
                firedrill(
                        "run twilio-2013 --variant with-psync-and-rewrite --config M="
                                + own
                                + "/redis.conf,R="
                                + replica
                                + " --out "
                                + out
                                + SMALL);

        assertThat(ended.exitCode()).as(ended.printed() + ended.complained()).isZero();
        Path nodes = out.resolve("latest/nodes/with-psync-and-rewrite");
        assertThat(Files.readString(nodes.resolve("M.redis.conf.before"))).contains("hz 20");
        assertThat(Files.readString(nodes.resolve("R2.redis.conf.before"))).contains("hz 50");
        assertThat(latest().get("variants").get(0).get("ownConfiguration").size()).isEqualTo(2);
    }

    /// Nobody can set anything while it runs, so that nothing can be forgotten; and the controls,
    /// which have to, run without that line.
    @Test
    void aDisabledConfigIsNoObstacle() throws Exception {
        change(
                "rename-command CONFIG b840fc02d524045429941cc15f59e41cb7be6c52",
                "rename-command CONFIG \"\"");
        Ended ended = run(SMALL);

        assertThat(ended.exitCode()).as(ended.printed() + ended.complained()).isZero();
        assertThat(latest().get("variants").get(0).get("ownConfiguration").toString())
                .contains("a control sets options while the server runs");
        assertThat(latest().get("variants").get(2).get("ownConfiguration").toString())
                .doesNotContain("rename-command");
    }

    /// Otherwise no connection would end, and no backlog be needed.
    @Test
    void theOutageOutlastsTheReplicationTimeoutOfTheFile() throws Exception {
        change("repl-timeout 15", "repl-timeout 40");
        Ended ended = run("--variant with-psync-and-rewrite" + SMALL);

        assertThat(ended.exitCode()).as(ended.printed()).isZero();
        assertThat(Files.readString(out.resolve("latest/report.md")))
                .contains("because nothing came back for repl-timeout")
                .containsPattern("R1 \\| partial \\| continued");
    }

    @Test
    void whatTheServerRefusesIsNamedWithTheLineOfTheUsersFile() throws Exception {
        change("hz 20", "hz 20\nmaxmemory-polcy allkeys-lru");
        Ended ended = run("--variant with-psync-and-rewrite" + SMALL);

        assertThat(ended.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.complained().lines())
                .containsExactly(
                        "firedrill: the cluster did not come up: firedrill does not take"
                                + " redis.conf, line 80, maxmemory-polcy: Bad directive or wrong"
                                + " number of arguments.");
    }

    @Test
    void aRefusedLineWithAPasswordIsNotQuoted() throws Exception {
        change("user ops on >tr0ub4dor&3 ~* &* +@all", "user ops on >tr0ub4dor&3 ~* &* +@nonsense");
        Ended ended = run("--variant with-psync-and-rewrite" + SMALL);

        assertThat(ended.exitCode()).isEqualTo(ExitCodes.UNAVAILABLE);
        assertThat(ended.complained())
                .contains("redis.conf, line 51, user: ")
                .doesNotContain(SECRETS);
        assertThat(everything()).doesNotContain(SECRETS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    include limits.conf                        | include gone.conf         | redis.conf, line 5: the include gone.conf cannot be read (No such file or directory).
                    include limits.conf                        | include redis.conf        | redis.conf, line 5: include redis.conf leads back to that file.
                    masterauth "correct horse battery staple"  | masterauth shark          | the replicas cannot follow the master: masterauth (redis.conf, line 37) is not the password that the master asks for (requirepass, redis.conf, line 50).
                    masterauth "correct horse battery staple"  | masterauth "shark         | redis.conf, line 37: its quotes are not balanced.
                    hz 20                                      | loadmodule /no/such.so    | redis.conf, line 79: the module /no/such.so is not on this machine, or cannot be read.
                    hz 20                                      | loadmodule limits.conf    | redis.conf, line 79: Firedrill's own engine loads no modules; choose a real server, for example --lab docker --target redis:7.0.
                    hz 20                                      | aclfile gone.acl          | redis.conf, line 79: the aclfile gone.acl cannot be read (No such file or directory).
                    hz 20                                      | cluster-enabled yes       | redis.conf, line 79: cluster-enabled is on, and Firedrill rehearses a master with replicas, not Redis Cluster.
                    """)
    void aMistakeInTheFileIsToldInOneSentenceAndLeavesNothing(
            String line, String other, String sentence) throws Exception {
        change(line, other);
        Ended ended = run(SMALL);

        assertThat(ended.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.complained()).isEqualTo("firedrill: " + sentence + System.lineSeparator());
        assertThat(ended.complained()).doesNotContain(SECRETS);
        assertThat(out).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run twilio-2013 --config /no/such/redis.conf",
                "run twilio-2013 --config /tmp",
                "run twilio-2013 --config /dev/zero",
                "run twilio-2013 --config M=/no/such/redis.conf",
                "run twilio-2013 --config M=a.conf,M=b.conf",
                "run twilio-2013 --config M=a.conf,R=",
                "run twilio-2013 --config-mount file",
                "run twilio-2013 --config /no/such/redis.conf --config-mount file",
                "run twilio-2013 --config R=a.conf,M=b.conf,R=c.conf",
                "matrix twilio-2013 --targets redis:7.0,firedrill --config /no/such/redis.conf"
            })
    void aFileThatIsNotThereIsToldInOneSentence(String line) {
        Ended ended = firedrill(line + " --out " + out);

        assertThat(ended.exitCode()).as(ended.complained()).isEqualTo(ExitCodes.USAGE);
        assertThat(ended.complained()).startsWith("firedrill: ").doesNotContain("\tat ");
        assertThat(ended.complained().lines()).hasSize(1);
        assertThat(out).doesNotExist();
    }
}
