package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.util.OptionalLong;

/// The time of day as one process reads it. What is changed there, no other process sees, and it
/// stays until the process ends; what it forks has the same clock.
final class ServerClock {
    private static final String GETTIME = "__vdso_clock_gettime";
    private static final String TIME_OF_DAY = "__vdso_gettimeofday";
    private static final String TIME = "__vdso_time";

    private final VirtualLibrary library;
    private final int gettime;

    ServerClock(int process) throws IOException {
        library = VirtualLibrary.of(process);
        gettime = library.function(GETTIME);
    }

    /// Where the code is that shifts the clock; empty when it is not there yet.
    private OptionalLong code() {
        int target = ClockCode.target(gettime, library.bytes(gettime, ClockCode.jumpBytes()));
        return target > 0 && ClockCode.isCode(library.bytes(target, ClockCode.BYTES))
                ? OptionalLong.of(target)
                : OptionalLong.empty();
    }

    ClockShift shift() {
        return code().isPresent()
                ? ClockCode.shift(library.bytes((int) code().getAsLong(), ClockCode.BYTES))
                : ClockShift.NONE;
    }

    /// The threads of the process have to stand still.
    void shift(ClockShift wanted) throws IOException {
        OptionalLong there = code();
        if (there.isPresent()) {
            library.write((int) there.getAsLong(), ClockCode.with(wanted));
            return;
        }
        int at = room();
        library.write(at, ClockCode.with(wanted));
        replace(GETTIME, at);
        replace(TIME_OF_DAY, at + ClockCode.TIME_OF_DAY);
        replace(TIME, at + ClockCode.TIME);
    }

    /// Whether this kernel's library has a place for the code.
    int room() throws IOException {
        OptionalLong room = library.room(ClockCode.BYTES);
        if (room.isEmpty()) {
            throw new IOException("the vDSO of this kernel has no room");
        }
        return (int) room.getAsLong();
    }

    private void replace(String function, int by) throws IOException {
        int at = library.function(function);
        library.write(at, ClockCode.jump(at, by));
    }
}
