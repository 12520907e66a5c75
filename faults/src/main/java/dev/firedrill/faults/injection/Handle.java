package dev.firedrill.faults.injection;

/// An injection that was carried out. Closing it heals; closing it twice heals once.
public interface Handle extends AutoCloseable {
    Injection injection();

    /// Whether it still counts: not for a [Lasting] one, not when it is healed or used up.
    boolean inForce();

    /// What was measured when the injection began.
    Proof begun();

    /// Heals and measures that the cluster is as what is still in force makes it. A [Lasting]
    /// injection answers with a proof that says so.
    Proof heal();

    @Override
    default void close() {
        heal();
    }
}
