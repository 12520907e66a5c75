package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import dev.firedrill.engine.replication.PsyncDecision;
import dev.firedrill.engine.replication.PsyncRequest;
import java.util.OptionalLong;

/// Reports a master's decision between a full and a partial resync, with its reason: in the log in
/// redis-server's words, and as an event for judges.
final class ResyncReport {
    private ResyncReport() {}

    static void decided(
            NodeContext node, Replica replica, PsyncRequest request, PsyncDecision decision) {
        switch (decision) {
            case PsyncDecision.Continue(long fromOffset, long missing) -> {
                node.notice(
                        "Partial resynchronization request from %s accepted. Sending %d bytes of"
                                + " backlog starting from offset %d.",
                        replica.name(), missing, fromOffset);
                report(node, replica, ResyncKind.PARTIAL, ResyncReason.CONTINUED, missing);
            }
            case PsyncDecision.FullResync refused -> {
                long missing = refused.missingBytes();
                PsyncDecision.Reason reason = refused.reason();
                switch (reason) {
                    case SYNC_ONLY, REQUESTED_BY_REPLICA ->
                            node.notice("Full resync requested by replica %s", replica.name());
                    case UNKNOWN_HISTORY, BEYOND_SECONDARY_HISTORY ->
                            node.notice(
                                    "Partial resynchronization not accepted: Replication ID"
                                            + " mismatch (Replica asked for '%s', my replication"
                                            + " IDs are '%s' and '%s')",
                                    request.replicationId(),
                                    node.replication.primaryId(),
                                    node.replication.secondaryId());
                    case NO_BACKLOG, BACKLOG_TRIMMED, AHEAD_OF_MASTER ->
                            node.notice(
                                    "Unable to partial resync with replica %s for lack of backlog"
                                            + " (Replica request was: %d).",
                                    replica.name(), request.nextOffset());
                }
                report(node, replica, ResyncKind.FULL, reasonOf(reason), missing);
            }
        }
    }

    private static void report(
            NodeContext node,
            Replica replica,
            ResyncKind kind,
            ResyncReason reason,
            long missingBytes) {
        boolean known = missingBytes != PsyncDecision.UNKNOWN;
        boolean backlog = node.replication.active();
        node.report(
                new NodeEvent.ResyncDecided(
                        replica.name(),
                        kind,
                        reason,
                        known ? OptionalLong.of(missingBytes) : OptionalLong.empty(),
                        backlog
                                ? OptionalLong.of(node.replication.backlogBytesMin())
                                : OptionalLong.empty(),
                        OptionalLong.of(node.replication.offset())));
    }

    private static ResyncReason reasonOf(PsyncDecision.Reason reason) {
        return switch (reason) {
            case REQUESTED_BY_REPLICA -> ResyncReason.REQUESTED_BY_REPLICA;
            case SYNC_ONLY -> ResyncReason.SYNC_ONLY;
            case UNKNOWN_HISTORY -> ResyncReason.UNKNOWN_HISTORY;
            case BEYOND_SECONDARY_HISTORY -> ResyncReason.BEYOND_SECONDARY_HISTORY;
            case NO_BACKLOG -> ResyncReason.NO_BACKLOG;
            case BACKLOG_TRIMMED -> ResyncReason.BACKLOG_TRIMMED;
            case AHEAD_OF_MASTER -> ResyncReason.AHEAD_OF_MASTER;
        };
    }
}
