package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import java.util.List;

/// Translates what one node prints into what a node of ours would report. It remembers lines: why a
/// resync is full stands in an earlier line than the decision. So each node has one of its own, and
/// it is given all lines of all starts in their order.
public interface LogDialect {
    /// What is known with this line; most lines tell nothing.
    ///
    /// @param line as the process printed it
    List<NodeEvent> events(String line);

    /// The line without time and process, to be read by people.
    String text(String line);
}
