package dev.firedrill.engine.node;

/// How far the replication stream is durable in a log: what a replica tells its master behind FACK.
/// Offsets of the log and of the stream count different bytes, so they are compared where both are
/// level, at the end of a batch; the reported offset is a lower bound.
final class FsyncedPlace {
    /// Nothing can be said: there is no log, or it has no base yet.
    static final long NONE = -1;

    private long loggedPlace = NONE;
    private long askedPlace = NONE;
    private long writtenPlace = NONE;
    private long durablePlace = NONE;

    /// Everything up to there has been given to the log.
    void level(long streamOffset) {
        loggedPlace = streamOffset;
    }

    /// What was given so far goes to the file.
    void appending() {
        askedPlace = loggedPlace;
    }

    void appended() {
        writtenPlace = askedPlace;
    }

    /// The file has not taken it: an fsync from here on says nothing of it.
    void notAppended() {
        askedPlace = writtenPlace;
    }

    /// Where the fsync that begins now will have come to.
    long asked() {
        return askedPlace;
    }

    void durable(long place) {
        durablePlace = Math.max(durablePlace, place);
    }

    long durable() {
        return durablePlace;
    }
}
