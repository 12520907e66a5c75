package dev.firedrill.engine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `user` lines, `aclfile` and `requirepass`: who is let in, in both servers. What the engine
/// cannot enforce it refuses at the start, and names the line.
class AccessControlTest {
    private static final String HASH_OF_PW =
            "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4";

    /// Configurations that both servers take.
    private static final List<String> CONFIGURATIONS =
            List.of(
                    "",
                    "requirepass pw",
                    "requirepass \"\"",
                    "user default on >pw ~* &* +@all",
                    "user default on #" + HASH_OF_PW + " ~* &* +@all",
                    "user default on sanitize-payload #" + HASH_OF_PW + " ~* &* +@all",
                    "user default on nopass ~* &* +@all",
                    "user default on nopass sanitize-payload ~* &* +@all",
                    "user default off",
                    "user default",
                    "user default off nopass ~* &* +@all",
                    "user default on ~* &* +@all",
                    "user default on >pw ~* &* +@all off",
                    "user default on >pw >other ~* &* +@all",
                    "user default on >pw >other <pw ~* &* +@all",
                    "user default on >pw ~* &* +@all resetpass nopass",
                    "user default on >pw ~* &* +@all nopass resetpass",
                    "user default on >pw allkeys allchannels allcommands",
                    "user default on >pw (~a +get) ~* &* +@all",
                    "user default on >pw -@all +@all ~* &*",
                    "user default on >pw %RW~* &* +@all",
                    "user default on >pw ~a resetkeys ~* &* +@all reset on >pw ~* &* +@all",
                    "USER default ON >pw ALLKEYS ALLCHANNELS ALLCOMMANDS",
                    "user default on >pw ~* +@all\nacl-pubsub-default allchannels",
                    "user default on >pw ~* &* +@all\nrequirepass b",
                    "requirepass b\nuser default on >pw ~* &* +@all",
                    "user default on nopass ~* &* +@all\nrequirepass pw",
                    "user alice on >pw ~* &* +@all",
                    "user alice on >pw ~* &* +@all\nrequirepass pw",
                    "user alice on nopass ~* &* +@all\nuser default off",
                    "user alice",
                    "user alice off >pw ~x +get",
                    "user alice on ~x +get",
                    "user Default on nopass ~* &* +@all\nrequirepass pw");

    private static final List<String> CONVERSATIONS =
            List.of(
                    "PING",
                    "AUTH pw;PING;CLIENT LIST",
                    "AUTH default pw;PING",
                    "AUTH other;GET x",
                    "AUTH b;PING",
                    "AUTH default b;PING",
                    "AUTH bad;PING;AUTH pw;PING",
                    "AUTH \"\";PING",
                    "AUTH default \"\";PING",
                    "AUTH alice pw;PING;SET x 1;PUBLISH x y",
                    "AUTH alice bad;PING",
                    "AUTH nobody pw;PING",
                    "AUTH pw;RESET;PING",
                    "AUTH alice pw;RESET;PING",
                    "AUTH;AUTH a b c;PING",
                    "MULTI;PING;EXEC",
                    "FOO;PING x y;DEBUG;DEBUG DIGEST;MODULE LOAD x;MODULE UNLOAD x",
                    "SUBSCRIBE x;MONITOR;PSYNC ? -1;REPLCONF listening-port 1;QUIT",
                    "HELLO;PING",
                    "HELLO 2;HELLO 3;PING",
                    "HELLO 2 AUTH default pw;PING",
                    "HELLO 3 AUTH default pw;PING",
                    "HELLO 3 AUTH default bad;PING",
                    "HELLO 3 AUTH alice pw SETNAME me;CLIENT GETNAME",
                    "HELLO 3 SETNAME me AUTH default pw;CLIENT GETNAME",
                    "HELLO 3 AUTH default bad SETNAME me;AUTH pw;CLIENT GETNAME",
                    "HELLO 3 SETNAME me;AUTH pw;CLIENT GETNAME",
                    "HELLO 3 AUTH default pw FOO;PING",
                    "HELLO 3 AUTH default;HELLO 3 AUTH;HELLO 3 SETNAME;HELLO 3 FOO",
                    "HELLO x;HELLO x AUTH default pw;HELLO 4;HELLO 4 FOO;HELLO 1;HELLO -1",
                    "HELLO 02;HELLO 2.0;HELLO 99999999999999999999;HELLO \"\"",
                    "HELLO 3 SETNAME \"a b\";HELLO 3 SETNAME \"a b\" AUTH default pw;PING",
                    "CONFIG SET requirepass x;PING;AUTH x;CONFIG SET requirepass \"\"");

