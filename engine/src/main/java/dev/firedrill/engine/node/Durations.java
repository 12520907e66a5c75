package dev.firedrill.engine.node;

import java.util.Arrays;

/// How many times took how long, in buckets that are at most 2 % wide; small as long as nothing
/// takes long.
final class Durations {
    private static final int BITS = 6;
    private static final int SPLIT = 1 << BITS;

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
        int bucket = bucket(nanos);
        if (bucket >= counts.length) {
            counts = Arrays.copyOf(counts, bucket + SPLIT / 2);
        }
        counts[bucket]++;
        total++;
    }

    long total() {
        return total;
    }

    /// The time that so many percent did not exceed.
    long nanosAtPercentile(double percent) {
        long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
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

    /// Doubling bounds with how many lie at or below each, those without an own member left out.
    void forEachDoubling(BoundVisitor visitor) {
        long before = 0;
        for (long bound = 1023; before < total; bound = bound * 2 + 1) {
            long count = upTo(bound);
            if (count > before) {
                visitor.bound(bound + 1, count);
                before = count;
            }
        }
    }
}
