package dev.firedrill.engine.node;

import java.util.ArrayDeque;

/// How long the oldest byte of a log has waited to become durable: what a loss of power may cost.
/// Never less than the truth; a few milliseconds more, because bytes that come close together share
/// a mark.
final class UnsyncedAge {
    private static final long MARK_NANOS = 5_000_000L;
    private static final int MARKS_MAX = 1024;

    private static final class Mark {
        final long sinceNanos;
        long endOffset;

        Mark(long sinceNanos, long endOffset) {
            this.sinceNanos = sinceNanos;
            this.endOffset = endOffset;
        }
    }

    private final ArrayDeque<Mark> marks = new ArrayDeque<>();

    void appended(long nowNanos, long endOffset) {
        Mark last = marks.peekLast();
        if (last != null
                && (nowNanos - last.sinceNanos < MARK_NANOS || marks.size() >= MARKS_MAX)) {
            last.endOffset = endOffset;
        } else {
            marks.add(new Mark(nowNanos, endOffset));
        }
    }

    void durable(long offset) {
        Mark first = marks.peekFirst();
        while (first != null && first.endOffset <= offset) {
            marks.removeFirst();
            first = marks.peekFirst();
        }
    }

    long nanos(long nowNanos) {
        Mark first = marks.peekFirst();
        return first == null ? 0 : Math.max(0, nowNanos - first.sinceNanos);
    }
}
