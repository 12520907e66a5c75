package dev.firedrill.faults.lab;

/// A value that differs between the labs, because a simulated second costs nothing and a real one a
/// second. The lab picks its own with [Lab#values]; nobody else asks which lab it is.
public record PerLab<T>(T sim, T docker) {
    /// A lab's way to pick its value.
    public interface Choice {
        <T> T of(PerLab<T> values);
    }

    /// The same value in every lab.
    public static <T> PerLab<T> same(T value) {
        return new PerLab<>(value, value);
    }
}
