package dev.firedrill.engine.config;

/// Where a replica finds its master.
public record MasterAddress(String host, int port) {}
