package dev.firedrill.engine.replication;

/// Where a replica stands with its master.
///
/// ```
///            connect            stands           +CONTINUE
///   Offline ---------> Connecting ----> Handshaking --------------------> Streaming
///     ^  ^                 |              |     |                          ^    |
///     |  |   refused,      |   error,     |     | +FULLRESYNC              |    |
///     |  +---- timed out --+-- timed out -+     v                          |    |
///     |                                     AwaitingSnapshot               |    |
///     |                                         | $<length>, $EOF:<mark>   |    |
///     |     cut, timed out, damaged             v                          |    |
///     +------------------------------------- Receiving -- whole ----------+    |
///     +------------------ cut, timed out ---------------------------------------+
/// ```
///
/// The data of before stays in place until a snapshot has arrived whole, so a link that dies
/// half-way leaves the replica stale but readable rather than empty.
public sealed interface LinkState {
    /// `REPLICAOF` was given, no connection stands.
    record Offline(long retryAtNanos) implements LinkState {}

    record Connecting(long deadlineNanos) implements LinkState {}

    record Handshaking(Handshake step, PsyncRequest asked) implements LinkState {}

    /// The master has promised a snapshot and is about to send its length.
    record AwaitingSnapshot(ReplicationId masterId, long snapshotOffset) implements LinkState {}

    /// @param masterId [ReplicationId#NONE] after a plain SYNC
    record Receiving(ReplicationId masterId, long snapshotOffset, Transfer transfer)
            implements LinkState {}

    record Streaming() implements LinkState {}

    /// How far the handshake has come: which answer is awaited.
    enum Handshake {
        PING,
        AUTH,
        LISTENING_PORT,
        IP_ADDRESS,
        CAPABILITIES,
        PSYNC,
        /// PSYNC was refused as unknown: plain SYNC was sent, whose only answer is the snapshot.
        SYNC
    }

    /// ROLE's word for it.
    default String roleWord() {
        return switch (this) {
            case Offline _ -> "connect";
            case Connecting _ -> "connecting";
            case Handshaking _ -> "handshake";
            case AwaitingSnapshot _, Receiving _ -> "sync";
            case Streaming _ -> "connected";
        };
    }

    default boolean streaming() {
        return this instanceof Streaming;
    }

    /// INFO's `master_sync_in_progress`.
    default boolean syncing() {
        return switch (this) {
            case AwaitingSnapshot _, Receiving _ -> true;
            case Offline _, Connecting _, Handshaking _, Streaming _ -> false;
        };
    }
}
