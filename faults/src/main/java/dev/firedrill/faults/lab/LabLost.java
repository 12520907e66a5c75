package dev.firedrill.faults.lab;

/// The lab itself failed in the middle of a run: the engine of the containers went away, a proxy
/// does not do what it is told. Nothing can be said of the cluster; exit code 69.
public final class LabLost extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LabLost(String what, Throwable cause) {
        super(what, cause);
    }
}
