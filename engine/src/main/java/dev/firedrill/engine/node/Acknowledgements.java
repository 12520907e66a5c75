package dev.firedrill.engine.node;

/// What a replica tells its master while it streams: how far it is, and what of it is durable. Once
/// a second, when the master asks, and when what it waits for has come about.
final class Acknowledgements {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /// The way to the master.
    @FunctionalInterface
    interface Link {
        void say(String... words);
    }

    private final NodeContext node;
    private final Link link;
    private long lastNanos;

    /// The master waits to hear that this much of the stream is durable; 0 while it does not.
    private long wantedPlace;

    Acknowledgements(NodeContext node, Link link) {
        this.node = node;
        this.link = link;
    }

    /// The stream begins.
    void begin() {
        wantedPlace = 0;
        acknowledge();
    }

    /// REPLCONF GETACK.
    void wanted() {
        wantedPlace = node.replication.offset();
        acknowledge();
    }

    private void acknowledge() {
        lastNanos = node.nowNanos;
        long place = node.replication.offset();
        long fsynced = node.persistence.fsyncedPlace();
        if (fsynced == FsyncedPlace.NONE) {
            link.say("REPLCONF", "ACK", Long.toString(place));
        } else {
            // Of Redis 7.2; older masters read the first pair only.
            link.say("REPLCONF", "ACK", Long.toString(place), "FACK", Long.toString(fsynced));
        }
        if (fsynced >= wantedPlace) {
            wantedPlace = 0;
        }
    }

    /// The log has become durable further on. A master that has asked hears of it at once and not
    /// only with the next second's acknowledgement.
    void fsynced() {
        if (wantedPlace > 0 && node.persistence.fsyncedPlace() >= wantedPlace) {
            acknowledge();
        }
    }

    void cron() {
        if (node.nowNanos - lastNanos >= NANOS_PER_SECOND) {
            acknowledge();
        }
    }
}
