package dev.firedrill.engine.node;

import java.util.Arrays;

/// How many times took how long, in whole microseconds, in buckets that are at most 1 % wide; small
/// as long as nothing takes long. Buckets, limits and rounding are those of the histograms of
/// redis-server 7.0 (HdrHistogram with two digits), so the same times give the same figures.
final class Durations {
    private static final int BITS = 7;
    private static final int SPLIT = 1 << BITS;

    /// What took longer counts as if it took a second.
    private static final long NANOS_MAX = 1_000_000_000L;

    /// The doubling bounds begin at 2^10 and end with the last bucket that there is.
    private static final int BOUND_BITS_MIN = 10;

    private static final int BOUND_BITS_MAX = 30;

    private int[] counts = new int[0];
    private long total;

    private static int bucket(long nanos) {
        if (nanos < SPLIT) {
            return (int) Math.max(0, nanos);
        }
        int shift = 63 - Long.numberOfLeadingZeros(nanos) - BITS;
        return (shift + 1) * SPLIT + (int) (nanos >>> shift) - SPLIT;
    }

    /// The largest time that falls into a bucket.
    private static long nanosMax(int bucket) {
        if (bucket < SPLIT) {
            return bucket;
        }
        int shift = bucket / SPLIT - 1;
        long first = (long) (bucket % SPLIT + SPLIT) << shift;
        return first + (1L << shift) - 1;
    }

    void add(long nanos) {
        int bucket = bucket(Math.clamp(nanos / 1000 * 1000, 1, NANOS_MAX));
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, bucket + SPLIT / 2);
        }
        counts[bucket]++;
        total++;
    }

    long total() {
        return total;
    }

    /// The duration at this percentile.
    long nanosAtPercentile(double percent) {
        long wanted = Math.max(1, (long) (total * percent / 100 + 0.5));
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (seen >= wanted) {
                return nanosMax(bucket);
            }
        }
        return 0;
    }

    /// How many took no longer than a bound.
    long upTo(long nanos) {
        long seen = 0;
        for (int bucket = 0; bucket < counts.length && nanosMax(bucket) <= nanos; bucket++) {
            seen += counts[bucket];
        }
        return seen;
    }

    /// Told each bound with how many lie at or below it.
    interface BoundVisitor {
        void bound(long nanos, long count);
    }

    /// Doubling bounds with how many lie at or below each, those without an own member left out. A
    /// bound is the end of the bucket that begins at a power of two.
    void forEachDoubling(BoundVisitor visitor) {
        long before = 0;
        for (int bits = BOUND_BITS_MIN; bits <= BOUND_BITS_MAX && before < total; bits++) {
            long bound =
                    bits == BOUND_BITS_MAX
                            ? (1L << bits) - 1
                            : (1L << bits) + (1L << (bits - BITS)) - 1;
            long count = upTo(bound);
            if (count > before) {
                visitor.bound(bound, count);
                before = count;
            }
        }
    }
}
