package dev.firedrill.scenarios.run;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One option of a scenario: its bounds, and a default for each lab.
///
/// @param min and `max` in the unit of the kind: a plain number, milliseconds, or bits per second
public record Parameter(
        String name,
        Kind kind,
        String description,
        String inSim,
        String inDocker,
        long min,
        long max) {

    public enum Kind {
        NUMBER("a number"),
        DURATION("a duration such as 80ms or 20s"),
        BANDWIDTH("a bandwidth such as 20mbit");

        final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    public String fallback(String lab) {
        return lab.equals("docker") ? inDocker : inSim;
    }

    /// What is wrong with a value, as a sentence; null when nothing is.
    public @Nullable String refusal(String value) {
        long parsed;
        try {
            parsed =
                    switch (kind) {
                        case NUMBER -> parseNumber(value);
                        case DURATION -> parseMillis(value);
                        case BANDWIDTH -> parseBits(value);
                    };
        } catch (NumberFormatException unreadable) {
            return String.format(Locale.ROOT, "--%s takes %s, not '%s'.", name, kind.words, value);
        }
        if (parsed < min || parsed > max) {
            return String.format(
                    Locale.ROOT,
                    "--%s must lie between %s and %s, not %s.",
                    name,
                    show(min),
                    show(max),
                    value);
        }
        return null;
    }

    private String show(long bound) {
        return switch (kind) {
            case NUMBER -> Long.toString(bound);
            case DURATION -> bound % 1000 == 0 ? bound / 1000 + "s" : bound + "ms";
            case BANDWIDTH ->
                    bound % 1_000_000 == 0 ? bound / 1_000_000 + "mbit" : bound / 1000 + "kbit";
        };
    }

    /// For the help: what it is, its bounds and its default.
    public String meaning() {
        String standard =
                inSim.equals(inDocker)
                        ? inSim
                        : String.format(Locale.ROOT, "%s, in docker %s", inSim, inDocker);
        return String.format(
                Locale.ROOT,
                "%s; %s to %s (default %s)",
                description,
                show(min),
                show(max),
                standard);
    }

    static long parseNumber(String value) {
        return Long.parseLong(value);
    }

    static long parseMillis(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.endsWith("ms")) {
            return Long.parseLong(lower.substring(0, lower.length() - 2));
        }
        if (lower.endsWith("s")) {
            return Math.multiplyExact(Long.parseLong(lower.substring(0, lower.length() - 1)), 1000);
        }
        if (lower.endsWith("m")) {
            return Math.multiplyExact(
                    Long.parseLong(lower.substring(0, lower.length() - 1)), 60_000);
        }
        throw new NumberFormatException(value);
    }

    static long parseBits(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (lower.endsWith("gbit")) {
            return Math.multiplyExact(
                    Long.parseLong(lower.substring(0, lower.length() - 4)), 1_000_000_000);
        }
        if (lower.endsWith("mbit")) {
            return Math.multiplyExact(
                    Long.parseLong(lower.substring(0, lower.length() - 4)), 1_000_000);
        }
        if (lower.endsWith("kbit")) {
            return Math.multiplyExact(Long.parseLong(lower.substring(0, lower.length() - 4)), 1000);
        }
        throw new NumberFormatException(value);
    }
}
