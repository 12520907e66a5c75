package dev.firedrill.engine.base;

/// A bug in this program, found by a check. Nobody catches it: the node stops and the report shows
// why.
public final class InvariantViolation extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public InvariantViolation(String broken) {
        super(broken);
    }
}
