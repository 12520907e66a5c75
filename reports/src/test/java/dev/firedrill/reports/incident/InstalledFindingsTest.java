package dev.firedrill.reports.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.Histories;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ReplicaCloseReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which findings there are, and what becomes of one that throws.
class InstalledFindingsTest {
    private static final Path FOLDER =
            Path.of("src/main/java", Finding.class.getPackageName().replace('.', '/'));

    private static String resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Finding.class.getClassLoader().getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void everyFindingInTheFolderIsInstalledInTheOrderOfNames() throws IOException {
        List<String> implementing;
        try (Stream<Path> files = Files.list(FOLDER)) {
            implementing =
                    files.filter(InstalledFindingsTest::isFinding)
                            .map(file -> file.getFileName().toString().replace(".java", ""))
                            .map(name -> Finding.class.getPackageName() + "." + name)
                            .sorted()
                            .toList();
        }
        assertThat(resource("META-INF/services/" + Finding.class.getName()).lines())
                .containsExactlyElementsOf(implementing);
    }

    private static boolean isFinding(Path file) {
        try {
            return Files.readString(file).matches("(?s).* implements (Account)?Finding \\{.*");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private record Broken(boolean whileHearing) implements Finding {
        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Hearing begin() {
            return new Hearing() {
                @Override
                public void hear(JournalLine line) {
                    if (whileHearing) throw new IllegalStateException("a bug in a finding");
                }

                @Override
                public List<Observation> observations() {
                    throw new IllegalStateException("a bug in a finding");
                }
            };
        }
    }

    @Test
    void aFindingThatThrowsIsListedAndTheOthersGoOn() {
        for (boolean whileHearing : new boolean[] {true, false}) {
            List<Event> events =
                    Scenes.disturbed(
                            Scenes.closed(10, "R1", ReplicaCloseReason.TIMED_OUT), Histories.ENDED);
            var fold = new Incident.Fold(List.of(new Broken(whileHearing), new ReplicasTimedOut()));
            var trial = new Trial(List.of());
            events.forEach(trial);
            events.forEach(fold);
            Incident incident = fold.incident(trial.result());

            assertThat(incident.failures())
                    .singleElement()
                    .satisfies(failure -> {
                        assertThat(failure.finding()).isEqualTo("broken");
                        assertThat(failure.message()).contains("a bug in a finding");
                        assertThat(failure.trace()).contains("at dev.firedrill");
                    });
            assertThat(incident.chain().steps())
                    .extracting(Step::finding)
                    .containsExactly("replicas-timed-out");
        }
    }
}
