package dev.firedrill.scenarios.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
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

    private String action(String action) {
        return ((Event.OperatorActed) secrets.mask(new Event.OperatorActed(1, "M", action, "OK")))
                .action();
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
        assertThat(action("CONFIG SET masterauth hunter22 maxclients 9"))
                .isEqualTo("CONFIG SET masterauth (hidden 1) maxclients 9");
        assertThat(action("AUTH hunter22")).isEqualTo("AUTH (hidden 1)");
        assertThat(action("ACL SETUSER bob on >swordfish"))
                .isEqualTo("ACL SETUSER bob on >(hidden 2)");
        assertThat(secrets.mask(new Event.LogLine(1, "M", "wrong password hunter22")))
                .isEqualTo(new Event.LogLine(1, "M", "wrong password (hidden 1)"));
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
