package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.check.Judged;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.VariantHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Runs one variant of a scenario in a lab and has it judged.
public final class Runner {
    private final Lab lab;
    private final Target target;
    private final String commit;

    public Runner(Lab lab, Target target, String commit) {
        this.lab = lab;
        this.target = target;
        this.commit = commit;
    }

    /// @param labNanos how much time passed in the lab
    public record Outcome(Judged.VariantResult result, long labNanos) {}

    /// @param runId names what the lab creates
    /// @param phases told of each phase when it begins
    public Outcome run(
            Scenario scenario,
            Variant variant,
            Setting setting,
            long seed,
            String runId,
            Consumer<String> phases)
            throws LabUnavailable, ClusterFailed {
        var journal = new Recorder(phases);
        var prng = new Prng(seed).fork(scenario.name());
        List<NodeSpec> nodes = scenario.nodes(variant, setting);
        var spec =
                new ClusterSpec(
                        runId, prng.fork("lab").nextLong(), target, nodes, scenario.links(setting));
        List<String> names = nodes.stream().map(NodeSpec::id).map(NodeId::name).toList();
        var began =
                new Event.VariantBegan(
                        0,
                        scenario.name(),
                        variant.name(),
                        variant.title(),
                        variant.expectation(),
                        lab.name(),
                        target.name().toLowerCase(Locale.ROOT),
                        commit,
                        seed,
                        names,
                        names.getFirst(),
                        setting.texts(),
                        lab.machine());
        journal.accept(began);
        journal.accept(new Event.PhaseBegan(0, Phase.START));
        long ended;
        try (Cluster cluster = lab.start(spec, journal)) {
            var observer = new Observer(cluster, journal);
            var drill = new Drill(cluster, variant, setting, prng, journal, observer);
            observer.startSampling();
            observer.identities();
            observer.redisConfs(Moment.START);
            try {
                scenario.run(drill);
                drill.conclude(scenario.convergeAtMost(setting));
                observer.redisConfs(Moment.FINAL);
            } catch (RuntimeException | Error failed) {
                healAfter(drill, failed);
                throw failed;
            }
            observer.stopSampling();
            ended = cluster.nowNanos();
            journal.accept(new Event.VariantEnded(ended));
        }
        var history = new VariantHistory(began, upToTheEnd(journal.events()));
        return new Outcome(Judged.judge(history, scenario.judges(variant)), ended);
    }

    private static void healAfter(Drill drill, Throwable failed) {
        try {
            drill.healAll();
        } catch (RuntimeException also) {
            failed.addSuppressed(also);
        }
    }

    /// Tearing the cluster down is no part of the story.
    private static List<Event> upToTheEnd(List<Event> events) {
        var kept = new ArrayList<Event>();
        for (Event event : events) {
            kept.add(event);
            if (event instanceof Event.VariantEnded) {
                break;
            }
        }
        return kept;
    }
}
