package dev.firedrill.engine.rdb;

/// The bytes are not what the format says; caught by the reader and answered as a refusal.
final class Damaged extends Exception {
    private static final long serialVersionUID = 1L;

    Damaged(String what) {
        super(what, null, false, false);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
