package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.scenarios.run.Rehearsal;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One scenario as a person sees it: its title, a line that shows how it gets on, its verdicts and
/// where the report is.
///
/// @param repeat the command that runs it again
/// @param out where run folders go
record Run(
        Scenario scenario,
        Rehearsal rehearsal,
        Lab lab,
        List<Variant> variants,
        long seed,
        String repeat,
        Path out) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// @param quiet prints nothing
    Rehearsal.Ended run(boolean quiet) throws LabUnavailable, ClusterFailed, FolderUnwritable {
        long began = System.nanoTime();
        Rehearsal.Ended ended = rehearse(quiet);
        if (!quiet) {
            print(ended, (System.nanoTime() - began) / 1e9);
        }
        new MissingReports(ended.missing()).say();
        return ended;
    }

    private Rehearsal.Ended rehearse(boolean quiet)
            throws LabUnavailable, ClusterFailed, FolderUnwritable {
        Path wanted = out.resolve(scenario.name()).resolve(TIME.format(Instant.now()) + "-" + seed);
        var folder = new AtomicReference<@Nullable RunFolder>();
        try (var progress = new Progress(variants.stream().map(Variant::name).toList())) {
            return rehearsal.run(wanted, new Watched(folder, progress, quiet));
        } catch (IOException failed) {
            throw unwritable(folder.get(), wanted, failed);
        } finally {
            RunFolder made = folder.get();
            if (made != null) Interruption.written(made);
        }
    }

    private static FolderUnwritable unwritable(
            @Nullable RunFolder made, Path wanted, IOException failed) {
        IOException first = failed.getCause() instanceof IOException cause ? cause : failed;
        return new FolderUnwritable(made == null ? wanted : made.path(), first);
    }

    /// Shows how the rehearsal gets on.
    private final class Watched implements Rehearsal.Watcher {
        private final AtomicReference<@Nullable RunFolder> folder;
        private final Progress progress;
        private final boolean quiet;

        Watched(AtomicReference<@Nullable RunFolder> folder, Progress progress, boolean quiet) {
            this.folder = folder;
            this.progress = progress;
            this.quiet = quiet;
        }

        @Override
        public void began(RunFolder made) {
            folder.set(made);
            Interruption.writing(made);
            if (!quiet) {
                System.out.println(scenario.title());
            }
            try {
                link(made.path());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public void phase(Variant variant, Phase phase) {
            progress.phase(variant.name(), phase.word());
        }

        @Override
        public void ended(Variant variant) {
            progress.done(variant.name());
        }
    }

    private void print(Rehearsal.Ended ended, double wall) {
        RunAnswer answer = ended.answer();
        System.out.println();
        System.out.print(Table.of(answer));
        System.out.println();
        System.out.print(Latencies.of(ended));
        System.out.println(answer.sentence());
        System.out.println(took(ended.labNanos() / 1e9, wall));
        System.out.println("Report: " + ended.folder().resolve("report.html"));
        System.out.println(
                String.format(Locale.ROOT, "Repeat: %s (at commit %s)", repeat, Launcher.commit()));
    }

    /// Virtual time is compared with real time; in a lab of real time there is nothing to compare.
    private String took(double labSeconds, double wall) {
        return lab.values()
                .of(
                        new PerLab<>(
                                String.format(
                                        Locale.ROOT,
                                        "%.0f s of lab time in %.1f s (%.0f simulated seconds per"
                                                + " second)",
                                        labSeconds,
                                        wall,
                                        labSeconds / wall),
                                String.format(
                                        Locale.ROOT,
                                        "%.0f s of lab time in %.0f s",
                                        labSeconds,
                                        wall)));
    }

    /// `latest` points at the newest run.
    private void link(Path folder) throws IOException {
        Path latest = out.resolve("latest");
        Path temporary = out.resolve(".latest-" + ProcessHandle.current().pid());
        Files.deleteIfExists(temporary);
        try {
            Files.createSymbolicLink(temporary, out.relativize(folder));
            Files.move(
                    temporary,
                    latest,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (UnsupportedOperationException | FileAlreadyExistsException _) {
            Files.deleteIfExists(temporary);
        }
    }
}
