package dev.firedrill.engine.base;

/// Fractions as decimal numbers with a fixed number of places, rounded half up. What `%.2f` gives,
/// without a format string that is parsed each time: one INFO has a dozen of them.
public final class DecimalText {
    private DecimalText() {}

    /// @param whole above 0; so small that twice as many of its last places fit into a `long`
    public static String of(long part, long whole, int places) {
        if (part < 0) {
            return "-" + of(-part, whole, places);
        }
        long scale = 1;
        for (int i = 0; i < places; i++) {
            scale *= 10;
        }
        long fraction = (2 * scale * (part % whole) + whole) / (2 * whole);
        String digits = Long.toString(fraction % scale);
        return new StringBuilder(24)
                .append(part / whole + fraction / scale)
                .append('.')
                .repeat('0', places - digits.length())
                .append(digits)
                .toString();
    }
}
