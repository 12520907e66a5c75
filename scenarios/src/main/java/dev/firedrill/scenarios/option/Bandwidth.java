package dev.firedrill.scenarios.option;

import java.util.List;

/// A rate of a line or a disk, as it is sold: in bits per second, powers of ten.
public record Bandwidth(long bitsPerSecond) implements Comparable<Bandwidth> {
    static final String WANTED = "a bandwidth such as 500kbit or 20mbit";

    private static final List<Unit> UNITS =
            List.of(
                    new Unit("bit", 1),
                    new Unit("kbit", 1_000),
                    new Unit("mbit", 1_000_000),
                    new Unit("gbit", 1_000_000_000));

    public Bandwidth {
        if (bitsPerSecond < 0) throw new IllegalArgumentException("a negative bandwidth");
    }

    public static Bandwidth kilobits(long perSecond) {
        return new Bandwidth(Math.multiplyExact(perSecond, 1_000L));
    }

    public static Bandwidth megabits(long perSecond) {
        return new Bandwidth(Math.multiplyExact(perSecond, 1_000_000L));
    }

    static Bandwidth parse(String text) throws ValueRefused {
        return new Bandwidth(Unit.parse(text, UNITS, WANTED));
    }

    public long bytesPerSecond() {
        return bitsPerSecond / Byte.SIZE;
    }

    @Override
    public int compareTo(Bandwidth other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    @Override
    public String toString() {
        return Unit.print(bitsPerSecond, UNITS);
    }
}
