package dev.firedrill.scenarios.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.render.Renderer;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A run whose report is missing is never green by accident.
class MissingReportsTest {
    private static final String HELD = "slow-disk-aof --seed 7 --variant everysec-within-the-disk";
    private static final String VIOLATED = "slow-disk-aof --seed 7 --variant always-on-a-slow-disk";

    @TempDir private Path temporary;

    /// A user's renderer with a bug.
    public static final class Broken implements Renderer {
        @Override
        public String file() {
            return "spreadsheet.csv";
        }

        @Override
        public byte[] render(RunAnswer answer, List<Incident> incidents) {
            throw new IllegalStateException("a bug of the user");
        }
    }

    /// With the broken renderer on the class path.
    private Ended firedrill(String line) throws Exception {
        Path services = temporary.resolve("jar/META-INF/services");
        Files.createDirectories(services);
        Files.writeString(services.resolve(Renderer.class.getName()), Broken.class.getName());
        Thread thread = Thread.currentThread();
        ClassLoader loader = thread.getContextClassLoader();
        URL jar = temporary.resolve("jar").toUri().toURL();
        try (var with = new URLClassLoader(new URL[] {jar}, loader)) {
            thread.setContextClassLoader(with);
            return Ended.of(line.split(" ", -1));
        } finally {
            thread.setContextClassLoader(loader);
        }
    }

    private Ended run(String scenario) throws Exception {
        return firedrill("run " + scenario + " --json --out " + temporary.resolve("runs"));
    }

    private Path folder() throws Exception {
        return temporary.resolve("runs/latest").toRealPath();
    }

    @Test
    void aRunThatHeldDoesNotEndWithSuccessWhenAReportIsMissing() throws Exception {
        Ended ended = run(HELD);

        assertThat(ended.exitCode()).as(ended.complained()).isEqualTo(ExitCodes.BUG);
        assertThat(ended.complained())
                .contains(
                        "firedrill: a report is missing, the renderer spreadsheet.csv failed:"
                                + " java.lang.IllegalStateException: a bug of the user (stack trace"
                                + " in ")
                .doesNotContain("\tat ");
        assertThat(folder().resolve("failures/renderer-spreadsheet.csv.txt"))
                .content()
                .contains("a bug of the user", "\tat ");
        for (String ours : List.of("report.html", "report.md", "result.json", "junit.xml")) {
            assertThat(folder().resolve(ours)).isNotEmptyFile();
        }
        assertThat(folder().resolve("result.json")).content().contains("\"exitCode\" : 0");

        Ended again = firedrill("report " + folder());
        assertThat(again.exitCode()).isEqualTo(ExitCodes.BUG);
        assertThat(again.complained()).contains("spreadsheet.csv");
        assertThat(firedrill("check " + folder()).exitCode()).isZero();
    }

    @Test
    void aViolationStaysAViolation() throws Exception {
        Ended ended = run(VIOLATED);

        assertThat(ended.exitCode()).as(ended.complained()).isEqualTo(ExitCodes.VIOLATED);
        assertThat(ended.complained()).contains("a report is missing");
    }
}
