package dev.firedrill.reports.account;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A number that only INCR and its relatives change, from zero. It never falls behind the sum of
/// what was acknowledged; and as long as it only grows, no answer may be smaller than one that a
/// client had before it asked.
final class Counter {
    private static final long FORGET_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int REMEMBERED_MAX = 100_000;

    /// @param sum of everything that was acknowledged up to then
    /// @param highest answer up to then
    private record Acknowledged(long atNanos, long sum, long highest) {}

    private static final Acknowledged NOTHING = new Acknowledged(-1, 0, Long.MIN_VALUE);

    private final List<Acknowledged> acknowledged = new ArrayList<>(List.of(NOTHING));
    private long most;
    private boolean shrinks;
    private boolean unanswered;

    /// @param reply the value after it; meaningless without an answer
    /// @return the earlier answer that this one falls behind, or [Long#MIN_VALUE]
    long add(long delta, long invokedAtNanos, long atNanos, boolean answered, long reply) {
        shrinks |= delta < 0;
        most += Math.max(0, delta);
        if (!answered) {
            unanswered = true;
            return Long.MIN_VALUE;
        }
        long before = before(invokedAtNanos).highest();
        Acknowledged last = acknowledged.getLast();
        acknowledged.add(
                new Acknowledged(
                        Math.max(atNanos, last.atNanos()),
                        last.sum() + delta,
                        Math.max(last.highest(), reply)));
        if (acknowledged.size() > REMEMBERED_MAX) {
            acknowledged.removeIf(
                    old -> old.atNanos() < atNanos - FORGET_NANOS && old.atNanos() >= 0);
        }
        boolean behind = !shrinks && (before > reply || (before == reply && delta > 0));
        return behind ? before : Long.MIN_VALUE;
    }

    /// What was acknowledged before that time.
    private Acknowledged before(long nanos) {
        int low = 0;
        int high = acknowledged.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (acknowledged.get(middle).atNanos() < nanos) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return acknowledged.get(low);
    }

    /// What a reading that began at that time must show at least, while the number only grows.
    long leastAt(long nanos) {
        return before(nanos).sum();
    }

    /// What everything that was asked for comes to.
    long most() {
        return most;
    }

    /// Whether a change got no answer: it may hide an acknowledged one that was lost.
    boolean hasUnanswered() {
        return unanswered;
    }

    boolean shrinks() {
        return shrinks;
    }

    boolean acknowledged() {
        return acknowledged.size() > 1;
    }
}
