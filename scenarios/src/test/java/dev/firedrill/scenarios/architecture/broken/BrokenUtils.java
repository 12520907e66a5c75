package dev.firedrill.scenarios.architecture.broken;

import java.util.HashMap;
import java.util.Map;

/// Breaks the rules on clocks, on hash order, on printing and on names.
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
}
