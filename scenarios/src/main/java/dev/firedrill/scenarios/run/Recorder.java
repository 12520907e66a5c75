package dev.firedrill.scenarios.run;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Writes down what happens in one variant. What a node logs is a text and never anything else:
/// facts come as [NodeEvent]s.
final class Recorder implements LabListener, Consumer<Event> {
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
    }

    @Override
    public void reported(long atNanos, NodeId node, NodeEvent event) {
        accept(ReportedFacts.journalled(atNanos, node.name(), event));
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
