package dev.firedrill.engine.base;

/// What every part that reads or writes data agrees on: what one takes, the others can read back.
public final class Limits {
    /// The longest string, key or element: `proto-max-bulk-len` as redis-server 7.0 has it unless
    /// it is configured. Here it can be configured to less only.
    public static final long STRING_BYTES_MAX = 512L * 1024 * 1024;

    private Limits() {}
}