    @TempDir private Path ours;
    @TempDir private Path theirs;

    @BeforeAll
    static void needsRedis() {
        RealRedis.assumeInstalled();
    }

    @Test
    void theSameClientsAreLetIn() throws Exception {
        var differences = new ArrayList<String>();
        for (String conf : CONFIGURATIONS) {
            Path file = theirs.resolve("redis.conf");
            Files.writeString(file, conf + "\nsave \"\"\n");
            try (var redis = RealRedis.startFrom(file, theirs);
                    var engine =
                            RunningEngine.startFrom(
                                    ours, conf + "\nsave \"\"\n", "--enable-debug-command", "no")) {
                compare(conf, engine.port(), redis.port(), differences);
            }
        }
        assertThat(differences).isEmpty();
    }

    private static void compare(String conf, int here, int there, List<String> differences)
            throws Exception {
        for (String conversation : CONVERSATIONS) {
            String typed = conversation.replace(";", "\r\n") + "\r\n";
            String our = plain(RawBytes.answerTo(here, typed));
            String their = plain(RawBytes.answerTo(there, typed));
            if (!our.equals(their)) {
                differences.add(conf + " | " + conversation + "\n" + our + "\nthere:\n" + their);
            }
        }
    }

    /// Without what differs from run to run.
    private static String plain(String answer) {
        return answer.replaceAll("\\$2\r\nid\r\n:\\d+", "id")
                .replaceAll("\\$\\d+\r\nid=\\d+ .*? user=(\\w+).*\n(id=.*\n)*", "user=$1");
    }

    private static final String UNENDED_SELECTOR = "user default on (%R~*";

    /// redis-server looks up the text by whatever number the error before it left behind.
    private static String reasonOfUnended(String conf, String report) {
        return conf.equals(UNENDED_SELECTOR)
                ? report.replaceAll(
                        "'default': (Wrong format|Unknown command or category name in ACL)",
                        "'default': one of two")
                : report;
    }

    /// Both servers say the same of a line that neither takes.
    @Test
    void wrongLinesAreRefusedInTheSameWords() throws Exception {
        var here = new TreeMap<String, String>();
        var there = new TreeMap<String, String>();
        for (String conf :
                List.of(
                        "user",
                        "user default on #xyz",
                        "user default on #" + HASH_OF_PW.toUpperCase(java.util.Locale.ROOT),
                        "user default on ~* &* +@all foo",
                        "user default on <pw",
                        "user default on !" + HASH_OF_PW,
                        "user default on ~* ~x",
                        "user default on &* &x",
                        "user default on %~a",
                        UNENDED_SELECTOR,
                        "user default on >pw ~* &* +@all\nuser default on",
                        "user default on nopass ~* &* +@all\naclfile x.acl",
                        "aclfile /no/such")) {
            Path file = theirs.resolve("redis.conf");
            Files.writeString(file, conf);
            String printed =
                    RealRedis.run(
                            List.of(
                                    "redis-server",
                                    file.toString(),
                                    "--port",
                                    Integer.toString(RealRedis.freePort())));
            there.put(conf, reasonOfUnended(conf, plainReport(printed)));
            here.put(
                    conf,
                    reasonOfUnended(conf, plainReport(refusalOf(conf).report("Redis 7.0.15"))));
        }

        assertThat(here).isEqualTo(there);
    }

    private static String plainReport(String printed) {
        return printed.lines()
                .filter(line -> !line.contains("oO0OoO") && !line.contains("Configuration loaded"))
                .filter(line -> !line.contains("Redis version=") && !line.contains("overcommit"))
                .filter(line -> !line.contains("monotonic clock") && !line.contains("Running mode"))
                .filter(line -> !line.contains("Server initialized"))
                .filter(line -> !line.isBlank() && !line.matches("^ .*|.*[|_`'\\\\]{3}.*"))
                .filter(line -> !line.matches(".*(open files|maxclients).*"))
                .map(line -> line.replaceFirst("^\\d+:.*? # ", ""))
                .reduce("", (all, line) -> all + line + "\n");
    }

