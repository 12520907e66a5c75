package dev.firedrill.faults.injection;

/// An injection that is in force. Closing it heals; closing it twice heals once.
public interface Handle extends AutoCloseable {
    Injection injection();

    /// What was measured when the injection began.
    Proof begun();

    /// Heals and measures that it is healed. Injections that leave a lasting state (a kill, an
    /// operator's command) answer with a proof that says so.
    Proof heal();

    @Override
    default void close() {
        heal();
    }
}
