package dev.firedrill.engine.rdb;

/// The bytes end in the middle of a step: it is tried again when more have come. At most one for
/// each piece that arrives, and without a stack trace, which nobody would look at.
final class Underflow extends Exception {
    private static final long serialVersionUID = 1L;

    Underflow() {
        super(null, null, false, false);
    }
}
