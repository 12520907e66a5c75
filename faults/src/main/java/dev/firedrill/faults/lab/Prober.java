package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Proof;
import java.util.List;

/// Measures in one lab whether injections are in force: over the same links, disks and processes as
/// everything else, never read off the injection itself.
public interface Prober {
    /// A measurement that is compared with how things were when it was prepared.
    interface Measurement {
        /// One proof for each injection, in their order: whether what was measured is what these
        /// conditions predict. May let lab time pass.
        List<Proof> take(InForce predicted);
    }

    /// Notes what the effect of these injections will be compared with. Called before they are
    /// carried out.
    Measurement beforeBegin(List<Injection> injections);

    /// Called after these injections have been healed.
    Measurement afterHeal(List<Injection> injections);
}
