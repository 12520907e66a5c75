package dev.firedrill.reports.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalReader;
import dev.firedrill.reports.history.JournalUnreadable;
import dev.firedrill.reports.history.JournalWriter;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.VariantHistory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a run leaves behind: complete, readable again, and nothing of a run's text taken for
/// markup.
class RunFolderTest {
    private static final String EVIL = "</td><script>alert(\"1\" & '2')</script>\u0001";
    private static final List<Checker> JUDGES = List.of(new ChargedAtMostOnce());

    @TempDir private Path folder;

    private static VariantHistory history(Event.Expectation expectation, boolean bit, int charges) {
        var began =
                new Event.VariantBegan(
                        0,
                        "s",
                        "v " + EVIL,
                        "title " + EVIL,
                        expectation,
                        "sim",
                        "firedrill",
                        "abc",
                        7,
                        List.of("M", "R1"),
                        "M",
                        Map.of("keys", "1"),
                        "machine");
        var events =
                new java.util.ArrayList<Event>(
                        List.of(
                                began,
                                new Event.PhaseBegan(1, Phase.STEADY),
                                new Event.Operation(
                                        5, 1, 0, "M", "SET", EVIL, "1:x", Outcome.OK, ""),
                                new Event.FaultApplied(6, "f", EVIL, "cut", "0 B", bit)));
        for (int i = 0; i < charges; i++) {
            events.add(new Event.SideEffect(7, 0, ChargedAtMostOnce.CHARGE, EVIL, 1));
        }
        return new VariantHistory(began, events);
    }

    private static RunAnswer answer(boolean single, VariantHistory... histories) {
        return new RunAnswer(
                java.util.Arrays.stream(histories)
                        .map(history -> Judged.judge(history, JUDGES))
                        .toList(),
                single);
    }

    private static final VariantHistory CAUGHT = history(Event.Expectation.BREAKS, true, 2);
    private static final VariantHistory MISSED = history(Event.Expectation.BREAKS, true, 1);
    private static final VariantHistory SAFE = history(Event.Expectation.HOLDS, true, 1);
    private static final VariantHistory UNSAFE = history(Event.Expectation.HOLDS, true, 2);
    private static final VariantHistory UNPROVEN = history(Event.Expectation.HOLDS, false, 2);

    @Test
    void theExitCodeSaysWhetherControlsWereCaughtAndSafeVariantsHeld() {
        assertThat(answer(false, CAUGHT, SAFE).exitCode()).isZero();
        assertThat(answer(false, CAUGHT, UNSAFE).exitCode()).isEqualTo(1);
        assertThat(answer(false, MISSED, SAFE).exitCode()).isEqualTo(2);
        assertThat(answer(false, CAUGHT, UNPROVEN).exitCode()).isEqualTo(2);
        assertThat(answer(true, CAUGHT).exitCode()).isEqualTo(1);
        assertThat(answer(true, SAFE).exitCode()).isZero();
        assertThat(answer(true, UNPROVEN).exitCode()).isEqualTo(2);
        assertThat(answer(true, UNPROVEN).sentence()).contains("the fault f did not bite");
    }

    @Test
    void everyFileIsWholeAndEscapes() throws Exception {
        var facts = new RunFacts("s", "sim", "abc", 7, "./firedrill run s", "T " + EVIL, EVIL);
        RunFolder.write(folder, answer(false, CAUGHT, SAFE), facts);

        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.html", "report.md", "result.json", "junit.xml");
        }
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("default-src 'none'")
                .doesNotContain("<script");
        var xml =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(folder.resolve("junit.xml").toFile());
        assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(xml.getElementsByTagName("failure").getLength()).isZero();
    }

    @Test
    void aSafeVariantThatIsViolatedIsAFailureInJunit() throws Exception {
        var facts = new RunFacts("s", "sim", "abc", 7, "./firedrill run s", "T", "story");
        RunFolder.write(folder, answer(false, CAUGHT, UNSAFE), facts);

        assertThat(Files.readString(folder.resolve("junit.xml"))).contains("<failure message=");
    }

    @Test
    void aJournalIsReadBackAsItWasWrittenAndRefusedWhenDamaged() throws Exception {
        Path journal = folder.resolve("journal.jsonl");
        try (var writer = new JournalWriter(Files.newOutputStream(journal))) {
            CAUGHT.events().forEach(writer);
            SAFE.events().forEach(writer);
        }
        assertThat(JournalReader.read(journal)).isEqualTo(List.of(CAUGHT, SAFE));

        Files.writeString(journal, Files.readString(journal) + "{\"type\":\"Nonsense\"}\n");
        assertThatThrownBy(() -> JournalReader.read(journal))
                .isInstanceOfSatisfying(
                        JournalUnreadable.class,
                        e ->
                                assertThat(e.line())
                                        .isEqualTo(
                                                CAUGHT.events().size()
                                                        + SAFE.events().size()
                                                        + 1L));
    }
}
