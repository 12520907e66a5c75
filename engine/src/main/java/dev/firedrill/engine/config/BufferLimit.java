package dev.firedrill.engine.config;

/// `client-output-buffer-limit` of one class of clients; 0 is no limit.
public record BufferLimit(long hardBytes, long softBytes, long softSeconds) {}
