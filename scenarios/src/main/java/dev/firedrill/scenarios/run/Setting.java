package dev.firedrill.scenarios.run;

import java.util.LinkedHashMap;
import java.util.Map;

/// The options of one run of a scenario, each within its bounds.
///
/// @param lab `sim` or `docker`: defaults differ, because real seconds cost more
public record Setting(String lab, Map<String, String> values) {
    public Setting {
        values = new LinkedHashMap<>(values);
    }

    public int number(String name) {
        return Math.toIntExact(Parameter.parseNumber(values.getOrDefault(name, "0")));
    }

    public long millis(String name) {
        return Parameter.parseMillis(values.getOrDefault(name, "0ms"));
    }

    /// Bytes per second of a line given in bits.
    public long bytesPerSecond(String name) {
        return Parameter.parseBits(values.getOrDefault(name, "0")) / 8;
    }
}
