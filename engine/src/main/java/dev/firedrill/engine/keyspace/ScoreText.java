package dev.firedrill.engine.keyspace;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/// A score as Redis prints it: C's `%.17g`, 17 digits without zeros at their end, with an exponent
/// where it is below -4 or the number has more digits than that.
public final class ScoreText {
    private static final int DIGITS = 17;
    private static final double PACKED_WHOLE_MAX = 0x1p62;
    private static final MathContext EXACTLY = new MathContext(DIGITS, RoundingMode.HALF_EVEN);

    private ScoreText() {}

    public static String of(double score) {
        if (score == Math.rint(score) && Math.abs(score) < 1e15 && score != 0) {
            return Long.toString((long) score);
        }
        if (Double.isInfinite(score)) {
            return score > 0 ? "inf" : "-inf";
        }
        if (Double.isNaN(score)) {
            return "nan";
        }
        if (score == 0) {
            return 1 / score < 0 ? "-0" : "0";
        }
        return rounded(new BigDecimal(score).round(EXACTLY).stripTrailingZeros());
    }

    /// A score as ZSCAN prints that of a small sorted set, which Redis keeps in one piece, and in
    /// it whole numbers up to 2^62 as such.
    public static String ofPacked(double score) {
        boolean whole = score == Math.rint(score) && Math.abs(score) <= PACKED_WHOLE_MAX;
        return whole ? Long.toString((long) score) : of(score);
    }

    private static String rounded(BigDecimal rounded) {
        int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= -4 && exponent < DIGITS) {
            return rounded.toPlainString();
        }
        String digits = rounded.unscaledValue().abs().toString();
        String sign = rounded.signum() < 0 ? "-" : "";
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String exponentSign = exponent < 0 ? "-" : "+";
        return String.format(
                Locale.ROOT,
                "%s%s%se%s%02d",
                sign,
                digits.charAt(0),
                fraction,
                exponentSign,
                Math.abs(exponent));
    }
}
