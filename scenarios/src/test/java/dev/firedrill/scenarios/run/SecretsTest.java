package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A report is passed around, and no password with it.
class SecretsTest {
    private final Secrets secrets = new Secrets();

    private String line(String line) {
        var masked =
                (Event.ConfigFileObserved)
                        secrets.mask(
                                new Event.ConfigFileObserved(1, "M", Moment.START, List.of(line)));
        return masked.lines().getFirst();
    }

    private OperatorAction mask(OperatorAction action) {
        var masked =
                (Event.OperatorActed)
                        secrets.mask(new Event.OperatorActed(1, "M", action, true, "OK"));
        return masked.action();
    }

    private String typed(String command) {
        return switch (mask(OperatorCommands.parse(List.of(command.split(" ", -1))))) {
            case OperatorAction.Typed(var words) -> String.join(" ", words);
            case OperatorAction.ConfigSet(var values) -> "CONFIG SET " + values;
            case OperatorAction other -> throw new AssertionError(other);
        };
    }

    @Test
    void aPasswordIsHiddenWhereverItStands() {
        assertThat(line("requirepass hunter22")).isEqualTo("requirepass (hidden 1)");
        assertThat(line("masterauth \"hunter22\"")).isEqualTo("masterauth (hidden 1)");
        assertThat(line("user default on >swordfish ~* +@all"))
                .isEqualTo("user default on >(hidden 2) ~* +@all");
        assertThat(line("tls-key-file-pass x")).isEqualTo("tls-key-file-pass (hidden 3)");
        assertThat(line("tls-client-key-file-pass \"two words\"")).doesNotContain("two", "words");
        assertThat(line("user a on #0123456789abcdef")).doesNotContain("0123456789abcdef");
        assertThat(line("# a comment")).isEqualTo("# a comment");
        assertThat(typed("CONFIG SET masterauth hunter22 maxclients 9"))
                .isEqualTo("CONFIG SET {masterauth=(hidden 1), maxclients=9}");
        assertThat(typed("AUTH hunter22")).isEqualTo("AUTH (hidden 1)");
        assertThat(typed("ACL SETUSER bob on >swordfish"))
                .isEqualTo("ACL SETUSER bob on >(hidden 2)");
        assertThat(secrets.mask(new Event.LogLine(1, "M", "wrong password hunter22")))
                .isEqualTo(new Event.LogLine(1, "M", "wrong password (hidden 1)"));
    }

    /// Redis's own redis.conf advises to rename CONFIG to something that is hard to guess.
    @Test
    void theNameOfARenamedCommandIsHidden() {
        assertThat(line("rename-command CONFIG b840fc02d524045429941cc15f59e41cb7be6c52"))
                .isEqualTo("rename-command CONFIG (hidden 1)");
        assertThat(typed("b840fc02d524045429941cc15f59e41cb7be6c52 GET save"))
                .isEqualTo("(hidden 1) GET save");
        assertThat(line("rename-command FLUSHALL \"\"")).isEqualTo("rename-command FLUSHALL \"\"");
    }

    @Test
    void aLineIsReadAsTheServerReadsIt() {
        assertThat(line("requirepass\thunter22")).isEqualTo("requirepass (hidden 1)");
        assertThat(line("  RequirePass \"hun\\x74er22\"")).isEqualTo("RequirePass (hidden 1)");
        assertThat(line("masterauth 'two words'")).isEqualTo("masterauth (hidden 2)");
        assertThat(line("user ops on \">sword fish\" ~* +@all"))
                .isEqualTo("user ops on >(hidden 3) ~* +@all");
        assertThat(line("user ops on <swordfish !0123456789abcdef"))
                .doesNotContain("swordfish", "0123456789abcdef");
        // Nobody can say where such a password ends.
        assertThat(line("requirepass \"not closed")).isEqualTo("requirepass (hidden)");
        assertThat(line("# requirepass retired-one")).isEqualTo("# requirepass (hidden 6)");
        assertThat(line("# requirepass is what clients send"))
                .isEqualTo("# requirepass is what clients send");
        assertThat(line("save 900 1")).isEqualTo("save 900 1");
    }

