package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Faults drawn by the seed, one every so often, each healed after a time of its own: what a random
/// walk through a set of faults finds.
///
/// @param among what is drawn from
/// @param faults how many are drawn
/// @param every how much time passes between the beginnings of two
/// @param lasts how long each lasts; longer than `every` means that they overlap
public record DrawnFaults(List<Fault> among, int faults, Duration every, Duration lasts)
        implements Course {
    public DrawnFaults {
        among = List.copyOf(among);
        check(!among.isEmpty(), "nothing to draw from");
        check(faults > 0, "no fault is drawn");
    }

    public DrawnFaults() {
        this(
                List.of(
                        new IsolateMaster(),
                        new PausedNodes(),
                        new WanProfile(),
                        new SlowDataDisk(),
                        new StarvedCpu()),
                3,
                Duration.ofSeconds(5),
                Duration.ofSeconds(3));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        var steps = new ArrayList<Step>();
        for (int i = 0; i < faults; i++) {
            Fault fault = among.get(prng.nextInt(among.size()));
            Prng own = prng.fork("fault " + i);
            steps.add(Step.of(fault, cluster, own, every.multipliedBy(i), lasts));
        }
        return steps;
    }

    @Override
    public String describe() {
        return faults
                + " faults are drawn, one every "
                + every.toMillis()
                + " ms, each for "
                + lasts.toMillis()
                + " ms";
    }
}
