/// Seeded operation generators, open-loop load, recording clients.
///
/// May import `reports.history` and `faults.lab`.
@NullMarked
package dev.firedrill.scenarios.workload;

import org.jspecify.annotations.NullMarked;
