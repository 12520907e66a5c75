package dev.firedrill.engine.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A sum as redis-server computes it on x86: floating point with 64 bits of mantissa, printed with
/// 17 digits behind the point and without zeros at their end. INCRBYFLOAT and HINCRBYFLOAT keep
/// these digits, so that a double would give other data.
final class WideDecimal {
    private static final int MANTISSA_BITS = 64;
    private static final int TEXT_MAX = 5 * 1024 - 1;
    private static final int FRACTION_DIGITS = 17;

    /// Beyond 2 to this power it is infinite; the largest has 4,933 digits.
    private static final int EXPONENT_END = 16_384;

    /// Below it is zero, which C calls out of range.
    private static final BigDecimal SMALLEST = BigDecimal.ONE.scaleByPowerOfTen(-4_951);

    private static final int EXPONENT_DIGITS_MAX = 5_000;

    private WideDecimal() {}

    /// Null for infinity, which is a number here though no sum may come to it.
    static @Nullable BigDecimal parse(byte[] bytes, String otherwise) throws Refused {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        Double rough = text.length() > TEXT_MAX ? null : Decimals.parse(text);
        if (rough == null || rough.isNaN()) {
            throw new Refused(otherwise);
        }
        if (Decimals.saysInfinite(text)) {
            return null;
        }
        BigDecimal exact = exact(text.toLowerCase(Locale.ROOT), otherwise);
        BigDecimal rounded = rounded(exact);
        boolean vanished = exact.signum() != 0 && exact.abs().compareTo(SMALLEST) < 0;
        if (vanished || overflows(rounded)) {
            throw new Refused(otherwise);
        }
        return rounded;
    }

    private static BigDecimal exact(String text, String otherwise) throws Refused {
        if (text.contains("0x")) {
            // As far as a double goes; nobody counts in these.
            Double value = Decimals.parse(text);
            if (value == null || value.isInfinite()) {
                throw new Refused(otherwise);
            }
            return new BigDecimal(value);
        }
        int e = text.indexOf('e');
        if (e >= 0) {
            String digits = text.substring(e + 1).replaceFirst("^[+-]?0*", "");
            if (digits.length() > 4 || (digits.length() == 4 && outside(digits))) {
                throw new Refused(otherwise);
            }
        }
        return new BigDecimal(text);
    }

    private static boolean outside(String digits) {
        return Integer.parseInt(digits) > EXPONENT_DIGITS_MAX;
    }

    static boolean overflows(BigDecimal value) {
        return value.abs().toBigInteger().bitLength() > EXPONENT_END;
    }

    /// The nearest number with 64 bits of mantissa; of two that are as near, the even one.
    static BigDecimal rounded(BigDecimal value) {
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigInteger numerator = value.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (value.scale() > 0) {
            denominator = BigInteger.TEN.pow(value.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-value.scale()));
        }
        // Shifts until the quotient has at least the bits of the mantissa and two more.
        int shift = MANTISSA_BITS + 2 + denominator.bitLength() - numerator.bitLength();
        if (shift > 0) {
            numerator = numerator.shiftLeft(shift);
        } else {
            denominator = denominator.shiftLeft(-shift);
        }
        BigInteger[] parts = numerator.divideAndRemainder(denominator);
        BigInteger mantissa = nearest(parts[0], parts[1].signum() != 0);
        int exponent = Math.max(0, parts[0].bitLength() - MANTISSA_BITS) - shift;
        BigDecimal result = new BigDecimal(mantissa);
        result =
                exponent >= 0
                        ? result.multiply(new BigDecimal(BigInteger.ONE.shiftLeft(exponent)))
                        : result.divide(new BigDecimal(BigInteger.ONE.shiftLeft(-exponent)));
        return value.signum() < 0 ? result.negate() : result;
    }

    private static BigInteger nearest(BigInteger quotient, boolean more) {
        int surplus = quotient.bitLength() - MANTISSA_BITS;
        if (surplus <= 0) {
            return quotient;
        }
        BigInteger mantissa = quotient.shiftRight(surplus);
        boolean half = quotient.testBit(surplus - 1);
        boolean beyondHalf = more || quotient.getLowestSetBit() < surplus - 1;
        boolean up = half && (beyondHalf || mantissa.testBit(0));
        return up ? mantissa.add(BigInteger.ONE) : mantissa;
    }

    static byte[] text(BigDecimal value) {
        var printed = value.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN).stripTrailingZeros();
        return Decimals.ascii(printed.signum() == 0 ? "0" : printed.toPlainString());
    }

    /// Old value and increment, as it will be stored.
    static byte[] sum(@Nullable BigDecimal old, @Nullable BigDecimal increment, String infinite)
            throws Refused {
        if (old == null || increment == null) {
            throw new Refused(infinite);
        }
        BigDecimal sum = rounded(old.add(increment));
        if (overflows(sum)) {
            throw new Refused(infinite);
        }
        return text(sum);
    }
}
