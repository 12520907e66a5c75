package dev.firedrill.engine.config;

/// Save once that many changes have piled up and that long has passed since the last save.
public record SavePoint(long seconds, long changes) {}
