package dev.firedrill.scenarios.architecture.broken;

import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Breaks the rules on clocks, on hash order, on printing, on locales and on names.
final class BrokenUtils {
    private BrokenUtils() {}

    static long now() {
        return System.nanoTime();
    }

    static Map<String, String> unordered() {
        return new HashMap<>();
    }

    static void print() {
        System.out.println("here");
    }

    /// @return what reads otherwise in Egypt, Turkey or Germany
    @SuppressWarnings("StringCaseLocaleUsage")
    static String inTheDefaultLocale(double score, String word) {
        System.out.printf("%f", score);
        return String.format("%f", score)
                + "%f".formatted(score)
                + word.toLowerCase()
                + Optional.of(word).map(String::toUpperCase)
                + DateTimeFormatter.ofPattern("dd MMM");
    }
}
