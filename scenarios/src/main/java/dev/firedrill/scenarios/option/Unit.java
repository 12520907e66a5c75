package dev.firedrill.scenarios.option;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;

/// A suffix of a number and what it multiplies by. Numbers are whole, so that what is printed reads
/// back as the same value.
record Unit(String suffix, long factor) {
    private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final int SHOWN_MAX = 40;

    /// @param units in ascending order of their factors
    /// @param wanted for the refusal, for example `a duration such as 80ms or 20s`
    static long parse(String text, List<Unit> units, String wanted) throws ValueRefused {
        int digits = 0;
        while (digits < text.length() && isDigit(text.charAt(digits))) {
            digits++;
        }
        String suffix = text.substring(digits).toLowerCase(Locale.ROOT);
        if (digits == 0) {
            throw refused(text, "is not " + wanted);
        }
        if (suffix.startsWith(".") || suffix.startsWith(",")) {
            throw refused(text, "is a fraction; write a whole number in a smaller unit");
        }
        for (Unit unit : units) {
            if (unit.suffix.equals(suffix)) {
                var value =
                        new BigInteger(text.substring(0, digits))
                                .multiply(BigInteger.valueOf(unit.factor));
                if (value.compareTo(LONG_MAX) > 0) {
                    throw refused(text, "is too large for " + wanted);
                }
                return value.longValue();
            }
        }
        throw refused(
                text,
                (suffix.isEmpty() ? "has no unit" : "is not " + wanted)
                        + "; the units are "
                        + String.join(", ", units.stream().map(Unit::suffix).toList()));
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }

    /// Quoted and shortened, without what a terminal would obey.
    static ValueRefused refused(String text, String why) {
        String shown = text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
        return new ValueRefused(
                String.format(Locale.ROOT, "'%s' %s.", shown.replaceAll("\\p{Cntrl}", "?"), why));
    }

    /// In the largest unit that needs no fraction.
    static String print(long value, List<Unit> units) {
        Unit chosen = units.getFirst();
        for (Unit unit : units) {
            if (value != 0 && value % unit.factor == 0) {
                chosen = unit;
            }
        }
        return value / chosen.factor + chosen.suffix;
    }
}
