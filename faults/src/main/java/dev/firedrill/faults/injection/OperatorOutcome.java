package dev.firedrill.faults.injection;

/// What came of an operator's action.
///
/// @param succeeded whether it was carried out: the server accepted the command, runs again, or has
///   the file
/// @param seen the server's answer, or what the lab found
public record OperatorOutcome(boolean succeeded, String seen) {}
