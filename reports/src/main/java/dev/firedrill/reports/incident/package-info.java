/// From events and verdicts to an incident: findings, one per file, and the causal chain that is
/// put together from what they observe; the resync ledger, the timeline, the series and figures of
/// a report.
///
/// May import `reports.history`, `reports.account` and `reports.check`. Start reading at [Finding]
/// and [CausalChain].
@NullMarked
package dev.firedrill.reports.incident;

import org.jspecify.annotations.NullMarked;
