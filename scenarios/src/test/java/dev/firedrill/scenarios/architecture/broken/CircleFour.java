package dev.firedrill.scenarios.architecture.broken;

/// One of four classes that depend on each other in a circle.
final class CircleFour {
    private final Class<?> next = CircleOne.class;

    Class<?> next() {
        return next;
    }
}
