package dev.firedrill.engine.interop;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Makes a failing sequence short: leaves out ever smaller parts as long as it still fails (delta
/// debugging, Zeller and Hildebrandt 2002), within a number of attempts.
final class Shrinker {
    @FunctionalInterface
    interface Fails<T> {
        boolean test(List<T> sequence) throws IOException;
    }

    private Shrinker() {}

    static <T> List<T> shrink(List<T> failing, int attemptsMax, Fails<T> fails) throws IOException {
        List<T> shortest = failing;
        int attempts = 0;
        int part = Math.max(1, failing.size() / 2);
        while (attempts < attemptsMax) {
            boolean shorter = false;
            for (int from = 0; from < shortest.size() && attempts < attemptsMax; ) {
                var without = new ArrayList<>(shortest.subList(0, from));
                int to = Math.min(shortest.size(), from + part);
                without.addAll(shortest.subList(to, shortest.size()));
                attempts++;
                if (!without.isEmpty() && fails.test(without)) {
                    shortest = without;
                    shorter = true;
                } else {
                    from = to;
                }
            }
            if (part == 1 && !shorter) {
                break;
            }
            part = Math.max(1, part / 2);
        }
        return shortest;
    }
}
