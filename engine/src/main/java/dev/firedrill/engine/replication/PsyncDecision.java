package dev.firedrill.engine.replication;

/// A master's answer to a PSYNC: the rest of the stream, or everything anew and why.
public sealed interface PsyncDecision {
    /// How far behind the replica is where that can be told.
    long UNKNOWN = -1;

    /// @param missingBytes what the replica lacks of the stream
    record Continue(long fromOffset, long missingBytes) implements PsyncDecision {}

    /// @param missingBytes what the replica lacks if it follows the same history, else [#UNKNOWN]
    record FullResync(Reason reason, long missingBytes) implements PsyncDecision {}

    /// Why a replica cannot go on from where it is.
    enum Reason {
        REQUESTED_BY_REPLICA("requested-by-replica"),
        SYNC_ONLY("sync-only"),
        UNKNOWN_HISTORY("unknown-history"),
        BEYOND_SECONDARY_HISTORY("beyond-secondary-history"),
        NO_BACKLOG("no-backlog"),
        BACKLOG_TRIMMED("backlog-trimmed"),
        AHEAD_OF_MASTER("ahead-of-master");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /// As in the log and in INFO.
        public String word() {
            return word;
        }
    }

    /// Source: Redis documentation, "Redis replication", partial resynchronization; the order of
    /// the tests is that of redis-server 7.0.
    static PsyncDecision decide(PsyncRequest request, MasterHistory history) {
        var wanted = request.replicationId();
        if (wanted.equals(ReplicationId.ANY)) {
            return new FullResync(Reason.REQUESTED_BY_REPLICA, UNKNOWN);
        }
        if (!wanted.equals(history.primaryId())) {
            if (!wanted.equals(history.secondaryId())) {
                return new FullResync(Reason.UNKNOWN_HISTORY, UNKNOWN);
            }
            // After a promotion the old history is ours too, but only up to the offset at which we
            // stopped following it. Past that point the two histories diverge.
            if (request.nextOffset() > history.secondaryIdOffsetMax()) {
                return new FullResync(Reason.BEYOND_SECONDARY_HISTORY, UNKNOWN);
            }
        }
        long missingBytes = history.backlogOffsetEnd() - request.nextOffset();
        if (!history.backlogExists()) {
            return new FullResync(Reason.NO_BACKLOG, Math.max(missingBytes, UNKNOWN));
        }
        if (request.nextOffset() < history.backlogOffsetMin()) {
            return new FullResync(Reason.BACKLOG_TRIMMED, missingBytes);
        }
        if (request.nextOffset() > history.backlogOffsetEnd()) {
            return new FullResync(Reason.AHEAD_OF_MASTER, UNKNOWN);
        }
        return new Continue(request.nextOffset(), missingBytes);
    }
}
