package dev.firedrill.reports.render;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.ENDED;
import static dev.firedrill.reports.Histories.STEADY;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.began;
import static dev.firedrill.reports.Histories.exited;
import static dev.firedrill.reports.Histories.header;
import static dev.firedrill.reports.Histories.healed;
import static dev.firedrill.reports.Histories.planned;
import static dev.firedrill.reports.Histories.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.incident.Finding;
import dev.firedrill.reports.incident.Incident;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/// The answer of a run and its reports: complete, and nothing of a run's text taken for markup or
/// obeyed by a terminal.
class ReportsTest {
    /// Markup, a control character, an escape sequence, a reversal of the direction of writing.
    private static final String EVIL =
            "</td><script>alert(\"1\" & '2')</script>\u0001\u001b[31m\u202e`|*";

    private static final String JUDGE = new ChargedAtMostOnce().name();

    /// Throws where it should listen.
    private record Broken() implements Checker {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String property() {
            return "it answers";
        }

        @Override
        public Hearing begin() {
            return new Hearing() {
                @Override
                public void hear(Event event) {
                    throw new IllegalStateException("a bug in a judge");
                }

                @Override
                public Verdict verdict() {
                    return new Verdict.Held(1, "nothing heard");
                }
            };
        }
    }

    @TempDir private Path folder;

    private record Reported(Judged.VariantResult result, Incident incident) {}

    private static Reported reported(List<Checker> judges, List<Event> events) {
        var trial = new Trial(judges);
        var fold = new Incident.Fold();
        events.forEach(trial);
        events.forEach(fold);
        Judged.VariantResult result = trial.result();
        return new Reported(result, fold.incident(result));
    }

    private static List<Event> history(Event.VariantBegan began, boolean bit, int charges) {
        List<Event> charged =
                IntStream.range(0, charges)
                        .<Event>mapToObj(
                                _ -> new Event.SideEffect(7, 0, ChargedAtMostOnce.CHARGE, EVIL, 1))
                        .toList();
        return all(
                began,
                STEADY,
                set(EVIL, "1:x", Outcome.OK),
                DISTURB,
                planned(1, InjectionKind.CUT_LINK, EVIL, false),
                applied(1, bit),
                healed(1, true),
                charged,
                ENDED);
    }

    private static final Event.RunHeader BOTH = header(false, "control", "safe");
    private static final Event.VariantBegan CONTROL =
            began(BOTH, "control", Event.Expectation.BREAKS, JUDGE);
    private static final Event.VariantBegan SAFE = began(BOTH, "safe", Event.Expectation.HOLDS);

    private static RunAnswer answer(List<List<Event>> variants) {
        return new RunAnswer(
                variants.stream()
                        .map(events -> reported(List.of(new ChargedAtMostOnce()), events).result())
                        .toList());
    }

    private static List<Event> alone(boolean bit, int charges) {
        var header = header(true, "safe");
        return history(began(header, "safe", Event.Expectation.HOLDS), bit, charges);
    }

    @Test
    void theExitCodeSaysWhetherControlsWereCaughtAndSafeVariantsHeld() {
        List<Event> caught = history(CONTROL, true, 2);
        List<Event> held = history(SAFE, true, 1);
        assertThat(answer(List.of(caught, held)).exitCode()).isZero();
        assertThat(answer(List.of(caught, history(SAFE, true, 2))).exitCode()).isEqualTo(1);
        assertThat(answer(List.of(history(CONTROL, true, 1), held)).exitCode()).isEqualTo(2);
        assertThat(answer(List.of(caught, history(SAFE, false, 2))).exitCode()).isEqualTo(2);
        assertThat(answer(List.of(alone(true, 2))).exitCode()).isEqualTo(1);
        assertThat(answer(List.of(alone(true, 1))).exitCode()).isZero();
        assertThat(answer(List.of(alone(false, 2))).exitCode()).isEqualTo(2);
        assertThat(answer(List.of(alone(false, 2))).sentence())
                .contains("the fault f did not bite");
    }

