package dev.firedrill.faults.docker.mesh;

import java.util.Locale;

/// One toxic of a proxy: what Toxiproxy does to the bytes of one direction. Figures are in the
/// units of its control API.
public sealed interface Toxic {
    /// `upstream` is from the one who connects to the one who listens.
    enum Stream {
        UPSTREAM,
        DOWNSTREAM;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Stream stream();

    /// The word of the control API, for example `slow_close`.
    String type();

    /// With its figures, for people.
    String describe();

    /// Unique within a proxy, over both streams: a proxy has at most one toxic of a type in each.
    default String name() {
        return type() + "_" + stream().word();
    }

    /// Delivers each chunk later.
    record Latency(Stream stream, long latencyMillis, long jitterMillis) implements Toxic {
        @Override
        public String type() {
            return "latency";
        }

        @Override
        public String describe() {
            return String.format(
                    Locale.ROOT, "%s of %d ms, jitter %d ms", name(), latencyMillis, jitterMillis);
        }
    }

    /// Limits each connection; a rate of 0 holds the bytes and loses none.
    record Bandwidth(Stream stream, long kilobytesPerSecond) implements Toxic {
        @Override
        public String type() {
            return "bandwidth";
        }

        @Override
        public String describe() {
            return String.format(Locale.ROOT, "%s of %d kB/s", name(), kilobytesPerSecond);
        }
    }

    /// Delays the end of a connection.
    record SlowClose(Stream stream, long delayMillis) implements Toxic {
        @Override
        public String type() {
            return "slow_close";
        }

        @Override
        public String describe() {
            return String.format(Locale.ROOT, "%s after %d ms", name(), delayMillis);
        }
    }

    /// Closes a connection once it has carried that number of bytes.
    record ByteLimit(Stream stream, long bytes) implements Toxic {
        @Override
        public String type() {
            return "limit_data";
        }

        @Override
        public String describe() {
            return String.format(Locale.ROOT, "%s of %d B", name(), bytes);
        }
    }

    /// Drops every byte; a time-out of 0 never closes the connection.
    record Timeout(Stream stream, long timeoutMillis) implements Toxic {
        @Override
        public String type() {
            return "timeout";
        }

        @Override
        public String describe() {
            return String.format(Locale.ROOT, "%s of %d ms", name(), timeoutMillis);
        }
    }

    /// A toxic that Toxiproxy reports and that the lab never asks for: of another type, or applied
    /// to some connections only. Equal to nothing that is wanted.
    record Foreign(Stream stream, String type) implements Toxic {
        @Override
        public String describe() {
            return name() + ", which the lab has not asked for";
        }
    }
}
