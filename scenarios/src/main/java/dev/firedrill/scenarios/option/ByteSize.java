package dev.firedrill.scenarios.option;

import java.util.List;

/// An amount of memory or data in the units of redis.conf: powers of two.
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    static final String WANTED = "a size such as 512kb or 24mb";

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("b", 1),
                    new Unit("kb", 1L << 10),
                    new Unit("mb", 1L << 20),
                    new Unit("gb", 1L << 30));

    public ByteSize {
        if (bytes < 0) throw new IllegalArgumentException("a negative size");
    }

    public static ByteSize megabytes(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 20));
    }

    static ByteSize parse(String text) throws ValueRefused {
        return new ByteSize(Unit.parse(text, UNITS, WANTED));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    @Override
    public String toString() {
        return Unit.print(bytes, UNITS);
    }
}
