package dev.firedrill.scenarios.run;

/// A scenario, fault, workload, judge, finding or renderer of a user cannot be used. The message
/// says which, and why.
public final class ExtensionRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ExtensionRefused(String message) {
        super(message);
    }
}
