package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.SnapshotPurpose;
import java.util.Locale;
import java.util.Map;

/// What one master writes while it sends a snapshot over a slow line: how fast its stream grows,
/// how large a snapshot is, and how much of one was sent when it was given up.
final class TransferNeed {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long MEGABYTE = 1L << 20;

    /// A replica waits for a moment before the master begins, and the first estimate is rough.
    private static final int SAFETY = 2;

    private long firstOffset = -1;
    private long firstAtNanos;
    private long lastOffset;
    private long lastAtNanos;
    private long snapshotAtNanos = -1;
    private long snapshotBytes;
    private double sentPerSecond;

    static void hear(Map<String, TransferNeed> byNode, Event event) {
        if (event instanceof Event.Sampled sampled) {
            of(byNode, sampled.node()).grew(sampled);
        } else if (event instanceof Event.SnapshotBegan began
                && began.purpose() == SnapshotPurpose.REPLICATION) {
            of(byNode, began.node()).snapshotAtNanos = began.atNanos();
        } else if (event instanceof Event.SnapshotEnded ended
                && ended.purpose() == SnapshotPurpose.REPLICATION) {
            of(byNode, ended.node()).ended(ended);
        }
    }

    private static TransferNeed of(Map<String, TransferNeed> byNode, String node) {
        return byNode.computeIfAbsent(node, _ -> new TransferNeed());
    }

    private void grew(Event.Sampled sampled) {
        Double offset = sampled.fields().get("master_repl_offset");
        if (offset == null) return;
        if (firstOffset < 0 || offset < lastOffset) {
            firstOffset = offset.longValue();
            firstAtNanos = sampled.atNanos();
        }
        lastOffset = offset.longValue();
        lastAtNanos = sampled.atNanos();
    }

    private void ended(Event.SnapshotEnded ended) {
        // Without a figure there is nothing to size a limit by.
        if (ended.bytes().isEmpty()) return;
        long bytes = ended.bytes().getAsLong();
        switch (ended.result()) {
            case SUCCEEDED -> snapshotBytes = Math.max(snapshotBytes, bytes);
            case GIVEN_UP -> {
                double seconds = (ended.atNanos() - snapshotAtNanos) / NANOS_PER_SECOND;
                if (snapshotAtNanos >= 0 && seconds > 0) sentPerSecond = bytes / seconds;
            }
            case FAILED -> {}
        }
    }

    private double streamPerSecond() {
        double seconds = (lastAtNanos - firstAtNanos) / NANOS_PER_SECOND;
        return seconds <= 0 ? 0 : (lastOffset - firstOffset) / seconds;
    }

    /// The remedy with a limit that such a transfer would not have exceeded, where one can be
    /// computed.
    Remedy into(Remedy remedy) {
        if (sentPerSecond <= 0 || snapshotBytes <= 0 || streamPerSecond() <= 0) return remedy;
        double seconds = snapshotBytes / sentPerSecond;
        double needed = SAFETY * seconds * streamPerSecond();
        long megabytes = Math.max(1, (long) Math.ceil(needed / MEGABYTE));
        return remedy.setting(
                        "client-output-buffer-limit",
                        String.format(Locale.ROOT, "replica %dmb %dmb 60", megabytes, megabytes))
                .because(
                        String.format(
                                Locale.ROOT,
                                "a snapshot of %d bytes takes %.1f s at the %.0f bytes/s that were"
                                        + " sent; the stream grew by %.0f bytes/s; twice the"
                                        + " product is %.0f bytes",
                                snapshotBytes,
                                seconds,
                                sentPerSecond,
                                streamPerSecond(),
                                needed));
    }
}
