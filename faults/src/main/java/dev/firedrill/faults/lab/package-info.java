/// The port of a lab: what a scenario can ask of a cluster, whether it lives in the simulator or in
/// containers.
///
/// May import `faults.injection`, `faults.load`, `faults.topology`, `engine.base`, `engine.config`,
/// `engine.port` and `engine.resp`. Start reading at [Cluster].
@NullMarked
package dev.firedrill.faults.lab;

import org.jspecify.annotations.NullMarked;
