package dev.firedrill.reports.render;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.ENDED;
import static dev.firedrill.reports.Histories.STEADY;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.began;
import static dev.firedrill.reports.Histories.header;
import static dev.firedrill.reports.Histories.healed;
import static dev.firedrill.reports.Histories.planned;
import static dev.firedrill.reports.Histories.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.incident.Incident;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// Renderers come through one door, ours and those of users; what one of them does wrong harms no
/// other one and is not overlooked.
@Isolated("the locale belongs to the process")
class RenderersTest {
    private static final Path SOURCES = Path.of("src/main/java/dev/firedrill/reports/render");
    private static final String SERVICES = "META-INF/services/" + Renderer.class.getName();
    private static final List<String> OURS =
            List.of("junit.xml", "report.html", "report.md", "result.json");

    @TempDir private Path temporary;

    private Path folder;
    private RunAnswer answer;
    private List<Incident> incidents;

    @BeforeEach
    void judge() throws IOException {
        folder = Files.createDirectory(temporary.resolve("run"));
        Event.VariantBegan safe = began(header(true, "safe"), "safe", Event.Expectation.HOLDS);
        List<Event> events =
                all(
                        safe,
                        STEADY,
                        set("k", "1:x", Outcome.OK),
                        DISTURB,
                        planned(1, InjectionKind.CUT_LINK, "M->R1", false),
                        applied(1, true),
                        healed(1, true),
                        ENDED);
        var trial = new Trial(List.of(new ChargedAtMostOnce()));
        var incident = new Incident.Fold();
        events.forEach(trial);
        events.forEach(incident);
        Judged.VariantResult result = trial.result();
        answer = new RunAnswer(List.of(result));
        incidents = List.of(incident.incident(result));
    }

    /// As a user would write it: the operations of each second, for a spreadsheet.
    public static final class OperationsPerSecond implements Renderer {
        @Override
        public String file() {
            return "operations.csv";
        }

        @Override
        public byte[] render(RunAnswer answer, List<Incident> incidents) {
            var csv = new StringBuilder("variant,second,acknowledged,failed\n");
            for (int i = 0; i < incidents.size(); i++) {
                String variant = answer.variants().get(i).began().variant();
                var series = incidents.get(i).series();
                for (int second = 0; second < series.seconds(); second++) {
                    csv.append(
                            String.format(
                                    Locale.ROOT,
                                    "%s,%d,%.0f,%.0f\n",
                                    Text.plain(variant),
                                    second,
                                    series.okPerSecond()[second],
                                    series.failedPerSecond()[second]));
                }
            }
            return csv.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /// A renderer of a test: what it is called, what it does.
    private record Planted(String file, Runnable failure) implements Renderer {
        @Override
        public byte[] render(RunAnswer answer, List<Incident> incidents) {
            failure.run();
            return new byte[] {'x'};
        }
    }

    private List<Reports.Failure> write(Renderer... more) throws IOException {
        var renderers =
                new ArrayList<Renderer>(
                        List.of(
                                new MarkdownReport(),
                                new JsonReport(),
                                new HtmlReport(),
                                new JunitReport()));
        renderers.addAll(0, List.of(more));
        return Reports.write(folder, answer, incidents, Renderers.of(renderers));
    }

    private List<String> written() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /// With the services of a user on the class path.
    private List<Reports.Failure> writeWith(String... services) throws Exception {
        Path jar = Files.createDirectories(temporary.resolve("jar"));
        Files.createDirectories(jar.resolve(SERVICES).getParent());
        Files.write(jar.resolve(SERVICES), List.of(services));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var with = new URLClassLoader(new URL[] {jar.toUri().toURL()}, before)) {
            thread.setContextClassLoader(with);
            return Reports.write(folder, answer, incidents);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void everyRendererOfTheFolderIsAService() throws Exception {
        var implemented = new ArrayList<String>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.sorted().toList()) {
                if (Files.readString(file).contains(" implements Renderer")) {
                    String name = file.getFileName().toString().replace(".java", "");
                    implemented.add(Renderer.class.getPackageName() + "." + name);
                }
            }
        }
        assertThat(Files.readAllLines(Path.of("src/main/resources").resolve(SERVICES)))
                .hasSize(4)
                .isEqualTo(implemented);
        assertThat(Renderers.found().byFile().keySet()).containsExactlyElementsOf(OURS);
        assertThat(Renderers.found().refused()).isEmpty();
    }

    @Test
    void aRendererOfAUserWritesItsFileBesideOurs() throws Exception {
        assertThat(writeWith(OperationsPerSecond.class.getName())).isEmpty();
        assertThat(written())
                .containsExactly(
                        "junit.xml", "operations.csv", "report.html", "report.md", "result.json");
        assertThat(Files.readString(folder.resolve("operations.csv")))
                .startsWith("variant,second,acknowledged,failed\nsafe,0,");
    }

