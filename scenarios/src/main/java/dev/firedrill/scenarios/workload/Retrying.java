package dev.firedrill.scenarios.workload;

/// What a client does when its transaction has met another one.
public enum Retrying {
    /// It tries again at once, up to 500 times.
    AT_ONCE,

    /// It waits before it tries again, twice as long at most from try to try and for a time that is
    /// drawn anew (exponential back-off with jitter), and gives up while retries are more than a
    /// tenth of all requests (retry budget).
    BACKING_OFF
}
