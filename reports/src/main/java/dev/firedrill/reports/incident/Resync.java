package dev.firedrill.reports.incident;

/// One line of the resync ledger, ready to be shown.
public record Resync(
        String at,
        String replica,
        String kind,
        String reason,
        String missing,
        String backlog,
        String bytes,
        String took) {}
