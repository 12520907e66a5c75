package dev.firedrill.engine.adapter;

import io.netty.util.internal.OutOfDirectMemoryError;

/// Tells a full area of direct buffers, which concerns the one connection that wanted another
/// buffer, from a full heap.
final class DirectMemory {
    private DirectMemory() {}

    static boolean isFull(Throwable error) {
        return error instanceof OutOfDirectMemoryError
                || (error instanceof OutOfMemoryError
                        && String.valueOf(error.getMessage()).startsWith("Cannot reserve"));
    }
}
