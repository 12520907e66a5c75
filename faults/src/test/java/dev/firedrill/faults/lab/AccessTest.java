package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How the lab gets into a server follows from its configuration, read as the server reads it.
class AccessTest {
    /// SHA-256 of `swordfish`.
    private static final String HASH =
            "b9f195c5cc7ef6afadbfbc42892ad47d3b24c6bc94bb510c4564a90a14e8b799";

    private static Access access(String redisConf, String... arguments) {
        return Access.of(redisConf, List.of(arguments));
    }

    /// What the server hears on a connection before the listener, and for each of these commands.
    private static List<String> sent(Access access, String... commands) {
        var sent = new ArrayList<String>();
        var raw =
                new ClientConnection() {
                    @Override
                    public void send(List<byte[]> command) {
                        sent.add(
                                String.join(
                                        " ",
                                        command.stream()
                                                .map(word ->
                                                        new String(
                                                                word, StandardCharsets.ISO_8859_1))
                                                .toList()));
                    }

                    @Override
                    public void close() {
                        sent.add("(closed)");
                    }
                };
        var listener = new Heard();
        access.open(
                listener,
                outer -> {
                    outer.connected(raw);
                    if (!access.login().isEmpty()) {
                        assertThat(listener.heard).as("before the answer to AUTH").isEmpty();
                        outer.replied(raw, new Reply.Simple("OK"));
                    }
                    return raw;
                });
        assertThat(listener.heard).containsExactly("connected");
        for (String command : commands) {
            listener.connection(command);
        }
        return sent;
    }

    private static final class Heard implements ClientListener {
        final List<String> heard = new ArrayList<>();
        private final List<ClientConnection> connections = new ArrayList<>();

        void connection(String command) {
            connections
                    .getFirst()
                    .send(
                            List.of(command.split(" ")).stream()
                                    .map(word -> word.getBytes(StandardCharsets.ISO_8859_1))
                                    .toList());
        }

        @Override
        public void connected(ClientConnection connection) {
            connections.add(connection);
            heard.add("connected");
        }

        @Override
        public void replied(ClientConnection connection, Reply reply) {
            heard.add(reply.describe());
        }

        @Override
        public void closed(ClientConnection connection, String why) {
            heard.add("closed: " + why);
        }
    }

    @Test
    void anOpenServerIsSpokenToAsItIs() {
        assertThat(sent(access("save \"\"\n# requirepass old\n"), "PING")).containsExactly("PING");
    }

    @Test
    void passwordsAreReadWithQuotesAndEscapes() {
        assertThat(access("requirepass swordfish").login()).containsExactly("swordfish");
        assertThat(access("REQUIREPASS\t\"two \\x77ords\"").login()).containsExactly("two words");
        assertThat(access("requirepass 'a\"b'\n").login()).containsExactly("a\"b");
        assertThat(access("requirepass first\nrequirepass second").login())
                .containsExactly("second");
        assertThat(access("requirepass first", "--requirepass", "second").login())
                .containsExactly("second");
        assertThat(access("requirepass first", "--requirepass second words").login())
                .containsExactly("first");
    }

    @Test
    void theDefaultUserIsPreferredAndAnyOtherWillDo() {
        assertThat(access("user default on >swordfish ~* &* +@all").login())
                .containsExactly("swordfish");
        assertThat(access("user default on nopass ~* &* +@all").login()).isEmpty();
        assertThat(access("user default on >old <old >new ~* +@all").login())
                .containsExactly("new");
        assertThat(access("user default off\nuser ops on >swordfish ~* &* +@all").login())
                .containsExactly("ops", "swordfish");
    }

    @Test
    void aUserWhoMayDoEverythingIsPreferredToOneWhoMayNot() {
        String ops = "user ops on >swordfish ~* &* +@all\n";
        assertThat(access("user default on nopass ~app:* +@read\n" + ops).login())
                .containsExactly("ops", "swordfish");
        assertThat(access("user default on >app ~* -@all +get\n" + ops).login())
                .containsExactly("ops", "swordfish");
        assertThat(access("user default on >app ~app:* +@read\nuser ro on >ro +get\n").login())
                .as("nobody is better")
                .containsExactly("app");
    }

    @Test
    void aPasswordIsRememberedWhenTheFileHasItsHashAlone() {
        Access before = access("user default off\nuser ops on >swordfish ~* &* +@all");
        String rewritten = "user default off\nuser ops on #" + HASH + " ~* &* +@all";

        assertThat(before.afterStartWith(rewritten, List.of()).login())
                .containsExactly("ops", "swordfish");
        assertThat(access(rewritten).login()).as("without it").isEmpty();
    }

