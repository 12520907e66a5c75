package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.JournalWriter;
import dev.firedrill.reports.render.RunFacts;
import dev.firedrill.reports.render.RunFolder;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
import dev.firedrill.scenarios.run.Variant;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One scenario from start to report.
final class Run {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final Lab lab;
    private final Target target;
    private final Scenario scenario;
    private final List<Variant> variants;
    private final boolean single;
    private final Setting setting;
    private final long seed;
    private final Path out;
    private final String repeat;

    Run(
            Lab lab,
            Target target,
            Scenario scenario,
            List<Variant> variants,
            boolean single,
            Setting setting,
            long seed,
            Path out,
            String repeat) {
        this.lab = lab;
        this.target = target;
        this.scenario = scenario;
        this.variants = variants;
        this.single = single;
        this.setting = setting;
        this.seed = seed;
        this.out = out;
        this.repeat = repeat;
    }

    /// @param folder the run folder
    record Ended(RunAnswer answer, Path folder) {}

    /// @param quiet prints nothing
    Ended run(boolean quiet) throws UsageError, LabUnavailable, ClusterFailed, IOException {
        long began = System.nanoTime();
        if (!quiet) {
            System.out.println(scenario.title());
        }
        List<Runner.Outcome> outcomes;
        try (var progress = new Progress(variants.stream().map(Variant::name).toList())) {
            outcomes = runVariants(progress);
        }
        double wall = (System.nanoTime() - began) / 1e9;
        List<Judged.VariantResult> results = outcomes.stream().map(Runner.Outcome::result).toList();
        var answer = new RunAnswer(results, single);
        Path folder = write(answer, results);
        if (!quiet) {
            double labSeconds = outcomes.stream().mapToLong(Runner.Outcome::labNanos).sum() / 1e9;
            print(answer, folder, labSeconds, wall);
        }
        return new Ended(answer, folder);
    }

    private void print(RunAnswer answer, Path folder, double labSeconds, double wall) {
        System.out.println();
        System.out.print(Table.of(answer));
        System.out.println();
        System.out.println(answer.sentence());
        System.out.println(took(labSeconds, wall));
        System.out.println("Report: " + folder.resolve("report.html"));
        System.out.println(
                String.format(Locale.ROOT, "Repeat: %s (at commit %s)", repeat, Main.commit()));
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

    /// In the simulator variants share nothing, so they run side by side.
    private List<Runner.Outcome> runVariants(Progress progress)
            throws LabUnavailable, ClusterFailed {
        int threads = lab.values().of(new PerLab<>(variants.size(), 1));
        int processors = Runtime.getRuntime().availableProcessors();
        var futures = new ArrayList<Future<Runner.Outcome>>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Math.max(1, Math.min(threads, processors)))) {
            for (Variant variant : variants) {
                futures.add(
                        pool.submit(() -> {
                            var outcome =
                                    new Runner(lab, target, Main.commit())
                                            .run(
                                                    scenario,
                                                    variant,
                                                    setting,
                                                    seed,
                                                    runId(variant),
                                                    phase -> progress.phase(variant.name(), phase));
                            progress.done(variant.name());
                            return outcome;
                        }));
            }
            var outcomes = new ArrayList<Runner.Outcome>();
            for (Future<Runner.Outcome> future : futures) {
                outcomes.add(future.get());
            }
            return outcomes;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LabUnavailable("the run was interrupted.");
        } catch (ExecutionException failed) {
            switch (failed.getCause()) {
                case LabUnavailable unavailable -> throw unavailable;
                case ClusterFailed cluster -> throw cluster;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private String runId(Variant variant) {
        return scenario.name() + "-" + variant.name() + "-" + Long.toUnsignedString(seed);
    }

    /// Everything into a folder beside its place, then into its place: a run that is interrupted
    /// leaves nothing half written.
    private Path write(RunAnswer answer, List<Judged.VariantResult> results)
            throws UsageError, IOException {
        Path parent = out.resolve(scenario.name());
        Path folder = parent.resolve(TIME.format(Instant.now()) + "-" + seed);
        try {
            Files.createDirectories(parent);
            Path temporary = Files.createTempDirectory(parent, ".writing-");
            Interruption.writing(temporary);
            try (var journal =
                    new JournalWriter(
                            new BufferedOutputStream(
                                    Files.newOutputStream(temporary.resolve("journal.jsonl"))))) {
                for (Judged.VariantResult result : results) {
                    for (Event event : result.history().events()) {
                        journal.accept(event);
                    }
                }
            }
            RunFolder.write(temporary, answer, facts());
            Files.setPosixFilePermissions(
                    temporary,
                    java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
            Path placed = place(temporary, folder);
            Interruption.written(temporary);
            link(placed);
            return placed;
        } catch (FileSystemException unwritable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "the run folder %s cannot be written: %s; choose another with --out.",
                            folder,
                            reason(unwritable)));
        }
    }

    /// Java tells the kernel's word for some errors, for others only which kind it was.
    static String reason(IOException error) {
        return switch (error) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such folder";
            case FileAlreadyExistsException _ -> "a file is in its place";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(error.getMessage());
        };
    }

    /// Two runs of one second are told apart by a number.
    private static Path place(Path temporary, Path folder) throws IOException {
        Path wanted = folder;
        for (int i = 2; Files.exists(wanted); i++) {
            wanted = folder.resolveSibling(folder.getFileName() + "-" + i);
        }
        return Files.move(temporary, wanted, StandardCopyOption.ATOMIC_MOVE);
    }

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

    private RunFacts facts() {
        return new RunFacts(
                scenario.name(),
                lab.name(),
                Main.commit(),
                seed,
                repeat,
                scenario.title(),
                scenario.story());
    }
}
