package dev.firedrill.faults.docker.tool;

/// The registers of a thread on x86-64, in the order of `user_regs_struct`.
record Registers(long[] values) {
    static final int BYTES = 27 * Long.BYTES;
    static final int RESULT = 10;
    static final int CALL = 15;

    private static final int R8 = 9;
    private static final int R9 = 8;
    private static final int R10 = 7;
    private static final int RDX = 12;
    private static final int RSI = 13;
    private static final int RDI = 14;
    private static final int INSTRUCTION = 16;
    private static final int STACK = 19;

    private static final int NANOSLEEP = 35;

    /// Of the instruction `syscall`.
    private static final int CALL_INSTRUCTION_BYTES = 2;

    /// Out of reach of what the thread keeps below its stack, and of a signal's frame.
    private static final long BELOW_STACK = 4096;

    private static final long ALIGNED = -16;

    /// The result of an interrupted call which the kernel repeats when the thread continues.
    private static final long TO_BE_REPEATED = -512;

    /// Whether the thread was waiting in a call and will do so again.
    boolean isToRepeat() {
        return values[RESULT] == TO_BE_REPEATED;
    }

    /// Where a thread that stands at a call has that many bytes that nobody reads.
    long scratch(int bytes) {
        return values[STACK] - BELOW_STACK - bytes & ALIGNED;
    }

    /// After a call, when the thread is to make another one next.
    Registers calling(int number, long first, long second, long third) {
        long[] next = values.clone();
        next[INSTRUCTION] -= CALL_INSTRUCTION_BYTES;
        next[RESULT] = number;
        next[RDI] = first;
        next[RSI] = second;
        next[RDX] = third;
        next[R10] = 0;
        next[R8] = 0;
        next[R9] = 0;
        return new Registers(next);
    }

    /// Before a call, when the thread is to sleep instead.
    ///
    /// @param time the address of how long
    Registers sleepingInstead(long time) {
        long[] next = values.clone();
        next[CALL] = NANOSLEEP;
        next[RDI] = time;
        next[RSI] = 0;
        return new Registers(next);
    }

    /// After that, to make the call that these registers are for.
    Registers repeating() {
        long[] next = values.clone();
        next[INSTRUCTION] -= CALL_INSTRUCTION_BYTES;
        next[RESULT] = next[CALL];
        return new Registers(next);
    }
}
