package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.injection.Injection;
import java.util.List;

/// A named disturbance: data and a pure expansion, so that a new fault touches no lab. Its name on
/// the command line and in reports is the record's name in kebab case.
///
/// A fault of your own is a record that implements this, with a public constructor without
/// arguments (its usual figures), named in `META-INF/services/dev.firedrill.faults.fault.Fault`.
///
/// The injections of one fault are applied together, in no promised order. A fault that needs an
/// order must be one primitive, or a kill can win the race against what it should follow. What
/// unfolds over time is a [Course].
public interface Fault {
    /// Resolved against the cluster when the fault begins: "the master" moves.
    List<Injection> injections(ClusterView cluster, Prng prng);

    /// One sentence for people.
    String describe();

    /// For example `replicas-lose-master`.
    default String name() {
        return CatalogueName.of(getClass());
    }
}
