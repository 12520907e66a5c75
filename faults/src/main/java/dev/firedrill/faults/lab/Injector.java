package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.Handle;
import java.util.List;

/// Carries injections out in one lab.
public interface Injector {
    /// Makes the cluster behave as what is in force says, then does what happens once: kills,
    /// resets, damage to files.
    void begun(List<Handle> fresh, InForce now);

    /// Makes the cluster behave as what is left in force says.
    ///
    /// @param gone what was healed or used up
    void ended(List<Handle> gone, InForce now);
}
