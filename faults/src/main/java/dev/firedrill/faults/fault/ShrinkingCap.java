package dev.firedrill.faults.fault;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ResourceInjection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The master's memory cap shrinks step by step, as when an operator packs more onto a machine:
/// above it the kernel kills the process.
///
/// @param fromBytes the first cap
/// @param toBytes the last
/// @param steps how many caps, with the first and the last
/// @param every how long each cap lasts
public record ShrinkingCap(long fromBytes, long toBytes, int steps, Duration every)
        implements Course {
    public ShrinkingCap {
        check(toBytes > 0 && toBytes < fromBytes, "a cap that does not shrink");
        check(steps >= 2, "a cap that shrinks in fewer than two steps");
        check(every.isPositive(), "caps that last no time");
    }

    public ShrinkingCap() {
        this(1L << 30, 512L << 20, 3, Duration.ofSeconds(3));
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        var caps = new ArrayList<Step>();
        for (int i = 0; i < steps; i++) {
            long bytes = fromBytes - (fromBytes - toBytes) / (steps - 1) * i;
            String words = "the kernel kills the master above " + bytes + " B of memory";
            List<Injection> cap = List.of(new ResourceInjection.CapMemory(cluster.master(), bytes));
            caps.add(new Step(name(), words, cap, every.multipliedBy(i), every));
        }
        return caps;
    }

    @Override
    public String describe() {
        return "the memory cap of the master shrinks from "
                + fromBytes
                + " B to "
                + toBytes
                + " B in "
                + steps
                + " steps";
    }
}
