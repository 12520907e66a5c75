package dev.firedrill.engine.base;

import static dev.firedrill.engine.base.Invariants.check;

/// The only source of chance: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), kept here so that a
/// seed written down today draws the same numbers under any later JDK.
public final class Prng {
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final long seed;
    private long state;

    public Prng(long seed) {
        this.seed = seed;
        this.state = seed;
    }

    /// A generator for one component. Drawing one more number in the network then does not change
    /// what the disk draws under the same seed.
    public Prng fork(String stream) {
        return new Prng(mix(seed ^ (stream.hashCode() * GOLDEN_GAMMA)));
    }

    public long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /// Uniform in `[0, end)`.
    public int nextInt(int end) {
        return Math.toIntExact(nextLong(end));
    }

    /// Uniform in `[0, end)`. Draws again in the last incomplete stretch, which would favour small
    /// numbers.
    public long nextLong(long end) {
        check(end > 0, "a draw from an empty range");
        long drawn = nextLong() >>> 1;
        long result = drawn % end;
        while (drawn - result + (end - 1) < 0) {
            drawn = nextLong() >>> 1;
            result = drawn % end;
        }
        return result;
    }

    /// Uniform in `[0, 1)`, with 53 bits.
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    public boolean chance(double probability) {
        return nextDouble() < probability;
    }

    private static long mix(long z) {
        long mixed = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