    @Test
    void aVariantThatIsMissingOrThereTwiceMakesARunInconclusive() {
        List<Event> caught = history(CONTROL, true, 2);
        assertThat(answer(List.of(caught)).exitCode()).isEqualTo(2);
        assertThat(answer(List.of(caught)).sentence()).contains("safe is missing");
        List<Event> held = history(SAFE, true, 1);
        assertThat(answer(List.of(caught, held, held)).exitCode()).isEqualTo(2);
        assertThat(answer(List.of(caught, held, held)).sentence()).contains("safe is there twice");
    }

    @Test
    void aVariantWithoutItsEndIsInconclusive() {
        List<Event> held = history(SAFE, true, 1);
        List<Event> cut = held.subList(0, held.size() - 1);
        assertThat(answer(List.of(history(CONTROL, true, 2), cut)).exitCode()).isEqualTo(2);
        List<Event> aborted =
                all(cut, new Event.VariantAborted(90, Event.AbortCause.INTERRUPTED, ""));
        assertThat(answer(List.of(history(CONTROL, true, 2), aborted)).sentence())
                .contains("the run was interrupted");
    }

    @Test
    void aControlThatIsViolatedForAnotherReasonIsInconclusive() {
        Event.VariantBegan other =
                began(BOTH, "control", Event.Expectation.BREAKS, "another-judge");
        RunAnswer answer = answer(List.of(history(other, true, 2), history(SAFE, true, 1)));
        assertThat(answer.exitCode()).isEqualTo(2);
        assertThat(answer.sentence()).contains("another reason").contains("another-judge");
    }

    @Test
    void aJudgeThatThrowsIsInconclusiveAndTheOthersGoOn() throws Exception {
        Reported reported =
                reported(List.of(new Broken(), new ChargedAtMostOnce()), alone(true, 2));
        var answer = new RunAnswer(List.of(reported.result()));
        Reports.write(folder, answer, List.of(reported.incident()));

        assertThat(Files.readString(folder.resolve("failures/safe-broken.txt")))
                .contains("a bug in a judge")
                .contains("at dev.firedrill");
        assertThat(answer.variants().getFirst().judges())
                .anySatisfy(judge -> {
                    assertThat(judge.name()).isEqualTo("broken");
                    assertThat(judge.verdict()).isInstanceOf(Verdict.Inconclusive.class);
                })
                .anySatisfy(
                        judge -> assertThat(judge.verdict()).isInstanceOf(Verdict.Violated.class));
    }

    /// A finding that throws where it should listen.
    private record BrokenFinding() implements Finding {
        @Override
        public String name() {
            return "broken-finding";
        }

        @Override
        public Finding.Hearing begin() {
            throw new IllegalStateException("a bug in a finding");
        }
    }

    @Test
    void aFindingThatThrowsIsListedInTheReportsWithItsTraceInTheFolder() throws Exception {
        var trial = new Trial(List.of(new ChargedAtMostOnce()));
        var fold = new Incident.Fold(List.of(new BrokenFinding()));
        alone(true, 2).forEach(trial);
        alone(true, 2).forEach(fold);
        Judged.VariantResult result = trial.result();
        Reports.write(folder, new RunAnswer(List.of(result)), List.of(fold.incident(result)));

        for (String file : List.of("report.md", "report.html", "result.json")) {
            assertThat(Files.readString(folder.resolve(file)))
                    .as(file)
                    .contains("broken-finding", "a bug in a finding");
        }
        assertThat(Files.readString(folder.resolve("failures/safe-broken-finding.txt")))
                .contains("at dev.firedrill");
    }

    /// Nothing leads to it: the link that was cut charges nobody twice.
    @Test
    void aViolatedJudgeToWhichNothingLeadsIsUnexplainedInEveryReport() throws Exception {
        reportsOf(List.of(alone(true, 2)));

        for (String file : List.of("report.md", "report.html", "junit.xml")) {
            assertThat(Files.readString(folder.resolve(file)))
                    .as(file)
                    .contains("unexplained: charged-at-most-once: 1 charge too many");
        }
        assertThat(Files.readString(folder.resolve("result.json")))
                .contains("\"explained\" : false");
    }

