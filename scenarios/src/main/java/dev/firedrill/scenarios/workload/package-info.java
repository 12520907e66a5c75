/// Load with a seed: what clients do to a cluster, and what they record of it.
///
/// May import `reports.history`, `reports.check` (names only) and `faults.lab`. Start reading at
/// [Workload], then [Billing].
@NullMarked
package dev.firedrill.scenarios.workload;

import org.jspecify.annotations.NullMarked;
