package dev.firedrill.scenarios.cli;

import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.evidence.VariantEvidence;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.render.Reports;
import dev.firedrill.scenarios.run.Runner;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Setting;
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
    Ended run(boolean quiet) throws UsageError, LabUnavailable, ClusterFailed, FolderUnwritable {
        long began = System.nanoTime();
        // Asked before anything is written: a lab that is not there leaves no folder behind.
        Event.RunHeader header = header();
        var runner = new Runner(lab, target, header);
        for (Variant variant : variants) {
            runner.refuseWhatIsLacking(scenario, variant);
            Access.require(scenario.nodes(variant, setting));
        }
        if (!quiet) {
            System.out.println(scenario.title());
        }
        RunFolder folder = createFolder();
        Interruption.writing(folder);
        try {
            List<Runner.Outcome> outcomes;
            try (var progress = new Progress(variants.stream().map(Variant::name).toList())) {
                outcomes = runVariants(runner, folder, progress);
            }
            var answer = new RunAnswer(outcomes.stream().map(Runner.Outcome::result).toList());
            folder.complete();
            Reports.write(
                    folder.path(),
                    answer,
                    outcomes.stream().map(Runner.Outcome::incident).toList());
            if (!quiet) {
                double labSeconds =
                        outcomes.stream().mapToLong(Runner.Outcome::labNanos).sum() / 1e9;
                print(answer, folder.path(), labSeconds, (System.nanoTime() - began) / 1e9);
            }
            return new Ended(answer, folder.path());
        } catch (IOException failed) {
            throw unwritable(folder, failed);
        } catch (UncheckedIOException failed) {
            throw unwritable(folder, new IOException(failed.getMessage(), failed.getCause()));
        } catch (LabUnavailable | ClusterFailed | RuntimeException | Error failed) {
            markIncomplete(folder, failed);
            throw failed;
        } finally {
            Interruption.written(folder);
        }
    }

    private static FolderUnwritable unwritable(RunFolder folder, IOException failed) {
        IOException first = failed.getCause() instanceof IOException cause ? cause : failed;
        var unwritable = new FolderUnwritable(folder.path(), first);
        markIncomplete(folder, unwritable);
        return unwritable;
    }

    /// Says in the folder why the run did not come to its end.
    private static void markIncomplete(RunFolder folder, Throwable failed) {
        try {
            folder.markIncomplete("The run failed: " + failed.getMessage());
        } catch (IOException also) {
            failed.addSuppressed(also);
        }
    }

    private RunFolder createFolder() throws UsageError {
        Path wanted = out.resolve(scenario.name()).resolve(TIME.format(Instant.now()) + "-" + seed);
        try {
            RunFolder folder = RunFolder.create(wanted);
            link(folder.path());
            return folder;
        } catch (IOException unwritable) {
            throw new UsageError(
                    String.format(
                            Locale.ROOT,
                            "the run folder %s cannot be written: %s; choose another with --out.",
                            wanted,
                            FileErrors.reason(unwritable)));
        }
    }

    private void print(RunAnswer answer, Path folder, double labSeconds, double wall) {
        System.out.println();
        System.out.print(Table.of(answer));
        System.out.println();
        System.out.println(answer.sentence());
        System.out.println(took(labSeconds, wall));
        System.out.println("Report: " + folder.resolve("report.html"));
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

    /// In the simulator variants share nothing, so they run side by side.
    private List<Runner.Outcome> runVariants(Runner runner, RunFolder folder, Progress progress)
            throws LabUnavailable, ClusterFailed, IOException {
        int threads = lab.values().of(new PerLab<>(variants.size(), 1));
        int processors = Runtime.getRuntime().availableProcessors();
        var futures = new ArrayList<Future<Runner.Outcome>>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Math.max(1, Math.min(threads, processors)))) {
            for (Variant variant : variants) {
                VariantEvidence evidence = folder.begin(variant.name());
                futures.add(pool.submit(() -> run(runner, variant, evidence, progress)));
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
                case IOException unwritable -> throw unwritable;
                case RuntimeException bug -> throw bug;
                case Error bug -> throw bug;
                case null, default -> throw new IllegalStateException(failed);
            }
        }
    }

    private Runner.Outcome run(
            Runner runner, Variant variant, VariantEvidence evidence, Progress progress)
            throws LabUnavailable, ClusterFailed, IOException {
        try (evidence) {
            return runner.run(
                    scenario,
                    variant,
                    setting,
                    runId(variant),
                    evidence,
                    phase -> progress.phase(variant.name(), phase.word()));
        } finally {
            progress.done(variant.name());
        }
    }

    private String runId(Variant variant) {
        return scenario.name() + "-" + variant.name() + "-" + Long.toUnsignedString(seed);
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

    private Event.RunHeader header() throws LabUnavailable {
        return new Event.RunHeader(
                scenario.name(),
                scenario.title(),
                scenario.story(),
                repeat,
                lab.name(),
                target.name().toLowerCase(Locale.ROOT),
                Launcher.commit(),
                seed,
                setting.texts(),
                lab.machine(),
                variants.stream().map(Variant::name).toList(),
                single);
    }
}
