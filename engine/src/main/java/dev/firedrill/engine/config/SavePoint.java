package dev.firedrill.engine.config;

import java.util.ArrayList;
import java.util.List;

/// Save once that many changes have piled up and that long has passed since the last save.
public record SavePoint(long seconds, long changes) {
    /// What `save` has as its value: seconds and changes in turn; empty for no save points.
    static List<SavePoint> listOf(String value) {
        String[] numbers = value.split(" ", -1);
        var points = new ArrayList<SavePoint>();
        for (int i = 0; i + 1 < numbers.length; i += 2) {
            points.add(new SavePoint(Long.parseLong(numbers[i]), Long.parseLong(numbers[i + 1])));
        }
        return points;
    }
}
