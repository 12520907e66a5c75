package dev.firedrill.engine.command;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Numbers with a fraction as redis-server 7.0 reads them, which is as C's `strtod` does: decimal
/// or hexadecimal, `inf` and `nan` in any case, a plus sign.
final class Decimals {
    private Decimals() {}

    /// A score, weight or increment: the whole text is a number, neither beyond the range of a
    /// double nor so small that it would be taken for zero.
    static double score(Call call, int index, String otherwise) throws Refused {
        String text = call.args().text(index);
        Double value = text.isEmpty() || isSpace(text.charAt(0)) ? null : parse(text);
        if (value == null || value.isNaN()) {
            throw new Refused(otherwise);
        }
        boolean outOfRange = value.isInfinite() && !saysInfinite(text);
        if (outOfRange || (value == 0 && hasDigitOtherThanZero(text))) {
            throw new Refused(otherwise);
        }
        return value;
    }

    static double score(Call call, int index) throws Refused {
        return score(call, index, "ERR value is not a valid float");
    }

    /// A bound of a range, which is read less strictly: no text at all is zero, what is out of
    /// range is infinite, and space before the number is passed over.
    static double bound(String text) throws Refused {
        String rest = text;
        while (!rest.isEmpty() && isSpace(rest.charAt(0))) {
            rest = rest.substring(1);
        }
        Double value = text.isEmpty() ? Double.valueOf(0) : parse(rest);
        if (value == null || value.isNaN()) {
            throw new Refused("ERR min or max is not a float");
        }
        return value;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    static boolean saysInfinite(String text) {
        return text.toLowerCase(Locale.ROOT).contains("inf");
    }

    private static boolean hasDigitOtherThanZero(String text) {
        boolean hexadecimal = isHexadecimal(text);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((!hexadecimal && (c == 'e' || c == 'E')) || c == 'p' || c == 'P') {
                return false;
            }
            if ((c >= '1' && c <= '9') || (hexadecimal && Character.digit(c, 16) > 0)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isHexadecimal(String text) {
        return text.matches("[+-]?0[xX].*");
    }

    /// Null when the text is no number.
    static @Nullable Double parse(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean negative = lower.startsWith("-");
        String plain = negative || lower.startsWith("+") ? lower.substring(1) : lower;
        double value;
        if (plain.equals("inf") || plain.equals("infinity")) {
            value = Double.POSITIVE_INFINITY;
        } else if (plain.equals("nan") || plain.matches("nan\\([a-z0-9_]*\\)")) {
            value = Double.NaN;
        } else if (plain.matches("([0-9]+\\.?[0-9]*|\\.[0-9]+)(e[+-]?[0-9]+)?")) {
            value = Double.parseDouble(plain);
        } else if (plain.matches("0x([0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(p[+-]?[0-9]+)?")) {
            value = Double.parseDouble(plain.contains("p") ? plain : plain + "p0");
        } else {
            return null;
        }
        return negative ? Double.valueOf(-value) : Double.valueOf(value);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
