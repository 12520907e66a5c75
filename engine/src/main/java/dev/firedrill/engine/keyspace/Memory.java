package dev.firedrill.engine.keyspace;

import dev.firedrill.engine.base.UntouchedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// How memory outside of the garbage-collected heap goes back to the system.
public enum Memory {
    /// As soon as it is let go of: for a server, which must not wait for a collection that may
    /// never come. The owner of the keyspace must close it.
    RELEASED {
        @Override
        Arena arena() {
            // Shared, since the thread that makes a node is not always the one that owns it later.
            return Arena.ofShared();
        }

        @Override
        MemorySegment allocate(Arena arena, long bytes) {
            return bytes > LARGE_BYTES
                    ? UntouchedMemory.take(arena, bytes)
                    : arena.allocate(bytes, Long.BYTES);
        }

        @Override
        void release(Arena arena) {
            arena.close();
        }
    },

    /// Once nothing refers to it: for simulated servers, which die without a chance to tidy up.
    COLLECTED {
        @Override
        Arena arena() {
            return Arena.ofAuto();
        }

        @Override
        void release(Arena arena) {
            // The collector does it.
        }
    };

    /// What is larger holds a single long value.
    private static final long LARGE_BYTES = 1024 * 1024;

    abstract Arena arena();

    /// With any content.
    MemorySegment allocate(Arena arena, long bytes) {
        return arena.allocate(bytes, Long.BYTES);
    }

    abstract void release(Arena arena);
}