    /// What is the user's reaches the server as it is; what the scenario adds is put into its
    /// words.
    @Test
    void onlyWhatFollowsTheUsersLinesIsChanged() {
        var node =
                new NodeSpec(new NodeId("M"), "", List.of(), OptionalLong.empty(), false)
                        .configured("a ${R1}\nb\nc ${R1}\n", List.of(), 2, List.of());
        assertThat(node.behindOwnLines(node.redisConf(), text -> text.replace("${R1}", "h 1")))
                .isEqualTo("a ${R1}\nb\nc h 1\n");
        assertThat(node.behindOwnLines("a", text -> text + "!")).isEqualTo("a!");
        assertThat(node.behindOwnLines("", text -> text + "!")).isEqualTo("!");
    }

    /// CONFIG REWRITE leaves the hash alone in a `user` line.
    @Test
    void aHashIsEnoughWhereThePasswordStandsElsewhere() {
        String user = "user default on #" + HASH + " ~* &* +@all\n";
        assertThat(access(user + "masterauth swordfish\n").login()).containsExactly("swordfish");
        assertThat(access(user).obstacles())
                .containsExactly(
                        "line 1 of redis.conf (user default) lets nobody in with a password that"
                                + " the configuration spells out: give a user `>password` instead"
                                + " of its hash");
    }

    @Test
    void commandsGoByTheNamesThatTheyHave() {
        Access access =
                access(
                        "rename-command CONFIG xyz\nrename-command debug \"\"\n",
                        "--rename-command",
                        "AUTH",
                        "login",
                        "--requirepass",
                        "swordfish");
        assertThat(sent(access, "CONFIG GET save", "config get save", "PING", "DEBUG DIGEST"))
                .containsExactly(
                        "login swordfish", "xyz GET save", "xyz get save", "PING", "DEBUG DIGEST");
        assertThat(access.refusal(List.of("DEBUG", "DIGEST")))
                .hasValue("line 2 of redis.conf disables DEBUG (rename-command DEBUG \"\")");
        assertThat(access.refusal(List.of("CONFIG", "SET", "save", ""))).isEmpty();
    }

    @Test
    void renamesFollowEachOther() {
        Access access =
                access("rename-command GET a\nrename-command a b\nrename-command SET GET\n");
        assertThat(sent(access, "GET k", "SET k v")).containsExactly("b k", "GET k v");
    }

    /// Without them nothing could be said of the server, so that nothing is started.
    @ParameterizedTest
    @CsvSource({"INFO", "ping", "AUTH"})
    void whatEveryLabNeedsMustNotBeDisabled(String command) {
        var node =
                new NodeSpec(
                        new NodeId("M"),
                        "requirepass swordfish\nrename-command " + command + " \"\"\n",
                        List.of(),
                        OptionalLong.empty(),
                        false);
        assertThatThrownBy(() -> Access.require(List.of(node)))
                .isInstanceOf(LabUnavailable.class)
                .hasMessage(
                        String.format(
                                java.util.Locale.ROOT,
                                "no lab can run node M: line 2 of redis.conf disables %1$s"
                                        + " (rename-command %1$s \"\").",
                                command.toUpperCase(java.util.Locale.ROOT)));
    }

    @Test
    void theOperatorMayChangeThePassword() {
        Access open = access("");
        Access closed = open.after(List.of("config", "set", "maxclients", "9", "requirepass", "x"));
        assertThat(closed.login()).containsExactly("x");
        assertThat(closed.after(List.of("CONFIG", "SET", "requirepass", "")).login()).isEmpty();
        assertThat(closed.after(List.of("GET", "requirepass")).login()).containsExactly("x");
        Access other = access("user default off\nuser ops on >swordfish ~* &* +@all");
        assertThat(other.after(List.of("CONFIG", "SET", "requirepass", "x")).login())
                .containsExactly("ops", "swordfish");
    }

    @Test
    void aRefusedPasswordIsTheEndOfTheConnection() {
        var listener = new Heard();
        var closed = new ArrayList<String>();
        var raw =
                new ClientConnection() {
                    @Override
                    public void send(List<byte[]> command) {
                        closed.add("sent");
                    }

                    @Override
                    public void close() {
                        closed.add("closed");
                    }
                };
        access("requirepass swordfish")
                .open(
                        listener,
                        outer -> {
                            outer.connected(raw);
                            outer.replied(raw, new Reply.Failure("WRONGPASS invalid"));
                            return raw;
                        });
        assertThat(closed).containsExactly("sent", "closed");
        assertThat(listener.heard).containsExactly("closed: AUTH was refused: WRONGPASS invalid");
    }

    @Test
    void noMessageTellsThePassword() {
        assertThat(access("requirepass swordfish").toString()).doesNotContain("swordfish");
    }
}
