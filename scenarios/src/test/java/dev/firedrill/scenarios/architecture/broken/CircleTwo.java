package dev.firedrill.scenarios.architecture.broken;

/// One of four classes that depend on each other in a circle.
final class CircleTwo {
    private final Class<?> next = CircleThree.class;

    Class<?> next() {
        return next;
    }
}