    private ConfigRefused refusalOf(String conf) {
        var refused =
                catchThrowableOfType(
                        ConfigRefused.class,
                        () -> ServerConfig.parse("redis.conf", conf, List.of("--dir", "/tmp")));
        assertThat(refused).as(conf).isNotNull();
        return refused;
    }

    /// Commands, keys and channels cannot be withheld here: whoever writes such a line learns of it
    /// before anybody connects.
    @Test
    void restrictionsThatCannotBeEnforcedAreRefusedByTheirLine() throws Exception {
        for (String user :
                List.of(
                        "user default on >pw",
                        "user default on nopass ~* +@all",
                        "user default on >pw ~* &* +@all -debug",
                        "user default on >pw ~* &* +@all -@dangerous",
                        "user default on >pw ~* &* +@read",
                        "user default on >pw ~x &* +@all",
                        "user default on >pw %R~* &* +@all",
                        "user default on >pw ~* &x +@all",
                        "user default on >pw ~* &* +get +set",
                        "user alice on >pw ~* &*",
                        "user alice on >pw (~* &* +@all)",
                        "user 'a b' on >pw ~* &* +@all")) {
            ConfigRefused refused = refusalOf("# a comment\n" + user);

            assertThat(refused.lineNumber()).as(user).isEqualTo(2);
            assertThat(refused.line()).isEqualTo(user);
            assertThat(refused).hasMessageMatching(".*(kept from|Spaces not allowed).*");
        }
        for (String line : List.of("user alice on nopass ~x &* +@all", "usr x", "# remark")) {
            Path acl = ours.resolve("users.acl");
            Files.writeString(acl, line + "\n");
            assertThat(
                            catchThrowableOfType(
                                    ConfigRefused.class,
                                    () -> RunningEngine.startFrom(ours, "aclfile " + acl)))
                    .as(line)
                    .isNotNull();
        }
    }

    @Test
    void anAclFileIsHonouredAsUserLinesAre() throws Exception {
        for (String text :
                List.of(
                        "user default on >pw ~* &* +@all\n",
                        "\n  user alice on >pw ~* &* +@all  \n\nuser default off",
                        "")) {
            Path acl = ours.resolve("users.acl");
            Files.writeString(acl, text);
            String conf = "save \"\"\naclfile " + acl + "\n";
            Path file = theirs.resolve("redis.conf");
            Files.writeString(file, conf);
            var differences = new ArrayList<String>();
            try (var redis = RealRedis.startFrom(file, theirs);
                    var engine =
                            RunningEngine.startFrom(ours, conf, "--enable-debug-command", "no")) {
                compare(text, engine.port(), redis.port(), differences);
            }
            assertThat(differences).isEmpty();
        }
    }

    /// redis-server lets everybody in when the file does not name the default user.
    @Test
    void anAclFileDoesNotTakeThePasswordAway() throws Exception {
        Path acl = ours.resolve("users.acl");
        Files.writeString(acl, "user alice off\n");
        try (var engine = RunningEngine.startFrom(ours, "requirepass pw\naclfile " + acl + "\n")) {
            assertThat(RawBytes.answerTo(engine.port(), "PING\r\n")).startsWith("-NOAUTH");
        }
    }

    /// A line of the default user wins over `requirepass` at the next start, so it has to follow.
    @Test
    void aPasswordThatIsSetAndWrittenHoldsAfterTheRestart() throws Exception {
        String conf = "user default on >old ~* &* +@all\nuser alice on >pw ~* &* +@all\n";
        try (var engine = RunningEngine.startFrom(ours, conf)) {
            try (var operator = Peer.connect(engine.port())) {
                operator.ask("AUTH", "old");
                operator.ask("CONFIG", "SET", "requirepass", "new");
                operator.ask("CONFIG", "REWRITE");
                assertThat(operator.raw()).isEqualTo("+OK\r\n");
            }
        }
        String written = Files.readString(ours.resolve("redis.conf"));
        assertThat(written).doesNotContain(">").contains("user alice on #" + HASH_OF_PW);
        try (var engine = RunningEngine.startFrom(ours, written)) {
            assertThat(
                            RawBytes.answerTo(
                                    engine.port(), "AUTH old\r\nAUTH new\r\nAUTH alice pw\r\n"))
                    .matches("-WRONGPASS .*\r\n\\+OK\r\n\\+OK\r\n");
        }
    }

