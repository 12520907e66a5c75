package dev.firedrill.engine.node;

/// Why a connection ended, as far as the kernel said.
public enum CloseReason {
    /// The peer closed its side in order.
    END_OF_STREAM,
    RESET,
    REFUSED,
    UNREACHABLE,
    TIMED_OUT,
    /// We closed it.
    LOCAL
}
