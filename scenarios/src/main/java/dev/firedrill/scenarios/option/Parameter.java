package dev.firedrill.scenarios.option;

import dev.firedrill.faults.lab.PerLab;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// One option of a scenario: what it means, its bounds (both inclusive), and a default for each
/// lab. A scenario keeps its parameters as constants and asks its [Setting] for their values.
public sealed interface Parameter<T extends Comparable<? super T>> {
    /// Kebab case, as on the command line, without the dashes.
    String name();

    String description();

    PerLab<T> fallback();

    T min();

    T max();

    Class<T> type();

    /// For the help, for example `DURATION`.
    String kind();

    /// @throws ValueRefused when the text is no value of this kind; bounds are not looked at
    T parse(String text) throws ValueRefused;

    /// In the form that [#parse] reads back.
    String print(T value);

    /// A plain number of things.
    record Count(
            String name, String description, PerLab<Integer> fallback, Integer min, Integer max)
            implements Parameter<Integer> {
        public Count {
            Parameter.checkBounds(name, fallback, min, max);
        }

        @Override
        public Class<Integer> type() {
            return Integer.class;
        }

        @Override
        public String kind() {
            return "NUMBER";
        }

        @Override
        public Integer parse(String text) throws ValueRefused {
            String wanted = "a whole number";
            long value = Unit.parse(text, List.of(new Unit("", 1)), wanted);
            if (value > Integer.MAX_VALUE) {
                throw Unit.refused(text, "is too large for " + wanted);
            }
            return (int) value;
        }

        @Override
        public String print(Integer value) {
            return Integer.toString(value);
        }
    }

    /// A span of time.
    record Span(
            String name, String description, PerLab<Duration> fallback, Duration min, Duration max)
            implements Parameter<Duration> {
        private static final List<Unit> UNITS =
                List.of(
                        new Unit("ns", 1),
                        new Unit("us", 1_000),
                        new Unit("ms", 1_000_000),
                        new Unit("s", 1_000_000_000),
                        new Unit("m", 60_000_000_000L),
                        new Unit("h", 3_600_000_000_000L));

        public Span {
            Parameter.checkBounds(name, fallback, min, max);
        }

        @Override
        public Class<Duration> type() {
            return Duration.class;
        }

        @Override
        public String kind() {
            return "DURATION";
        }

        @Override
        public Duration parse(String text) throws ValueRefused {
            return Duration.ofNanos(Unit.parse(text, UNITS, "a duration such as 80ms or 20s"));
        }

        @Override
        public String print(Duration value) {
            return value.isZero() ? "0ms" : Unit.print(value.toNanos(), UNITS);
        }
    }

    /// A rate in bits per second.
    record Rate(
            String name,
            String description,
            PerLab<Bandwidth> fallback,
            Bandwidth min,
            Bandwidth max)
            implements Parameter<Bandwidth> {
        public Rate {
            Parameter.checkBounds(name, fallback, min, max);
        }

        @Override
        public Class<Bandwidth> type() {
            return Bandwidth.class;
        }

        @Override
        public String kind() {
            return "BANDWIDTH";
        }

        @Override
        public Bandwidth parse(String text) throws ValueRefused {
            return Bandwidth.parse(text);
        }

        @Override
        public String print(Bandwidth value) {
            return value.toString();
        }
    }

    /// An amount of bytes.
    record Size(
            String name, String description, PerLab<ByteSize> fallback, ByteSize min, ByteSize max)
            implements Parameter<ByteSize> {
        public Size {
            Parameter.checkBounds(name, fallback, min, max);
        }

        @Override
        public Class<ByteSize> type() {
            return ByteSize.class;
        }

        @Override
        public String kind() {
            return "SIZE";
        }

        @Override
        public ByteSize parse(String text) throws ValueRefused {
            return ByteSize.parse(text);
        }

        @Override
        public String print(ByteSize value) {
            return value.toString();
        }
    }

    private static <T extends Comparable<? super T>> void checkBounds(
            String name, PerLab<T> fallback, T min, T max) {
        for (T value : List.of(fallback.sim(), fallback.docker())) {
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException(
                        "the default of --" + name + " is not within its bounds");
            }
        }
    }

    default boolean allows(T value) {
        return value.compareTo(min()) >= 0 && value.compareTo(max()) <= 0;
    }

    /// Why a value cannot be used, as a sentence.
    default String refusal(T value) {
        return String.format(
                Locale.ROOT,
                "--%s must lie between %s and %s, not %s.",
                name(),
                print(min()),
                print(max()),
                print(value));
    }

    /// For the help: what it is, its bounds and its default.
    default String meaning() {
        String sim = print(fallback().sim());
        String docker = print(fallback().docker());
        return String.format(
                Locale.ROOT,
                "%s; %s to %s (default %s)",
                description(),
                print(min()),
                print(max()),
                sim.equals(docker) ? sim : sim + ", in docker " + docker);
    }
}
