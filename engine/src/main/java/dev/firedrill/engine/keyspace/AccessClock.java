package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.Prng;

/// Stamps that tell when an entry was last used, or how often: one `int` for each entry, which
/// means the one or the other for the whole keyspace. Source: behaviour of `maxmemory-policy` of
/// redis-server 7.0.
///
/// Idle times and decay are intervals, so they follow the monotonic clock: a wall clock that is set
/// back must not make every key the oldest one. A time is kept in tenths of a second. A frequency
/// is a counter of one byte that grows the more rarely the larger it is, with the minute of its
/// last change in two bytes.
public final class AccessClock {
    /// A new key's frequency: not so small that it would go at once.
    private static final int FREQUENCY_OF_NEW = 5;

    private static final int FREQUENCY_MAX = 255;
    private static final long MILLIS_PER_STAMP = 100;
    private static final long NANOS_PER_STAMP = MILLIS_PER_STAMP * 1_000_000L;
    private static final long NANOS_PER_MINUTE = 60_000_000_000L;

    /// Of an entry that came before anyone told the time.
    static final int UNKNOWN = 0;

    private final Prng prng;
    private boolean countsUses;
    private int logFactor = 10;
    private int decayMinutes = 1;
    private long nowMillis;
    private long nowNanos;
    private boolean quiet;
    private boolean readsCount;
    private long hits;
    private long misses;

    AccessClock(Prng prng) {
        this.prng = prng;
    }

    /// @param uses whether frequencies are kept rather than times
    public void keep(boolean uses, int logFactor, int decayMinutes) {
        countsUses = uses;
        this.logFactor = logFactor;
        this.decayMinutes = decayMinutes;
    }

    public boolean countsUses() {
        return countsUses;
    }

    /// What happens from here on happens now.
    ///
    /// @param millis the wall clock, by which entries expire
    /// @param nanos the monotonic clock, by which they are idle
    /// @param leavesNoTrace whether it does not count as use
    public void now(long millis, long nanos, boolean leavesNoTrace) {
        nowMillis = millis;
        nowNanos = nanos;
        quiet = leavesNoTrace;
    }

    long nowMillis() {
        return nowMillis;
    }

    /// Whether lookups from here on count as hits or misses, as those of a client that reads do.
    public void readsCount(boolean yes) {
        readsCount = yes;
    }

    public boolean readsCount() {
        return readsCount;
    }

    void looked(boolean found) {
        if (readsCount && found) {
            hits++;
        } else if (readsCount) {
            misses++;
        }
    }

    /// A read that needed no lookup.
    public void hit() {
        hits++;
    }

    public long hits() {
        return hits;
    }

    public long misses() {
        return misses;
    }

    public void resetLookups() {
        hits = 0;
        misses = 0;
    }

    private int minute() {
        return (int) (nowNanos / NANOS_PER_MINUTE) & 0xffff;
    }

    /// A stamp that happens to be zero would read as [#UNKNOWN].
    private static int known(int stamp) {
        return stamp == UNKNOWN ? 1 : stamp;
    }

    private int timeStamp() {
        return known((int) (nowNanos / NANOS_PER_STAMP));
    }

    int born() {
        return countsUses ? minute() << 8 | FREQUENCY_OF_NEW : timeStamp();
    }

    int used(int stamp) {
        if (quiet) {
            return stamp;
        }
        return countsUses ? known(minute() << 8 | increased(frequency(stamp))) : timeStamp();
    }

    private int increased(int frequency) {
        if (frequency >= FREQUENCY_MAX) {
            return FREQUENCY_MAX;
        }
        int above = Math.max(0, frequency - FREQUENCY_OF_NEW);
        return prng.nextDouble() < 1.0 / (above * (double) logFactor + 1)
                ? frequency + 1
                : frequency;
    }

    long idleMillis(int stamp) {
        return Integer.toUnsignedLong(timeStamp() - stamp) * MILLIS_PER_STAMP;
    }

    int stampOfIdle(long idleMillis) {
        return known(timeStamp() - (int) (idleMillis / MILLIS_PER_STAMP));
    }

    int stampOfFrequency(int frequency) {
        return known(minute() << 8 | frequency);
    }

    /// What is left of it by now.
    int frequency(int stamp) {
        int counter = stamp & 0xff;
        int minutes = (minute() - (stamp >>> 8)) & 0xffff;
        int lost = decayMinutes == 0 ? 0 : minutes / decayMinutes;
        return Math.max(0, counter - lost);
    }
}
