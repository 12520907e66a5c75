package dev.firedrill.reports.incident;

/// A finding that threw, and has told nothing.
///
/// @param finding its name, or that of its class where it has not said one
/// @param trace the stack trace
public record FindingFailure(String finding, String message, String trace) {}
