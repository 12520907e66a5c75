package dev.firedrill.faults.load;

/// What a load says of itself while it runs.
public sealed interface LoadReport {
    /// The first write is due now.
    record Began() implements LoadReport {}

    record Measured(LoadInterval interval) implements LoadReport {}

    /// The first error that the server answered, or why there was no connection.
    record Troubled(String what) implements LoadReport {}

    /// The last one.
    record Ended() implements LoadReport {}
}
