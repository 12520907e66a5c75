package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabLost;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.check.Trial;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.incident.Incident;
import dev.firedrill.scenarios.option.Setting;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Runs one variant of a scenario in a lab and has it judged while it runs.
public final class Runner {
    private static final Duration REPLICAS_MAX = Duration.ofMinutes(1);

    /// A scenario may begin with replicas that follow nobody.
    private static final Duration FIRST_RESYNCS_MAX = Duration.ofSeconds(20);

    private final Lab lab;
    private final Target target;
    private final Guard guard;
    private final Event.RunHeader header;

    /// A run without a guard.
    ///
    /// @param header of the run that the variants belong to
    public Runner(Lab lab, Target target, Event.RunHeader header) {
        this(lab, target, Guard.NONE, header);
    }

    /// @param header of the run that the variants belong to
    public Runner(Lab lab, Target target, Guard guard, Event.RunHeader header) {
        this.lab = lab;
        this.target = target;
        this.guard = guard;
        this.header = header;
    }

    /// @param labNanos how much time passed in the lab
    /// @param scenarioFailure the stack trace of a scenario that threw
    public record Outcome(
            Judged.VariantResult result,
            Incident incident,
            long labNanos,
            Optional<String> scenarioFailure) {}

    /// @throws LabUnavailable when lab or target cannot do what the variant declares to need
    public void refuseWhatIsLacking(Scenario scenario, Variant variant, Setting setting)
            throws LabUnavailable {
        Optional<String> unguarded = lab.refusal(guard, target);
        if (unguarded.isPresent()) throw new LabUnavailable(unguarded.get());
        List<String> reasons = lab.lacks(target, DeclaredCourses.needs(scenario, variant, setting));
        if (!reasons.isEmpty()) {
            throw new LabUnavailable(
                    String.format(
                            Locale.ROOT,
                            "variant %s of %s cannot run here: %s.",
                            variant.name(),
                            scenario.name(),
                            String.join("; ", reasons)));
        }
    }

    /// @param runId names what the lab creates
    /// @param evidence told of each event, on a thread of its own
    /// @param phases told of each phase when it begins
    public Outcome run(
            Scenario scenario,
            Variant variant,
            Setting setting,
            String runId,
            Consumer<Event> evidence,
            Consumer<Phase> phases)
            throws LabUnavailable, ClusterFailed {
        refuseWhatIsLacking(scenario, variant, setting);
        List<Checker> judges = scenario.judges(variant, setting);
        var trial = new Trial(judges);
        var incident = Incident.Fold.after(trial);
        Optional<String> scenarioFailure;
        try (var journal = new Recorder(phases, List.of(evidence, trial, incident))) {
            var prng = new Prng(header.seed()).fork(scenario.name());
            NodesUnderTest nodes = NodesUnderTest.of(scenario, variant, setting);
            Topology topology = nodes.topology();
            journal.hideSecretsOf(topology.nodes());
            journal.accept(began(variant, judges, nodes));
            nodes.taken().forEach(journal);
            journal.accept(new Event.PhaseBegan(0, Phase.START));
            var spec =
                    new ClusterSpec(
                            runId,
                            prng.fork("lab").nextLong(),
                            target,
                            topology.nodes(),
                            topology.links(),
                            topology.clientSites(),
                            guard);
            scenarioFailure = record(journal, spec, nodes, scenario, variant, setting, prng);
        }
        Judged.VariantResult result = trial.result();
        return new Outcome(
                result, incident.incident(result), result.lastAtNanos(), scenarioFailure);
    }

    private Event.VariantBegan began(Variant variant, List<Checker> judges, NodesUnderTest nodes) {
        List<String> names =
                nodes.topology().nodes().stream().map(NodeSpec::id).map(NodeId::name).toList();
        return new Event.VariantBegan(
                0,
                header,
                variant.name(),
                nodes.title(variant),
                variant.expectation(),
                variant.namesOfViolated(judges),
                names,
                names.getFirst());
    }

