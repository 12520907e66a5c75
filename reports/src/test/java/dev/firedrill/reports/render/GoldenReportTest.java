package dev.firedrill.reports.render;

import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.began;
import static dev.firedrill.reports.Histories.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.check.FullResyncsAtMost;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.incident.Scenes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The reports of a small incident with everything in it: a cut link, an overrun backlog, a restart
/// with another configuration, charges that are repeated, and a judge that nothing explains.
/// `-Dgolden.update=true` writes the expected files again.
class GoldenReportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private static List<Event> incident() {
        Event.RunHeader header = header(true, "as-it-happened");
        Event.VariantBegan began =
                began(
                        header,
                        "as-it-happened",
                        Event.Expectation.BREAKS,
                        new ChargedAtMostOnce().name());
        return all(
                began,
                new Event.OwnConfigurationTaken(
                        0,
                        List.of("M", "R1"),
                        List.of("prod/redis.conf", "prod/limits.conf"),
                        false,
                        List.of(
                                new Event.LeftOutLine(
                                        "prod/redis.conf", 12, "port", "the lab chooses ports"))),
                Scenes.started(0.4, "M", 1),
                Scenes.addresses(),
                new Event.PhaseBegan(Scenes.at(1), Phase.STEADY),
                Scenes.acknowledged(1, 1.01),
                new Event.PhaseBegan(Scenes.at(3), Phase.DISTURB),
                Scenes.fault(InjectionKind.CUT_LINK, "M->R1").subList(0, 2),
                Scenes.closed(13, "R1", ReplicaCloseReason.TIMED_OUT),
                Scenes.fault(InjectionKind.CUT_LINK, "M->R1").subList(2, 3),
                Scenes.full(21, "R1", ResyncReason.BACKLOG_TRIMMED),
                Scenes.resyncEnded(23, "R1"),
                Scenes.restartWith("replicaof", "", "127.0.0.1 6379"),
                Scenes.loaded(
                        32, DatasetSource.NOTHING, new Event.IgnoredFile("dump.rdb", 4_480_091)),
                Scenes.refused(33, "READONLY You can't write against a read only replica."),
                Scenes.charge(34, "balance:1/invoice-1"),
                Scenes.charge(35, "balance:1/invoice-1"),
                Scenes.unsynced(36, 900),
                new Event.PhaseBegan(Scenes.at(40), Phase.HEAL),
                new Event.ConvergenceObserved(Scenes.at(100), false, Scenes.at(60), "R1 down"),
                new Event.VariantEnded(Scenes.at(101)));
    }

    private static byte[] render(String file) {
        List<Checker> judges =
                List.of(
                        new ChargedAtMostOnce(),
                        new FullResyncsAtMost(0),
                        new UnsyncedAgeAtMost(Duration.ofMillis(500)),
                        new Converged());
        var trial = new Trial(judges);
        var fold = new Incident.Fold();
        incident().forEach(trial);
        incident().forEach(fold);
        var result = trial.result();
        var answer = new RunAnswer(List.of(result));
        var incidents = List.of(fold.incident(result));
        Renderer renderer = Objects.requireNonNull(Renderers.found().byFile().get(file), file);
        return renderer.render(answer, incidents);
    }

    @ParameterizedTest
    @ValueSource(strings = {"report.html", "report.md", "result.json", "junit.xml"})
    void theReportReadsAsExpected(String file) throws Exception {
        byte[] rendered = render(file);
        if (Boolean.getBoolean("golden.update")) Files.write(GOLDEN.resolve(file), rendered);
        assertThat(new String(rendered, StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(GOLDEN.resolve(file)));
    }
}
