/// What a scenario is and how it is carried out, phase by phase.
///
/// May import `scenarios.workload`, `faults`, `reports`.
@NullMarked
package dev.firedrill.scenarios.run;

import org.jspecify.annotations.NullMarked;