    /// The drill itself. However it ends, the journal says how.
    ///
    /// @return the stack trace of a scenario that threw
    private Optional<String> record(
            Recorder journal,
            ClusterSpec spec,
            NodesUnderTest nodes,
            Scenario scenario,
            Variant variant,
            Setting setting,
            Prng prng)
            throws LabUnavailable, ClusterFailed {
        var interrupted =
                new Thread(
                        () -> {
                            journal.abort(Event.AbortCause.INTERRUPTED, "");
                            journal.close();
                        },
                        "firedrill-journal-interrupted");
        Runtime.getRuntime().addShutdownHook(interrupted);
        String trace = null;
        try (Cluster started = lab.start(spec, journal)) {
            var cluster = new RecordedCluster(started, journal, new Agenda());
            var observer = new Observer(cluster, journal);
            var drill = new Drill(cluster, spec, variant, setting, prng, journal, observer);
            observer.startSampling();
            observer.identities();
            observer.redisConfs(Moment.START);
            try {
                if (setting.ownConfiguration().isPresent()) {
                    awaitReplicas(drill, journal);
                } else {
                    // So that what is stored first does not depend on who was up first.
                    drill.awaitReplicas(FIRST_RESYNCS_MAX);
                }
                drive(scenario, drill, journal);
                drill.conclude(scenario.convergeAtMost(setting));
                observer.redisConfs(Moment.FINAL);
            } catch (RuntimeException | Error failed) {
                healAfter(drill, failed);
                throw failed;
            }
            observer.stopSampling();
            journal.accept(new Event.VariantEnded(cluster.nowNanos()));
        } catch (ScenarioThrew threw) {
            journal.abort(
                    Event.AbortCause.SCENARIO_THREW,
                    journal.masked(String.valueOf(threw.getMessage())));
            trace = journal.masked(threw.trace());
        } catch (ClusterFailed failed) {
            // It quotes log lines, and these the lines of redis.conf that a server refuses.
            String what =
                    RefusedLine.sentence(failed, nodes, target.server())
                            .orElse(String.valueOf(failed.getMessage()));
            String said = journal.masked(what);
            journal.abort(cause(failed), said);
            throw new ClusterFailed(said);
        } catch (LabUnavailable | RuntimeException | Error failed) {
            journal.abort(cause(failed), String.valueOf(failed.getMessage()));
            throw failed;
        } finally {
            forget(interrupted);
        }
        journal.close();
        journal.throwFailure();
        return Optional.ofNullable(trace);
    }

    /// The user's own configuration may keep replicas out, for example by the rights of the user as
    /// whom they come, and a master may take no data without replicas.
    private static void awaitReplicas(Drill drill, Recorder journal) throws ClusterFailed {
        List<String> behind = drill.awaitReplicas(REPLICAS_MAX);
        if (!behind.isEmpty()) {
            throw new ClusterFailed(
                    String.format(
                            Locale.ROOT,
                            "the replicas cannot follow the master within %d s: %s%s.",
                            REPLICAS_MAX.toSeconds(),
                            String.join(", ", behind),
                            journal.refusedLogin().map(line -> "; " + line).orElse("")));
        }
    }

    /// What the lab, the disk or the memory does to a run is not the scenario's doing.
    private static void drive(Scenario scenario, Drill drill, Recorder journal) {
        try {
            scenario.run(drill);
        } catch (LabLost | OutOfMemoryError notTheScenarios) {
            throw notTheScenarios;
        } catch (RuntimeException | Error thrown) {
            journal.throwFailure();
            if (ScenarioThrew.isFromOutside(scenario)) throw new ScenarioThrew(scenario, thrown);
            throw thrown;
        }
    }

    private static Event.AbortCause cause(Throwable failed) {
        return switch (failed) {
            case LabLost _, LabUnavailable _ -> Event.AbortCause.LAB_LOST;
            case ClusterFailed _ -> Event.AbortCause.CLUSTER_FAILED;
            case UncheckedIOException _ -> Event.AbortCause.FOLDER_UNWRITABLE;
            case OutOfMemoryError _ -> Event.AbortCause.OUT_OF_MEMORY;
            default -> Event.AbortCause.BUG;
        };
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException endingAlready) {
            // It runs now, or has run.
        }
    }

    private static void healAfter(Drill drill, Throwable failed) {
        try {
            drill.healAll();
        } catch (RuntimeException also) {
            failed.addSuppressed(also);
        }
    }
}
