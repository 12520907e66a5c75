package dev.firedrill.faults.lab;

/// A node of the cluster could not be brought to answer; the message names it and quotes its last
/// log lines.
public final class ClusterFailed extends Exception {
    private static final long serialVersionUID = 1L;

    public ClusterFailed(String message) {
        super(message);
    }
}
