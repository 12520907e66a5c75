package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Compares what CONFIG GET said before and after restarts, event by event.
public final class ConfigurationDrift {
    /// One directive that is not what it was.
    ///
    /// @param after empty when the restarted node does not know the directive
    /// @param blamedLine number and text of the line of redis.conf that says so, or that it is
    ///   missing there
    public record Drift(
            String node, String directive, String before, String after, String blamedLine) {}

    private final Map<String, Map<String, String>> running = new TreeMap<>();
    private final Map<String, List<String>> files = new TreeMap<>();
    private final List<Drift> drifts = new ArrayList<>();
    private long compared;

    public void hear(Event event) {
        if (event instanceof Event.ConfigFileObserved(_, var node, _, var lines)) {
            files.put(node, lines);
            // The file is observed after the configuration that was made from it.
            drifts.replaceAll(one ->
                    one.node().equals(node)
                            ? blamed(node, one.directive(), one.before(), one.after())
                            : one);
        } else if (event instanceof Event.ConfigObserved(_, var node, var moment, var values)) {
            if (moment == Moment.RUNNING) {
                running.put(node, values);
            } else if (moment == Moment.AFTER_RESTART) {
                compare(node, running.getOrDefault(node, Map.of()), values);
            }
        }
    }

    private void compare(String node, Map<String, String> before, Map<String, String> after) {
        for (var entry : new TreeMap<>(before).entrySet()) {
            String directive = entry.getKey();
            // Old names say the same as the new ones.
            if (directive.contains("slave")) continue;
            compared++;
            String now = after.getOrDefault(directive, "");
            if (!now.equals(entry.getValue())) {
                drifts.add(blamed(node, directive, entry.getValue(), now));
            }
        }
    }

    private Drift blamed(String node, String directive, String before, String after) {
        return new Drift(
                node,
                directive,
                before,
                after,
                blame(files.getOrDefault(node, List.of()), directive));
    }

    private static String blame(List<String> file, String directive) {
        @Nullable String found = null;
        for (int i = 0; i < file.size(); i++) {
            String line = file.get(i).strip();
            if (line.toLowerCase(Locale.ROOT).startsWith(directive + " ")) {
                found = "redis.conf line " + (i + 1) + ": " + line;
            }
        }
        return found == null ? "redis.conf has no line for it" : found;
    }

    /// How many directives were seen before and after.
    public long compared() {
        return compared;
    }

    /// Every directive that changed with a restart, in the order in which that was seen.
    public List<Drift> found() {
        return List.copyOf(drifts);
    }
}