    @Test
    void aServiceThatCannotBeLoadedIsAFailureAndTheOthersWrite() throws Exception {
        List<Reports.Failure> failures =
                writeWith("com.example.Gone", OperationsPerSecond.class.getName());
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst().why()).contains("com.example.Gone");
        assertThat(Files.readString(failures.getFirst().trace())).contains("com.example.Gone");
        assertThat(written()).containsAll(OURS).contains("operations.csv");
        assertThat(writeWith("no name of a class")).hasSize(1);
    }

    @Test
    void aRendererThatThrowsKeepsNoOtherOneFromItsFile() throws Exception {
        for (Runnable failure :
                List.<Runnable>of(
                        () -> {
                            throw new IllegalStateException("a bug in a renderer");
                        },
                        () -> {
                            throw new NoClassDefFoundError("a bug in a renderer");
                        })) {
            Files.writeString(folder.resolve("b.txt"), "of an earlier run");
            List<Reports.Failure> failures = write(new Planted("b.txt", failure));
            assertThat(failures).hasSize(1);
            assertThat(failures.getFirst().renderer()).isEqualTo("b.txt");
            assertThat(failures.getFirst().why()).contains("a bug in a renderer");
            assertThat(Files.readString(folder.resolve("failures/renderer-b.txt.txt")))
                    .contains("a bug in a renderer")
                    .contains("at dev.firedrill");
            assertThat(written()).containsAll(OURS).doesNotContain("b.txt");
        }
        assertThat(write(new Planted("b.txt", () -> {}))).isEmpty();
        assertThat(written()).contains("b.txt");
        assertThat(folder.resolve("failures/renderer-b.txt.txt")).doesNotExist();
    }

    @Test
    void noBytesAreAFailure() throws Exception {
        Renderer nothing =
                new Renderer() {
                    @Override
                    public String file() {
                        return "nothing.txt";
                    }

                    @Override
                    @SuppressWarnings("NullAway")
                    public byte[] render(RunAnswer answer, List<Incident> incidents) {
                        return null;
                    }
                };
        assertThat(write(nothing)).hasSize(1);
        assertThat(written()).containsAll(OURS).doesNotContain("nothing.txt");
    }

    @Test
    void noRendererWritesOurFilesOrOutsideOfTheFolder() throws Exception {
        for (String file :
                List.of(
                        "",
                        ".",
                        "..",
                        "../outside.txt",
                        "a/b.txt",
                        "a\\b.txt",
                        temporary.resolve("outside.txt").toString(),
                        ".hidden",
                        "a\nb",
                        "report.html.tmp",
                        "report.html",
                        "REPORT.html",
                        "junit.xml",
                        "journal.jsonl.gz",
                        "Journal-01-safe.jsonl.gz",
                        "incomplete.txt",
                        "nodes",
                        "failures")) {
            Renderer planted = new Planted(file, () -> {});
            List<Reports.Failure> failures = write(planted);
            assertThat(failures).as(file).hasSize(1);
            assertThat(failures.getFirst().renderer()).isEqualTo(planted.getClass().getName());
            assertThat(Files.readString(failures.getFirst().trace())).contains("Refused");
            assertThat(written()).as(file).containsExactlyInAnyOrderElementsOf(withFailures());
            assertThat(Files.readString(folder.resolve("report.html"))).startsWith("<!DOCTYPE");
        }
        try (Stream<Path> outside = Files.list(temporary)) {
            assertThat(outside).containsExactly(folder);
        }
    }

    private static List<String> withFailures() {
        var names = new ArrayList<>(OURS);
        names.add("failures");
        return names;
    }

    @Test
    void ofTwoRenderersThatWantTheSameFileOneWrites() throws Exception {
        List<Reports.Failure> failures =
                write(new Planted("x.txt", () -> {}), new Planted("x.txt", () -> {}));
        assertThat(failures).hasSize(1);
        assertThat(failures.getFirst().why()).contains("x.txt is written by ");
        assertThat(written()).contains("x.txt");
    }

    @Test
    void theSameJournalGivesTheSameBytes() throws Exception {
        write();
        var first = new ArrayList<byte[]>();
        for (String file : OURS) {
            first.add(Files.readAllBytes(folder.resolve(file)));
        }
        judgeAgain();
        for (int i = 0; i < OURS.size(); i++) {
            assertThat(folder.resolve(OURS.get(i))).hasBinaryContent(first.get(i));
        }
    }

    /// In a country with another decimal sign.
    private void judgeAgain() throws IOException {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            Files.delete(folder.resolve("report.html"));
            write();
        } finally {
            Locale.setDefault(before);
        }
    }
}
