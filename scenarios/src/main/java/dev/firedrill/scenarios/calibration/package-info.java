/// Measures what things cost in the docker lab of a machine, so that the simulator can stand for
/// it, and keeps that in a file.
///
/// May import faults, engine and `reports.evidence`. Start reading at
/// [dev.firedrill.scenarios.calibration.Calibration].
@NullMarked
package dev.firedrill.scenarios.calibration;

import org.jspecify.annotations.NullMarked;
