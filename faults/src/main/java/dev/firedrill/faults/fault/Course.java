package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import java.util.List;

/// A disturbance that unfolds over time: data and a pure expansion into steps, each of which begins
/// and is healed at its moment. What begins at once and ends at once is a [Fault].
///
/// A course of your own is a record that implements this, with a public constructor without
/// arguments (its usual figures), named in `META-INF/services/dev.firedrill.faults.fault.Course`. A
/// sequence for one scenario is a [Schedule] instead.
public interface Course {
    /// Resolved against the cluster when the course begins, with all chance from the seed.
    List<Step> steps(ClusterView cluster, Prng prng);

    /// One sentence for people.
    String describe();

    /// For example `flapping-links`.
    default String name() {
        return CatalogueName.of(getClass());
    }
}
