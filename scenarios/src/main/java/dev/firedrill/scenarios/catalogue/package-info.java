/// One class per scenario.
///
/// May import `run`, `option`, `config`, `workload`, `faults` and `reports.check`. Start reading at
/// [Twilio2013].
@NullMarked
package dev.firedrill.scenarios.catalogue;

import org.jspecify.annotations.NullMarked;
