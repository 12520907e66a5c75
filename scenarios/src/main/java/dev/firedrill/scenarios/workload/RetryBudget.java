package dev.firedrill.scenarios.workload;

/// How many retries clients may make: a tenth of the requests, and a few in a row. When most
/// requests fail, retries would only add to the load that makes them fail.
final class RetryBudget {
    private static final double EARNED_PER_REQUEST = 0.1;
    private static final double MOST = 10;

    private double left = MOST;

    void requested() {
        left = Math.min(MOST, left + EARNED_PER_REQUEST);
    }

    /// Takes one retry from the budget, if there is one left.
    boolean allowsRetry() {
        if (left < 1) return false;
        left--;
        return true;
    }
}
