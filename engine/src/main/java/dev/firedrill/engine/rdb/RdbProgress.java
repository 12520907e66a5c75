package dev.firedrill.engine.rdb;

/// What a reader knows of a file after the bytes it was given.
public sealed interface RdbProgress {
    /// More bytes are needed; also what a file that was cut off ends with.
    record Incomplete(long bytesRead) implements RdbProgress {}

    /// The whole file is read and its checksum fits. `bytesRead` is its length: what was fed beyond
    /// belongs to someone else (the AOF tail of a mixed file).
    record Complete(RdbAux aux, long entries, long bytesRead) implements RdbProgress {}

    /// Damaged, or of a kind that is not read here; what reached the sink must be thrown away.
    record Refused(String reason, long offset) implements RdbProgress {}
}
