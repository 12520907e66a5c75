package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.reports.check.RunAnswer;
import dev.firedrill.reports.evidence.RunFolder;
import dev.firedrill.reports.evidence.VariantEvidence;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.reports.render.Reports;
import dev.firedrill.scenarios.option.Setting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// One scenario from its start to its reports: every variant is run in a lab and judged while it
/// runs, and the run folder holds the journal, the nodes' logs and the reports. For example, in a
/// test:
///
/// ```java
/// var ended = Rehearsal.of(new MyScenario(), new SimLab()).seed(7).run(folder);
/// assertThat(ended.answer().exitCode()).as(ended.answer().sentence()).isZero();
/// ```
public final class Rehearsal {
    /// Hears how a rehearsal gets on; called from several threads.
    public interface Watcher {
        /// The folder is there and marked as incomplete.
        default void began(RunFolder folder) {}

        default void phase(Variant variant, Phase phase) {}

        default void ended(Variant variant) {}
    }

    /// @param incidents one for each variant of the answer, in its order
    /// @param missing reports that could not be made
    /// @param labNanos lab time of all variants together
    public record Ended(
            RunAnswer answer,
            List<Incident> incidents,
            List<Reports.Failure> missing,
            Path folder,
            long labNanos) {
        public Ended {
            incidents = List.copyOf(incidents);
            missing = List.copyOf(missing);
        }
    }

    private final Scenario scenario;
    private final Lab lab;
    private final Target target;
    private final Guard guard;
    private final Setting setting;
    private final List<Variant> variants;
    private final boolean single;
    private final long seed;
    private final String repeat;
    private final String commit;

    private Rehearsal(
            Scenario scenario,
            Lab lab,
            Target target,
            Guard guard,
            Setting setting,
            List<Variant> variants,
            boolean single,
            long seed,
            String repeat,
            String commit) {
        this.scenario = scenario;
        this.lab = lab;
        this.target = target;
        this.guard = guard;
        this.setting = setting;
        this.variants = List.copyOf(variants);
        this.single = single;
        this.seed = seed;
        this.repeat = repeat;
        this.commit = commit;
    }

    /// Every variant of a scenario with the lab's default options, seed 1, on Firedrill's own
    /// engine.
    public static Rehearsal of(Scenario scenario, Lab lab) {
        return new Rehearsal(
                scenario,
                lab,
                Target.FIREDRILL,
                Guard.NONE,
                Setting.defaults(lab.values(), scenario.parameters()),
                scenario.variants(),
                false,
                1,
                "Rehearsal.of(new " + scenario.getClass().getSimpleName() + "(), lab)",
                "unknown");
    }

    public Rehearsal against(Target server) {
        return new Rehearsal(
                scenario, lab, server, guard, setting, variants, single, seed, repeat, commit);
    }

    /// The same with a guard that fails over, see [Scenario#sentinel].
    public Rehearsal guardedBy(Guard watching) {
        return new Rehearsal(
                scenario, lab, target, watching, setting, variants, single, seed, repeat, commit);
    }

    /// @param options of this scenario
    public Rehearsal with(Setting options) {
        return new Rehearsal(
                scenario, lab, target, guard, options, variants, single, seed, repeat, commit);
    }

    /// One variant alone, which then answers for itself.
    public Rehearsal only(Variant variant) {
        return new Rehearsal(
                scenario,
                lab,
                target,
                guard,
                setting,
                List.of(variant),
                true,
                seed,
                repeat,
                commit);
    }

    /// Some of the scenario's variants, those that the target can run.
    public Rehearsal among(List<Variant> some) {
        return new Rehearsal(
                scenario, lab, target, guard, setting, some, single, seed, repeat, commit);
    }

    /// All randomness comes from it: in the simulator it repeats a run byte for byte.
    public Rehearsal seed(long number) {
        return new Rehearsal(
                scenario, lab, target, guard, setting, variants, single, number, repeat, commit);
    }

    /// What the reports name for repeating the run.
    ///
    /// @param command for people
    /// @param revision of the source, for example a commit
    public Rehearsal repeatedBy(String command, String revision) {
        return new Rehearsal(
                scenario, lab, target, guard, setting, variants, single, seed, command, revision);
    }

    /// Runs it into a new folder.
    ///
    /// @param folder is created; where it exists, a number is added
    /// @throws LabUnavailable when lab or target cannot do what a variant declares to need; nothing
    ///   was started
    /// @throws ClusterFailed when a node did not come up
    /// @throws IllegalArgumentException when a course of the scenario contradicts itself
    /// @throws IOException when the folder cannot be written; what it holds is marked incomplete
    public Ended run(Path folder) throws LabUnavailable, ClusterFailed, IOException {
        return run(folder, new Watcher() {});
    }

