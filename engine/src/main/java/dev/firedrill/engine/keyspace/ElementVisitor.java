package dev.firedrill.engine.keyspace;

/// Receives the elements of a list or of a set; the slice is valid only during the call and is not
/// to be written to.
@FunctionalInterface
public interface ElementVisitor {
    void element(byte[] array, int offset, int length);
}
