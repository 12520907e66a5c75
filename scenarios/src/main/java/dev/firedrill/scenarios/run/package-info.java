/// What a scenario is, and how it is run: phases, faults with their proofs, the operator, the
/// journal.
///
/// May import `config`, `option`, `workload`, `faults` and `reports`. Start reading at [Scenario],
/// then [Drill] and [Runner].
@NullMarked
package dev.firedrill.scenarios.run;

import org.jspecify.annotations.NullMarked;
