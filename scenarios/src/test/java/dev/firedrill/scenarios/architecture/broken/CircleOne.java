package dev.firedrill.scenarios.architecture.broken;

/// One of four classes that depend on each other in a circle.
final class CircleOne {
    private final Class<?> next = CircleTwo.class;

    Class<?> next() {
        return next;
    }
}
