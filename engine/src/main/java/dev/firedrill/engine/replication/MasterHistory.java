package dev.firedrill.engine.replication;

import static dev.firedrill.engine.base.Invariants.check;

/// Which histories a master can continue, and from where. Offsets are 1-based and count bytes of
/// the replication stream; `backlogOffsetEnd` is exclusive, so a replica that has everything asks
/// for exactly it.
///
/// @param secondaryIdOffsetMax the last offset that may be asked for under the secondary id; -1
///   without one
/// @param backlogOffsetMin equal to `backlogOffsetEnd` while nothing is kept
public record MasterHistory(
        ReplicationId primaryId,
        ReplicationId secondaryId,
        long secondaryIdOffsetMax,
        boolean backlogExists,
        long backlogOffsetMin,
        long backlogOffsetEnd) {

    public MasterHistory {
        check(backlogOffsetMin >= 1, "backlog starts before the first byte");
        check(backlogOffsetMin <= backlogOffsetEnd, "backlog ends before it starts");
    }
}
