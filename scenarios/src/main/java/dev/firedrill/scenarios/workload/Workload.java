package dev.firedrill.scenarios.workload;

/// Clients at work during a run. Everything happens on the lab's loop.
public interface Workload {
    void start();

    /// Begins nothing new; what is under way may still be answered.
    void finish();

    /// Whether nothing is under way any more.
    boolean idle();

    /// Gives up what is not answered yet.
    void stop();

    /// The keys that were written, in a repeatable order.
    java.util.List<String> keys();
}
