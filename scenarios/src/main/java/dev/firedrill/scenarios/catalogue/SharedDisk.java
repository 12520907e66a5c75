package dev.firedrill.scenarios.catalogue;

/// A slow disk that an append-only file shares with the snapshots for replicas: how fast it has to
/// be for the one and how long the other then takes.
///
/// @param writesPerSecond of values of `valueBytes`
/// @param keys in the dataset, of such values
record SharedDisk(int writesPerSecond, int valueBytes, int keys) {
    /// What one write takes in the stream and in the append-only file beside its value.
    private static final int COMMAND_BYTES = 62;

    /// What a key takes in a snapshot beside its value.
    private static final int ENTRY_BYTES = 20;

    /// What the append-only file leaves of the disk lets a snapshot through in so many seconds ...
    private static final double SNAPSHOT_SECONDS = 10;

    /// ... or at this rate, if the dataset is large.
    private static final double SNAPSHOT_RATE_MAX = 30e6;

    /// What the append-only file takes of the disk, with what the file system adds.
    private static final double LOG_SHARE = 1.3;

    /// Of the stream that replicas are sent, and of the append-only file.
    double streamBytesPerSecond() {
        return (double) writesPerSecond * (valueBytes + COMMAND_BYTES);
    }

    double snapshotBytes() {
        return (double) keys * (valueBytes + ENTRY_BYTES);
    }

    /// What the append-only file needs, and a snapshot's share.
    long bytesPerSecond() {
        return (long) (LOG_SHARE * streamBytesPerSecond() + snapshotBytesPerSecond());
    }

    private double snapshotBytesPerSecond() {
        return Math.min(snapshotBytes() / SNAPSHOT_SECONDS, SNAPSHOT_RATE_MAX);
    }

    /// How long the disk needs for a snapshot beside the append-only file.
    double snapshotSeconds() {
        return snapshotBytes() / snapshotBytesPerSecond();
    }
}
