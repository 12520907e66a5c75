package dev.firedrill.reports.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firedrill.reports.Histories;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalUnreadable;
import dev.firedrill.reports.history.Outcome;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The folder of a run: what was recorded can be read back whatever ended the run, and what is not
/// whole is not taken for whole.
class RunFolderTest {
    private static final Event.RunHeader HEADER = Histories.header(false, "a", "b");
    private static final Event A = Histories.began(HEADER, "a", Event.Expectation.BREAKS, "x");
    private static final Event B = Histories.began(HEADER, "b", Event.Expectation.HOLDS);

    @TempDir private Path temporary;

    private static List<Event> variant(Event began) {
        return Histories.all(
                began,
                Histories.STEADY,
                Histories.set("k", "v", Outcome.OK),
                Histories.proven(),
                new Event.LogLine(30, "M", "a line"),
                Histories.ENDED);
    }

    private RunFolder written(boolean complete) throws IOException {
        RunFolder folder = RunFolder.create(temporary.resolve("s").resolve("run"));
        for (Event began : List.of(A, B)) {
            try (VariantEvidence evidence = folder.begin(((Event.VariantBegan) began).variant())) {
                variant(began).forEach(evidence);
            }
        }
        if (complete) folder.complete();
        return folder;
    }

    private static Optional<String> read(Path path, List<Event> into) throws IOException {
        return RunFolder.read(path, into::add);
    }

    @Test
    void aRunIsReadBackAsItWasWritten() throws Exception {
        Path run = written(true).path();
        var events = new ArrayList<Event>();
        assertThat(read(run, events)).isEmpty();
        assertThat(events).isEqualTo(Histories.all(variant(A), variant(B)));
        try (var files = Files.list(run)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("journal.jsonl.gz", "nodes");
        }
        assertThat(run.resolve("nodes/a/M.log")).content().contains("a line");
    }

    @Test
    void theSameEventsGiveTheSameBytes() throws Exception {
        byte[] one = Files.readAllBytes(written(true).path().resolve("journal.jsonl.gz"));
        byte[] other = Files.readAllBytes(written(true).path().resolve("journal.jsonl.gz"));
        assertThat(other).isEqualTo(one);
    }

    @Test
    void aRunThatDidNotEndIsMarkedAndReadFromItsParts() throws Exception {
        Path run = written(false).path();
        assertThat(run.resolve("incomplete.txt")).isNotEmptyFile();
        var events = new ArrayList<Event>();
        read(run, events);
        assertThat(events).isEqualTo(Histories.all(variant(A), variant(B)));
    }

    /// The files of every variant are opened when a run begins, and a run may be killed in its
    /// first.
    @Test
    void aVariantThatHasNotBegunIsNoHindrance() throws Exception {
        RunFolder folder = RunFolder.create(temporary.resolve("s").resolve("run"));
        VariantEvidence first = folder.begin("a");
        VariantEvidence second = folder.begin("b");
        variant(A).forEach(first);
        first.flush();

        var events = new ArrayList<Event>();
        assertThat(read(folder.path(), events)).isPresent();
        assertThat(events).isEqualTo(variant(A));
        second.close();
    }

    /// kill -9 leaves what was flushed: everything up to the last whole second, wherever the file
    /// is cut off after it.
    @Test
    void whatWasFlushedIsReadBackFromAFileThatIsCutOff() throws Exception {
        Path part = temporary.resolve("journal.jsonl.gz");
        byte[] flushed;
        try (var evidence = new VariantEvidence(part, temporary.resolve("nodes"))) {
            evidence.accept(A);
            evidence.accept(new Event.LogLine(1_100_000_000L, "M", "second one"));
            flushed = Files.readAllBytes(part);
            evidence.accept(new Event.LogLine(1_200_000_000L, "M", "lost"));
        }
        Path cut = temporary.resolve("cut.jsonl.gz");
        byte[] whole = Files.readAllBytes(part);
        for (int length = flushed.length; length < whole.length - 1; length++) {
            Files.write(cut, Arrays.copyOf(whole, length));
            var events = new ArrayList<Event>();
            assertThat(read(cut, events)).as("cut off after %d bytes", length).isPresent();
            assertThat(events).hasSizeGreaterThanOrEqualTo(2);
        }
    }

    private Path lines(List<String> lines) throws IOException {
        return Files.write(temporary.resolve("journal.jsonl"), lines);
    }

    private List<String> linesOfARun() throws IOException {
        byte[] packed = Files.readAllBytes(written(true).path().resolve("journal.jsonl.gz"));
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new ArrayList<>(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
        }
    }

    @Test
    void linesThatAreMissingOrInAnotherOrderAreNoticed() throws Exception {
        List<String> good = linesOfARun();
        assertThat(read(lines(good), new ArrayList<>())).isEmpty();
        var swapped = new ArrayList<>(good);
        Collections.swap(swapped, 1, 2);
        assertThat(read(lines(swapped), new ArrayList<>())).isPresent();
        var without = new ArrayList<>(good);
        without.remove(2);
        assertThat(read(lines(without), new ArrayList<>())).isPresent();
        var twice = new ArrayList<>(good);
        twice.add(2, good.get(2));
        assertThat(read(lines(twice), new ArrayList<>())).isPresent();
    }

    @Test
    void whatIsNoEventIsRefusedWithItsLine() throws Exception {
        List<String> good = linesOfARun();
        for (String bad :
                List.of(
                        "",
                        "{}",
                        "{\"n\":3,\"type\":\"Nonsense\"}",
                        "{\"n\":3,\"type\":\"VariantEnded\",\"atNanos\":9000000000000000000}",
                        "{\"n\":3,\"type\":\"VariantEnded\",\"atNanos\":-1}",
                        "{\"n\":3,\"type\":\"VariantEnded\",\"atNanos\":1,\"more\":2}")) {
            var damaged = new ArrayList<>(good);
            damaged.set(2, bad);
            Path journal = lines(damaged);
            assertThatThrownBy(() -> read(journal, new ArrayList<>()))
                    .as(bad)
                    .isInstanceOfSatisfying(
                            JournalUnreadable.class, e -> assertThat(e.line()).isEqualTo(3));
        }
        assertThatThrownBy(() -> read(lines(good.subList(1, 3)), new ArrayList<>()))
                .isInstanceOf(JournalUnreadable.class);
        assertThatThrownBy(() -> read(lines(List.of()), new ArrayList<>()))
                .isInstanceOf(JournalUnreadable.class);
    }

    @Test
    void twoRunsOfOneSecondHaveTwoFolders() throws Exception {
        Path wanted = temporary.resolve("s").resolve("run");
        assertThat(RunFolder.create(wanted).path()).isEqualTo(wanted);
        assertThat(RunFolder.create(wanted).path()).isEqualTo(wanted.resolveSibling("run-2"));
    }
}
