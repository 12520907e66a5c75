package dev.firedrill.faults.injection;

/// A measurement that a fault took hold, or that it is gone.
///
/// @param wanted what the injection asked for, with its unit, for example `no byte passes M->R1`
/// @param measured what the lab saw, with its unit, for example `0 of 4096 B within 1000 ms`
/// @param bit whether the two agree
public record Proof(String wanted, String measured, boolean bit) {}