    @Test
    void chartsMarkTheEndOfAProcess() throws Exception {
        List<Event> run = alone(true, 1);
        reportsOf(
                List.of(
                        all(
                                run.subList(0, run.size() - 1),
                                exited("M", ExitCause.MEMORY_CAP),
                                run.getLast())));

        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("class=\"mark\"", "M ends (memory cap)");
    }

    private Document reportsOf(List<List<Event>> variants) throws Exception {
        var all =
                variants.stream()
                        .map(events -> reported(List.of(new ChargedAtMostOnce()), events))
                        .toList();
        var answer = new RunAnswer(all.stream().map(Reported::result).toList());
        Reports.write(folder, answer, all.stream().map(Reported::incident).toList());
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("junit.xml").toFile());
    }

    @Test
    void everyFileIsWholeAndNothingInItIsObeyed() throws Exception {
        Document xml = reportsOf(List.of(history(CONTROL, true, 2), history(SAFE, true, 1)));
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.html", "report.md", "result.json", "junit.xml");
        }
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("default-src 'none'")
                .contains("\\x{1}\\x{1b}[31m\\x{202e}")
                .contains("&lt;script&gt;alert")
                .doesNotContain("<script");
        for (String file : List.of("report.html", "report.md", "junit.xml")) {
            assertThat(Files.readString(folder.resolve(file)))
                    .as(file)
                    .doesNotContain("\u001b", "\u202e", "\u0001");
        }
        // A backslash before it makes it plain text in Markdown.
        assertThat(Files.readString(folder.resolve("report.md")))
                .doesNotContainPattern("(?<!\\\\)<script");
        assertThat(xml.getElementsByTagName("testsuite").getLength()).isEqualTo(2);
        assertThat(xml.getElementsByTagName("failure").getLength()).isZero();
        assertThat(xml.getElementsByTagName("error").getLength()).isZero();
    }

    /// One file, and a policy that allows its one style sheet and nothing else.
    @Test
    void thePageCarriesWhatItNeeds() throws Exception {
        reportsOf(List.of(history(CONTROL, true, 2), history(SAFE, true, 1)));
        String html = Files.readString(folder.resolve("report.html"));
        String style =
                html.substring(
                        html.indexOf("<style>") + "<style>".length(), html.indexOf("</style>"));
        byte[] hash =
                MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        assertThat(html)
                .contains(
                        "content=\"default-src 'none'; style-src 'sha256-"
                                + Base64.getEncoder().encodeToString(hash)
                                + "'\"")
                .doesNotContain("src=", "href=", "url(", "@import", " style=", " onload");
        assertThat(html.split("<svg ", -1)).hasSize(1 + 2 * 3);
        assertThat(html)
                .contains("<h2>control <span class=\"violated\">\u2717 violated</span></h2>");
    }

    @Test
    void junitShowsViolatedAsFailureAndInconclusiveAsError() throws Exception {
        Document violated = reportsOf(List.of(history(CONTROL, true, 2), history(SAFE, true, 2)));
        assertThat(violated.getElementsByTagName("failure").getLength()).isEqualTo(1);
        Document missed = reportsOf(List.of(history(CONTROL, true, 1), history(SAFE, true, 1)));
        assertThat(missed.getElementsByTagName("failure").getLength()).isEqualTo(1);
        Document unproven = reportsOf(List.of(history(CONTROL, true, 2), history(SAFE, false, 1)));
        assertThat(unproven.getElementsByTagName("error").getLength()).isEqualTo(2);
        assertThat(unproven.getElementsByTagName("skipped").getLength()).isZero();
        Document incomplete = reportsOf(List.of(history(CONTROL, true, 2)));
        assertThat(incomplete.getElementsByTagName("error").getLength()).isEqualTo(1);
    }
}
