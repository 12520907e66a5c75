package dev.firedrill.engine.replication;

/// What a replica asks for: the stream of a history from this byte on.
///
/// @param nextOffset 1-based; the first byte that the replica does not have
public record PsyncRequest(ReplicationId replicationId, long nextOffset) {
    public static final PsyncRequest FULL = new PsyncRequest(ReplicationId.ANY, -1);
}