    /// The same with somebody who watches.
    public Ended run(Path folder, Watcher watcher)
            throws LabUnavailable, ClusterFailed, IOException {
        Optional<String> contradiction = DeclaredCourses.refusal(scenario, setting);
        if (contradiction.isPresent()) throw new IllegalArgumentException(contradiction.get());
        // Asked before anything is written: a lab that is not there leaves no folder behind.
        Target server = lab.resolve(target);
        var runner = new Runner(lab, server, guard, header(server));
        for (Variant variant : variants) {
            runner.refuseWhatIsLacking(scenario, variant, setting);
            Access.require(NodesUnderTest.of(scenario, variant, setting).topology().nodes());
        }
        RunFolder made = RunFolder.create(folder);
        watcher.began(made);
        try {
            List<Runner.Outcome> outcomes = runVariants(runner, made, watcher);
            var answer = new RunAnswer(outcomes.stream().map(Runner.Outcome::result).toList());
            List<Incident> incidents = outcomes.stream().map(Runner.Outcome::incident).toList();
            made.complete();
            keepTraces(made, outcomes);
            List<Reports.Failure> missing = Reports.write(made.path(), answer, incidents);
            long labNanos = outcomes.stream().mapToLong(Runner.Outcome::labNanos).sum();
            return new Ended(answer, incidents, missing, made.path(), labNanos);
        } catch (IOException failed) {
            throw unwritable(made, failed);
        } catch (UncheckedIOException failed) {
            throw unwritable(made, new IOException(failed.getMessage(), failed.getCause()));
        } catch (LabUnavailable | ClusterFailed | RuntimeException | Error failed) {
            markIncomplete(made, "The run failed: " + failed.getMessage(), failed);
            throw failed;
        }
    }

    private static void keepTraces(RunFolder folder, List<Runner.Outcome> outcomes)
            throws IOException {
        for (Runner.Outcome outcome : outcomes) {
            if (outcome.scenarioFailure().isPresent()) {
                String name = outcome.result().began().variant() + "-scenario";
                RunFolder.keepTrace(folder.path(), name, outcome.scenarioFailure().get());
            }
        }
    }

    private static IOException unwritable(RunFolder folder, IOException failed) {
        markIncomplete(folder, "The run folder cannot be written: " + failed.getMessage(), failed);
        return failed;
    }

    /// Says in the folder why the run did not come to its end.
    private static void markIncomplete(RunFolder folder, String why, Throwable failed) {
        try {
            folder.markIncomplete(why);
        } catch (IOException also) {
            failed.addSuppressed(also);
        }
    }

    /// In the simulator variants share nothing, so they run side by side.
    private List<Runner.Outcome> runVariants(Runner runner, RunFolder folder, Watcher watcher)
            throws LabUnavailable, ClusterFailed, IOException {
        int threads = lab.values().of(new PerLab<>(variants.size(), 1));
        int processors = Runtime.getRuntime().availableProcessors();
        var futures = new ArrayList<Future<Runner.Outcome>>();
        try (ExecutorService pool =
                Executors.newFixedThreadPool(Math.max(1, Math.min(threads, processors)))) {
            for (Variant variant : variants) {
                VariantEvidence evidence = folder.begin(variant.name());
                futures.add(pool.submit(() -> run(runner, variant, evidence, watcher)));
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
            Runner runner, Variant variant, VariantEvidence evidence, Watcher watcher)
            throws LabUnavailable, ClusterFailed, IOException {
        try (evidence) {
            return runner.run(
                    scenario,
                    variant,
                    setting,
                    runId(variant),
                    evidence,
                    phase -> watcher.phase(variant, phase));
        } finally {
            watcher.ended(variant);
        }
    }

    private String runId(Variant variant) {
        return scenario.name() + "-" + variant.name() + "-" + Long.toUnsignedString(seed);
    }

    /// Every option, and the guard with its figures.
    private Map<String, String> options() {
        var texts = new LinkedHashMap<>(setting.texts());
        if (!guard.equals(Guard.NONE)) texts.put("guard", guard.describe());
        return texts;
    }

    private Event.RunHeader header(Target server) throws LabUnavailable {
        return new Event.RunHeader(
                scenario.name(),
                scenario.title(),
                scenario.story(),
                repeat,
                lab.name(),
                server.server(),
                commit,
                seed,
                options(),
                lab.machine(),
                variants.stream().map(Variant::name).toList(),
                single);
    }
}
