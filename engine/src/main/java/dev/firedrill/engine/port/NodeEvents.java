package dev.firedrill.engine.port;

/// Where a node reports what it has done. Called from inside the node, in the order of the facts;
/// an implementation must not call the node back.
@FunctionalInterface
public interface NodeEvents {
    /// For a node that nobody judges.
    NodeEvents UNHEARD = (_, _) -> {};

    /// @param wallNanos the date of the event, in nanoseconds since the Unix epoch
    void reported(long wallNanos, NodeEvent event);
}
