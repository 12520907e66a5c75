package dev.firedrill.engine.rdb;

import java.nio.charset.StandardCharsets;

/// A score that stands in a snapshot as text: digits with sign, point and exponent, or infinity,
/// which is all that Redis ever wrote. What `Double.parseDouble` takes beyond that, from spaces to
/// a `d` at the end, would pass damage for a number.
final class ScoreOfFile {
    private ScoreOfFile() {}

    static double of(byte[] text) throws Damaged {
        String score = new String(text, StandardCharsets.ISO_8859_1);
        return switch (score) {
            case "inf", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf" -> Double.NEGATIVE_INFINITY;
            default -> finite(score);
        };
    }

    private static double finite(String score) throws Damaged {
        for (int i = 0; i < score.length(); i++) {
            if ("0123456789+-.eE".indexOf(score.charAt(i)) < 0) {
                throw new Damaged("a score that is no number");
            }
        }
        try {
            return Double.parseDouble(score);
        } catch (NumberFormatException notANumber) {
            throw new Damaged("a score that is no number");
        }
    }
}
