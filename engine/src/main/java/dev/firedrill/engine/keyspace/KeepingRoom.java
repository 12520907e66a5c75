package dev.firedrill.engine.keyspace;

import java.util.function.LongPredicate;

/// Whether there is memory for the old values that a snapshot keeps while commands change them. The
/// owner is asked once for many small values; the first refusal is final, because a snapshot that
/// lacks one value is worthless.
final class KeepingRoom {
    private static final long STEP_BYTES = 256 * 1024;

    /// What a value takes beside its bytes.
    private static final long EACH_BYTES = 64;

    private final LongPredicate hasRoom;
    private final Runnable exhausted;
    private long allowedBytes;
    private boolean refused;

    /// @param hasRoom whether that many more bytes may be allocated off the heap
    /// @param exhausted called once, at the first refusal
    KeepingRoom(LongPredicate hasRoom, Runnable exhausted) {
        this.hasRoom = hasRoom;
        this.exhausted = exhausted;
    }

    boolean admits(long bytes) {
        long wanted = bytes + EACH_BYTES;
        if (refused) {
            return false;
        }
        if (wanted > allowedBytes) {
            long asked = Math.max(wanted, STEP_BYTES);
            if (!hasRoom.test(asked)) {
                refused = true;
                exhausted.run();
                return false;
            }
            allowedBytes = asked;
        }
        allowedBytes -= wanted;
        return true;
    }

    boolean refused() {
        return refused;
    }
}
