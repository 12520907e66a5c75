package dev.firedrill.faults.lab;

/// Which server is put to the test.
public enum Target {
    FIREDRILL,
    REDIS,
    VALKEY
}
