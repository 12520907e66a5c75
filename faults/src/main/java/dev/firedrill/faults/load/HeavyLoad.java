package dev.firedrill.faults.load;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// SETs from many connections, far more than anybody could write down one by one. Each is due at a
/// moment that only the rate decides, however slow the server is (open loop), and its latency
/// counts from that moment.
///
/// @param perSecond how many are due in a second, evenly spread; empty for as many as the server
///   takes, of which no latency can be told
/// @param count how many there are; empty for as long as it is let run
/// @param connections to the one server
/// @param pipeline how many may wait for their answers on one connection
/// @param keys over which they are spread; `keys` of them in a row set each key once
/// @param valueBytes of each value
public record HeavyLoad(
        OptionalInt perSecond,
        OptionalLong count,
        int connections,
        int pipeline,
        int keys,
        int valueBytes) {
    /// How often it says how it gets on.
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /// A value begins with the number of its write.
    static final int NUMBER_DIGITS = 12;

    private static final int VALUE_BYTES_MAX = 1 << 20;

    /// Larger than the number of keys may be, and prime: its multiples, modulo any number of keys,
    /// come to every key before they come to one again.
    private static final long STRIDE = 2_654_435_761L;

    public HeavyLoad {
        if (perSecond.isPresent() && perSecond.getAsInt() < 1) {
            throw new IllegalArgumentException("a load without writes");
        }
        if (count.isPresent() && count.getAsLong() < 1) {
            throw new IllegalArgumentException("a load that ends before it begins");
        }
        if (perSecond.isEmpty() && count.isEmpty()) {
            throw new IllegalArgumentException("a load without a rate and without an end");
        }
        if (connections < 1 || pipeline < 1 || keys < 1) {
            throw new IllegalArgumentException("a load without connections, pipeline or keys");
        }
        if (valueBytes < NUMBER_DIGITS || valueBytes > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("values of " + valueBytes + " bytes");
        }
    }

    /// So many writes per second until it is ended.
    public static HeavyLoad atRate(int perSecond, int keys, int valueBytes) {
        return new HeavyLoad(
                OptionalInt.of(perSecond), OptionalLong.empty(), 50, 64, keys, valueBytes);
    }

    /// Sets each key once, as fast as the server takes it.
    public static HeavyLoad filling(int keys, int valueBytes) {
        return new HeavyLoad(OptionalInt.empty(), OptionalLong.of(keys), 8, 256, keys, valueBytes);
    }

    /// The same for that long.
    public HeavyLoad lasting(Duration time) {
        double writes = perSecond.orElseThrow() * (time.toNanos() / 1e9);
        return new HeavyLoad(
                perSecond,
                OptionalLong.of(Math.max(1, Math.round(writes))),
                connections,
                pipeline,
                keys,
                valueBytes);
    }

    /// Which of the keys a write sets, by the write's number.
    long keyNumber(long number) {
        return (number % keys) * STRIDE % keys;
    }

    /// One sentence for people.
    public String describe() {
        String rate =
                perSecond.isPresent()
                        ? perSecond.getAsInt() + " SETs per second"
                        : "SETs as fast as they are taken";
        String end = count.isPresent() ? ", " + count.getAsLong() + " in all" : "";
        return String.format(
                Locale.ROOT,
                "%s of %d bytes to %d keys over %d connections, %d under way on each%s",
                rate,
                valueBytes,
                keys,
                connections,
                pipeline,
                end);
    }
}
