package dev.firedrill.engine.node;

/// Holds back rewrites of the append-only log that fail again and again: each leaves one more
/// increment behind. Source: behaviour of redis-server 7.0: from the third failure on a minute,
/// then twice as long each time, an hour at most.
final class RewriteLimit {
    private static final int FAILURES_FREE = 3;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;
    private static final long MINUTES_MAX = 60;

    private final NodeContext node;
    private int failures;
    private long minutes;
    private long nextNanos;
    private boolean waiting;

    RewriteLimit(NodeContext node) {
        this.node = node;
    }

    int failures() {
        return failures;
    }

    void failed() {
        failures++;
        waiting = false;
    }

    void reset() {
        failures = 0;
        minutes = 0;
        waiting = false;
    }

    boolean holds() {
        if (failures < FAILURES_FREE) {
            return false;
        }
        if (waiting) {
            return node.nowNanos < nextNanos;
        }
        waiting = true;
        minutes = minutes == 0 ? 1 : Math.min(MINUTES_MAX, minutes * 2);
        nextNanos = node.nowNanos + minutes * NANOS_PER_MINUTE;
        node.warning(
                "Background AOF rewrite has repeatedly failed and triggered the limit, will retry"
                        + " in %d minutes",
                minutes);
        return true;
    }
}
