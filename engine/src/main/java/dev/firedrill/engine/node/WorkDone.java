package dev.firedrill.engine.node;

/// How much a node has done since it was made: counters that only grow. The simulator's cost model
/// turns their growth into CPU time, so that load and snapshots show in latency.
public record WorkDone(
        long commandsExecuted,
        long bytesReceived,
        long bytesSent,
        long snapshotEntriesSerialised,
        long snapshotBytesSerialised,
        long entriesLoaded) {}