    @Test
    void whatWasTypedIsHiddenToItsLastWord() {
        assertThat(typed("AUTH default hunter22")).isEqualTo("AUTH (hidden 1) (hidden 2)");
        assertThat(typed("HELLO 3 AUTH default hunter22"))
                .isEqualTo("HELLO 3 AUTH (hidden 1) (hidden 2)");
        assertThat(typed("CONFIG SET requirepass two words save x"))
                .isEqualTo("CONFIG SET requirepass (hidden 3) (hidden 4) save x");
        assertThat(secrets.mask(new Event.LogLine(1, "M", "it is 'two words'")))
                .isEqualTo(new Event.LogLine(1, "M", "it is '(hidden 3) (hidden 4)'"));
        assertThat(typed("CONFIG SET requirepass three words it-is"))
                .doesNotContain("three", "words", "it-is");
        assertThat(mask(new OperatorAction.ConfigEdited(List.of("requirepass hunter23", "save x"))))
                .isEqualTo(
                        new OperatorAction.ConfigEdited(
                                List.of("requirepass (hidden 7)", "save x")));
    }

    @Test
    void passwordsThatClientsSendAreHidden() {
        assertThat(operation("AUTH", "default", "hunter22").toString()).doesNotContain("hunter22");
        assertThat(operation("AUTH", "hunter22").toString()).doesNotContain("hunter22");
        assertThat(operation("HELLO", "3", "AUTH", "default", "hunter22").toString())
                .doesNotContain("hunter22");
        assertThat(operation("CONFIG", "SET", "masterauth", "hunter22").toString())
                .doesNotContain("hunter22");
        Event set = operation("SET", "requirepass", "hunter22");
        assertThat(secrets.mask(set)).isEqualTo(set);
    }

    private Event operation(String command, String key, String... arguments) {
        return secrets.mask(
                new Event.Operation(
                        2, 1, 0, "M", command, key, List.of(arguments), "", Outcome.OK, ""));
    }

    /// A server that does not start quotes the line before anybody has looked at its file.
    @Test
    void whatAConfigurationHoldsIsHiddenFromTheFirstEventOn() {
        secrets.learn(
                "requirepass \"hun\\x74er22\"\nuser ops on >swordfish\n",
                List.of("--masterauth", "hunter23"));
        for (String quoted :
                List.of(
                        ">>> 'requirepass \"hun\\x74er22\"'",
                        ">>> 'user ops on >swordfish'",
                        ">>> 'masterauth \"hunter23\"'",
                        "hunter22 swordfish hunter23")) {
            assertThat(secrets.text(quoted))
                    .contains("(hidden ")
                    .doesNotContain("hunter", "er22", "swordfish");
        }
    }

    /// One password may be the beginning of another.
    @Test
    void theLongerPasswordIsHiddenFirst() {
        assertThat(line("requirepass hunter")).isEqualTo("requirepass (hidden 1)");
        assertThat(line("masterauth hunter22")).isEqualTo("masterauth (hidden 2)");
        assertThat(secrets.text("hunter22, hunter")).isEqualTo("(hidden 2), (hidden 1)");
    }

    /// Judges compare configurations: two passwords are two values, and the same one is one.
    @Test
    void passwordsCanBeToldApart() {
        var before =
                secrets.mask(
                        new Event.ConfigObserved(
                                1, "M", Moment.RUNNING, Map.of("requirepass", "hunter22")));
        var same =
                secrets.mask(
                        new Event.ConfigObserved(
                                1, "M", Moment.RUNNING, Map.of("requirepass", "hunter22")));
        var other =
                secrets.mask(
                        new Event.ConfigObserved(
                                1, "M", Moment.RUNNING, Map.of("requirepass", "hunter23")));
        assertThat(same).isEqualTo(before);
        assertThat(other).isNotEqualTo(before);
        assertThat(before.toString()).doesNotContain("hunter");
    }

    @Test
    void noPasswordIsNoSecret() {
        assertThat(
                        secrets.mask(
                                new Event.ConfigObserved(
                                        1, "M", Moment.RUNNING, Map.of("requirepass", ""))))
                .isEqualTo(
                        new Event.ConfigObserved(
                                1, "M", Moment.RUNNING, Map.of("requirepass", "")));
    }
}
