package dev.firedrill.engine.keyspace;

/// Receives the fields of a hash; the slices are valid only during the call and are not to be
/// written to.
@FunctionalInterface
public interface FieldVisitor {
    void field(
            byte[] field,
            int fieldOffset,
            int fieldLength,
            byte[] value,
            int valueOffset,
            int valueLength);
}
