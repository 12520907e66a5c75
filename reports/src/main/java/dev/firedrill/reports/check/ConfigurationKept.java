package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// A restarted node runs with the configuration that it ran with before.
public record ConfigurationKept() implements Checker {
    /// One directive that is not what it was.
    ///
    /// @param blamedLine number and text of the line of redis.conf that says so, or that it is
    ///   missing there
    public record Drift(
            String node, String directive, String before, String after, String blamedLine) {}

    @Override
    public String name() {
        return "configuration-kept";
    }

    @Override
    public String property() {
        return "the configuration after the restart equals what was running";
    }

    @Override
    public Verdict check(List<Event> history) {
        Set<String> running = observed(history, Moment.RUNNING);
        Set<String> restarted = observed(history, Moment.AFTER_RESTART);
        if (restarted.isEmpty()) {
            return new Verdict.Inconclusive("no configuration was observed after a restart");
        }
        if (!running.containsAll(restarted)) {
            return new Verdict.Inconclusive("no configuration was observed before the restart");
        }
        List<Drift> drifts = drifts(history);
        if (drifts.isEmpty()) {
            return new Verdict.Held(1, "every directive kept its value");
        }
        return new Verdict.Violated(
                drifts.size() + " directives changed with the restart",
                drifts.stream()
                        .map(drift ->
                                String.format(
                                        Locale.ROOT,
                                        "%s: %s was '%s', is '%s' (%s)",
                                        drift.node(),
                                        drift.directive(),
                                        drift.before(),
                                        drift.after(),
                                        drift.blamedLine()))
                        .toList());
    }

    private static Set<String> observed(List<Event> history, String moment) {
        var nodes = new TreeSet<String>();
        for (Event event : history) {
            if (event instanceof Event.ConfigObserved observed
                    && observed.moment().equals(moment)
                    && !observed.values().isEmpty()) {
                nodes.add(observed.node());
            }
        }
        return nodes;
    }

    /// Every directive that changed with a restart, by node and name.
    public static List<Drift> drifts(List<Event> history) {
        Map<String, Map<String, String>> running = new TreeMap<>();
        Map<String, List<String>> files = new TreeMap<>();
        var drifts = new ArrayList<Drift>();
        for (Event event : history) {
            switch (event) {
                case Event.ConfigFileObserved(_, var node, _, var lines) -> files.put(node, lines);
                case Event.ConfigObserved observed -> {
                    if (observed.moment().equals(Moment.RUNNING)) {
                        running.put(observed.node(), observed.values());
                    } else if (observed.moment().equals(Moment.AFTER_RESTART)) {
                        compare(
                                observed,
                                running.getOrDefault(observed.node(), Map.of()),
                                files.getOrDefault(observed.node(), List.of()),
                                drifts);
                    }
                }
                default -> {
                    // Not about configuration.
                }
            }
        }
        return drifts;
    }

    private static void compare(
            Event.ConfigObserved after,
            Map<String, String> before,
            List<String> file,
            List<Drift> drifts) {
        for (var entry : new TreeMap<>(before).entrySet()) {
            String now = after.values().get(entry.getKey());
            // Old names say the same as the new ones.
            boolean alias = entry.getKey().contains("slave");
            if (!alias && now != null && !Objects.equals(now, entry.getValue())) {
                drifts.add(
                        new Drift(
                                after.node(),
                                entry.getKey(),
                                entry.getValue(),
                                now,
                                blame(file, entry.getKey())));
            }
        }
    }

    private static String blame(List<String> file, String directive) {
        @Nullable String found = null;
        for (int i = 0; i < file.size(); i++) {
            if (file.get(i).strip().toLowerCase(Locale.ROOT).startsWith(directive + " ")) {
                found = "redis.conf line " + (i + 1) + ": " + file.get(i).strip();
            }
        }
        return found == null ? "redis.conf has no line for it" : found;
    }
}
