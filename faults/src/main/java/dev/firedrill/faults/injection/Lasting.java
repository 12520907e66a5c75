package dev.firedrill.faults.injection;

/// Marks an injection that happens once and leaves a change behind (a kill, a reset, a damaged
/// file). It is never in force, so there is nothing to heal.
public interface Lasting {}