    /// Those who had not authenticated may go on when the password is gone, as in redis-server.
    @Test
    void aPasswordThatIsTakenAwayLetsWaitingClientsIn() throws Exception {
        try (var redis = RealRedis.start(theirs, "--requirepass", "pw");
                var engine = RunningEngine.start(ours, "--save", "", "--requirepass", "pw")) {
            for (int port : List.of(engine.port(), redis.port())) {
                try (var waiting = Peer.connect(port);
                        var operator = Peer.connect(port)) {
                    waiting.ask("PING");
                    operator.ask("AUTH", "pw");
                    operator.ask("CONFIG", "SET", "requirepass", "");
                    waiting.ask("PING");
                    assertThat(waiting.raw()).isEqualTo("+PONG\r\n");
                    operator.ask("CONFIG", "SET", "requirepass", "again");
                    operator.ask("PING");
                    assertThat(operator.raw()).isEqualTo("+PONG\r\n");
                    waiting.ask("PING");
                    assertThat(waiting.raw()).startsWith("-NOAUTH");
                }
            }
        }
    }

    /// A replica comes as a user of its own, and nobody comes as the default one.
    @Test
    void aReplicaAuthenticatesAsItsUser() throws Exception {
        String conf = "user default off\nuser follower on >pw ~* &* +@all\nsave \"\"\n";
        try (var engine = RunningEngine.startFrom(ours, conf);
                var redis =
                        RealRedis.start(
                                theirs,
                                "--replicaof",
                                "127.0.0.1 " + engine.port(),
                                "--masteruser",
                                "follower",
                                "--masterauth",
                                "pw")) {
            Awaitility.await("the link stands")
                    .atMost(20, TimeUnit.SECONDS)
                    .until(() ->
                            redis.cli("INFO", "replication").contains("master_link_status:up"));
            assertThat(RawBytes.answerTo(engine.port(), "PING\r\n")).startsWith("-NOAUTH");
        }
    }

    /// Each refusal takes 36 bytes. Whoever has not authenticated cannot make the server hold more
    /// of them than fit into 16 KiB.
    @Test
    void repliesBeforeAuthenticationDoNotPileUp() throws Exception {
        try (var redis = RealRedis.start(theirs, "--requirepass", "pw");
                var engine = RunningEngine.start(ours, "--save", "", "--requirepass", "pw")) {
            for (int port : List.of(redis.port(), engine.port())) {
                assertThat(RawBytes.answerTo(port, "PING\r\n".repeat(400)))
                        .hasSize(400 * "-NOAUTH Authentication required.\r\n".length());
                assertThat(RawBytes.answerTo(port, "PING\r\n".repeat(1_000))).isIn("", "reset");
                assertThat(RawBytes.answerTo(port, "AUTH pw\r\n" + "PING\r\n".repeat(10_000)))
                        .hasSize(5 + 7 * 10_000);
                assertThat(RawBytes.answerTo(port, "*11\r\n"))
                        .contains("unauthenticated multibulk");
                assertThat(RawBytes.answerTo(port, "*1\r\n$16385\r\n"))
                        .contains("unauthenticated bulk length");
            }
        }
    }

    /// What is kept of commands does not hold passwords.
    @Test
    void passwordsAreNotInTheSlowLog() throws Exception {
        try (var redis = RealRedis.start(theirs, "--slowlog-log-slower-than", "0");
                var engine =
                        RunningEngine.start(ours, "--save", "", "--slowlog-log-slower-than", "0")) {
            for (int port : List.of(engine.port(), redis.port())) {
                try (var client = Peer.connect(port)) {
                    client.ask("CONFIG", "SET", "requirepass", "secret1", "maxclients", "100");
                    client.ask("CONFIG", "SET", "masterauth", "secret2");
                    client.ask("CONFIG", "SET", "MASTERUSER", "secret3");
                    client.ask("AUTH", "secret1");
                    client.ask("HELLO", "2", "AUTH", "default", "secret1");
                    client.ask("SLOWLOG", "GET", "100");
                    assertThat(client.raw())
                            .doesNotContain("secret")
                            .contains("requirepass", "(redacted)", "MASTERUSER", "maxclients");
                }
            }
        }
    }
}
