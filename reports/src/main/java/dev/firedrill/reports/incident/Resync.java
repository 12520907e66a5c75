package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import java.util.OptionalLong;

/// One line of the resync ledger.
///
/// @param missingBytes what the replica had missed, where that is known
/// @param backlogBytes size of the backlog at the decision
/// @param sentBytes what the resync sent; empty when no end was reported: it did not end, or the
///   server does not log that
/// @param tookNanos until the replica streamed again; empty when it did not
public record Resync(
        long atNanos,
        String master,
        String replica,
        ResyncKind kind,
        ResyncReason reason,
        OptionalLong missingBytes,
        OptionalLong backlogBytes,
        OptionalLong sentBytes,
        OptionalLong tookNanos) {}
