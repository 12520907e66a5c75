package dev.firedrill.engine.base;

/// Checks that stay on in production. A failed check is a bug in this program, never a condition of
/// the outside world, so nobody catches it.
public final class Invariants {
    private Invariants() {}

    public static void check(boolean condition, String broken) {
        if (!condition) {
            throw new InvariantViolation(broken);
        }
    }
}
