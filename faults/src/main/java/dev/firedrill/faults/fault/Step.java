package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Lasting;
import dev.firedrill.faults.injection.Verification;
import java.time.Duration;
import java.util.List;

/// One step of a [Course]: injections that begin together at a moment and are healed together at a
/// later one.
///
/// @param name of the fault or the course, in kebab case
/// @param words one sentence for people
/// @param at since the beginning of the course
/// @param lasts until it is healed; counts for nothing where all of it is [Lasting]
public record Step(
        String name, String words, List<Injection> injections, Duration at, Duration lasts) {
    public Step {
        injections = List.copyOf(injections);
    }

    /// A fault as a step, resolved now.
    public static Step of(
            Fault fault, ClusterView cluster, Prng prng, Duration at, Duration lasts) {
        List<Injection> injections = fault.injections(cluster, prng.fork(fault.name()));
        return new Step(fault.name(), fault.describe(), injections, at, lasts);
    }

    /// Whether something of it has to be healed.
    boolean isHealed() {
        return !injections.stream().allMatch(Lasting.class::isInstance);
    }

    /// When it is healed; when it begins, where nothing of it is healed.
    Duration until() {
        return isHealed() ? at.plus(lasts) : at;
    }

    /// How long it takes until every injection of it is seen to bite.
    Duration verifiedWithin() {
        return injections.stream()
                .map(injection -> Verification.of(injection).takes())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
