/// The simulator: virtual time, an event queue, network, disks, memory, processes with a supervisor
/// and a cost model for the processor, around the engine's real nodes.
///
/// May import `engine.node` and what it stands on, `faults.lab`, `faults.injection`. Start reading
/// at [SimLab], then [World] and [ServerProcess].
@NullMarked
package dev.firedrill.faults.sim;

import org.jspecify.annotations.NullMarked;
