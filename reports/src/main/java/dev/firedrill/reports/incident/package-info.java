/// From verdicts to an incident: causal chain, resync ledger, configuration drift, recommendations.
///
/// May import `reports.history` and `reports.check`.
@NullMarked
package dev.firedrill.reports.incident;

import org.jspecify.annotations.NullMarked;
