package dev.firedrill.scenarios.workload;

import java.util.List;

/// What clients do during a run: a record of figures that can be begun against any cluster. The
/// load is open loop, so that a slow cluster does not slow it down.
///
/// A workload of your own implements this with a public constructor without arguments (its usual
/// figures) and is named in `META-INF/services/dev.firedrill.scenarios.workload.Workload`.
public interface Workload {
    /// Kebab case, unique.
    String name();

    /// One sentence for people.
    String describe();

    /// Begins the clients' work. Called on the lab's loop, and so is everything of [Running].
    Running begin(Clients clients);

    /// A workload that has begun.
    interface Running {
        /// Begins nothing new; what is under way may still be answered.
        void finish();

        /// Whether nothing is under way any more.
        boolean idle();

        /// The keys that were written, in a repeatable order: they are read back after restarts and
        /// at the end.
        List<String> keys();
    }
}
