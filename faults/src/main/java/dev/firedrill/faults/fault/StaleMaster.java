package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.ProcessInjection;
import java.time.Duration;
import java.util.List;

/// The master stands still for longer than a failover takes and then goes on as if nothing had
/// happened: it takes writes until it hears that another one was promoted. Who promotes is the
/// drill's business, while it stands still.
///
/// @param paused longer than it takes to promote a replica
public record StaleMaster(Duration paused) implements Course {
    public StaleMaster {
        check(paused.isPositive(), "a pause of no time");
    }

    public StaleMaster() {
        this(Duration.ofSeconds(15));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        String words = "the master stands still for " + paused.toMillis() + " ms and goes on";
        return List.of(
                new Step(
                        name(),
                        words,
                        List.of(new ProcessInjection.PauseNode(cluster.master())),
                        Duration.ZERO,
                        paused));
    }

    @Override
    public String describe() {
        return "the master stands still for "
                + paused.toMillis()
                + " ms, its connections stay up, and it goes on";
    }
}
