/// The simulator lab: virtual clock, event queue, network, disk, memory, processes and their cost.
/// The engine's real nodes run in one thread; one seed repeats a run byte for byte.
///
/// May import `engine.node`, `engine.config`, `faults.injection`, `faults.lab`.
@NullMarked
package dev.firedrill.faults.sim;

import org.jspecify.annotations.NullMarked;
