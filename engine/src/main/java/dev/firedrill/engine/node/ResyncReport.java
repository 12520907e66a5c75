package dev.firedrill.engine.node;

import dev.firedrill.engine.replication.PsyncDecision;
import dev.firedrill.engine.replication.PsyncRequest;

/// What a master says in its log of how a replica can go on and why: in redis-server's words, and
/// on a line for programs.
final class ResyncReport {
    private ResyncReport() {}

    static void decided(
            NodeContext node, Replica replica, PsyncRequest request, PsyncDecision decision) {
        String backlog =
                node.replication.active() ? Long.toString(node.replication.backlogBytesMin()) : "-";
        switch (decision) {
            case PsyncDecision.Continue(long fromOffset, long missing) -> {
                node.notice(
                        "Partial resynchronization request from %s accepted. Sending %d bytes of"
                                + " backlog starting from offset %d.",
                        replica.name(), missing, fromOffset);
                notice(node, replica, "partial", "continued", missing, backlog);
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
                notice(node, replica, "full", reason.word(), missing, backlog);
            }
        }
    }

    private static void notice(
            NodeContext node,
            Replica replica,
            String kind,
            String reason,
            long missing,
            String backlog) {
        node.notice(
                "firedrill: resync-decided replica=%s kind=%s reason=%s missing=%s backlog=%s",
                replica.name(), kind, reason, missing < 0 ? "-" : missing, backlog);
    }
}
