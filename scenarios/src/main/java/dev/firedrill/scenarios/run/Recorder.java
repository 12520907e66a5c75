package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// Writes down what happens in one variant. What the engine says of resyncs and snapshots in its
/// log becomes events of its own.
final class Recorder implements LabListener, Consumer<Event> {
    private static final String MARK = "firedrill: ";

    private final List<Event> events = new ArrayList<>();
    private final Consumer<String> phases;
    private final Map<String, Integer> starts = new LinkedHashMap<>();

    /// @param phases told of each phase when it begins
    Recorder(Consumer<String> phases) {
        this.phases = phases;
    }

    @Override
    public synchronized void accept(Event event) {
        events.add(event);
        if (event instanceof Event.PhaseBegan(_, var phase)) {
            phases.accept(phase);
        }
    }

    synchronized List<Event> events() {
        return List.copyOf(events);
    }

    @Override
    public void log(long atNanos, NodeId node, String text) {
        accept(new Event.LogLine(atNanos, node.name(), text));
        int mark = text.indexOf(MARK);
        if (mark >= 0) {
            parse(atNanos, node.name(), text.substring(mark + MARK.length()));
        }
    }

    private void parse(long atNanos, String node, String said) {
        String[] words = said.split(" ", -1);
        var fields = new LinkedHashMap<String, String>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals > 0) {
                fields.put(word.substring(0, equals), word.substring(equals + 1));
            }
        }
        switch (words[0]) {
            case "resync-decided" ->
                    accept(
                            new Event.ResyncDecided(
                                    atNanos,
                                    node,
                                    field(fields, "replica"),
                                    field(fields, "kind"),
                                    field(fields, "reason"),
                                    bytes(fields, "missing"),
                                    bytes(fields, "backlog")));
            case "resync-ended" ->
                    accept(
                            new Event.ResyncEnded(
                                    atNanos,
                                    node,
                                    field(fields, "replica"),
                                    field(fields, "kind"),
                                    bytes(fields, "bytes").orElse(0)));
            case "snapshot-began" ->
                    accept(new Event.SnapshotBegan(atNanos, node, field(fields, "purpose")));
            case "snapshot-ended" ->
                    accept(
                            new Event.SnapshotEnded(
                                    atNanos,
                                    node,
                                    bytes(fields, "entries").orElse(0),
                                    bytes(fields, "bytes").orElse(0),
                                    field(fields, "ok").equals("true")));
            default -> {
                // The line itself is in the journal.
            }
        }
    }

    private static String field(Map<String, String> fields, String name) {
        return fields.getOrDefault(name, "");
    }

    private static OptionalLong bytes(Map<String, String> fields, String name) {
        try {
            return OptionalLong.of(Long.parseLong(field(fields, name)));
        } catch (NumberFormatException notSaid) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void started(long atNanos, NodeId node) {
        int start = starts.merge(node.name(), 1, Integer::sum);
        accept(new Event.ProcessStarted(atNanos, node.name(), start));
    }

    @Override
    public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
        accept(new Event.ProcessExited(atNanos, node.name(), exitCode, cause.name()));
    }
}
