package dev.firedrill.scenarios.architecture.broken;

/// One of four classes that depend on each other in a circle.
final class CircleThree {
    private final Class<?> next = CircleFour.class;

    Class<?> next() {
        return next;
    }
}
