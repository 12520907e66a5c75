package dev.firedrill.engine.command;

import java.util.Arrays;

/// A member of a set by its bytes, so that results can be put together.
record Member(byte[] bytes) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Member(byte[] theirs) && Arrays.equals(bytes, theirs);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
