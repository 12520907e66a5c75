package dev.firedrill.reports.render;

/// What a report says of the run as a whole.
///
/// @param repeatCommand the line that runs it again
public record RunFacts(
        String scenario,
        String lab,
        String commit,
        long seed,
        String repeatCommand,
        String title,
        String story) {}
