package dev.firedrill.engine.node;

/// Names one request to the [Disk] until its outcome comes back; numbers grow in the order of
// calls.
public record DiskTicket(long number) {}
