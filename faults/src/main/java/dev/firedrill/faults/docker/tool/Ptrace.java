package dev.firedrill.faults.docker.tool;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The kernel's calls for tracing another process: ptrace(2) and waitpid(2). All of them have to be
/// made by the thread that made the first.
final class Ptrace {
    /// The thread continues without a signal.
    static final int NO_SIGNAL = 0;

    private static final int SET_REGISTERS = 13;
    private static final int GET_REGISTERS = 12;
    private static final int POKE_USER = 6;
    private static final int DETACH = 17;
    private static final int RUN_TO_CALL = 24;
    private static final int SEIZE = 0x4206;
    private static final int INTERRUPT = 0x4207;
    private static final int LISTEN = 0x4208;
    private static final int GET_CALL = 0x420e;

    /// Marks stops at system calls, and follows forks, threads and executions.
    private static final long OPTIONS = 0x01 | 0x02 | 0x04 | 0x08 | 0x10;

    private static final int WAIT_ALL = 0x40000000;
    private static final int WAIT_OWN_THREAD = 0x20000000;

    private static final int CALL_BYTES = 88;

    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private final MethodHandle ptrace;
    private final MethodHandle waitpid;
    private final MemorySegment state = Arena.global().allocate(STATE);
    private final MemorySegment status = Arena.global().allocate(JAVA_INT);
    private final MemorySegment call = Arena.global().allocate(CALL_BYTES, Long.BYTES);
    private final MemorySegment registers = Arena.global().allocate(Registers.BYTES, Long.BYTES);

    @SuppressWarnings("restricted")
    Ptrace() {
        Linker linker = Linker.nativeLinker();
        var library = linker.defaultLookup();
        ptrace =
                linker.downcallHandle(
                        library.findOrThrow("ptrace"),
                        FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                        Linker.Option.firstVariadicArg(1),
                        Linker.Option.captureCallState("errno"));
        waitpid =
                linker.downcallHandle(
                        library.findOrThrow("waitpid"),
                        FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT),
                        Linker.Option.captureCallState("errno"));
    }

    /// A thread that stopped, or ended.
    ///
    /// @param thread -1 when none is left
    /// @param status as waitpid gives it
    record Stop(int thread, int status) {
        private static final int AT_CALL = 5 | 0x80;
        private static final int STOPPED = 0x7f;
        private static final int EVENT_STOP = 128;
        private static final int TRAP = 5;

        boolean nobody() {
            return thread < 0;
        }

        boolean ended() {
            return (status & 0xff) != STOPPED;
        }

        boolean atCall() {
            return signal() == AT_CALL;
        }

        private int event() {
            return status >> 16;
        }

        /// SIGSTOP stopped the whole process, which stays so until SIGCONT.
        boolean inGroup() {
            return event() == EVENT_STOP && signal() != TRAP;
        }

        /// The tracer itself asked for it.
        boolean interrupted() {
            return event() == EVENT_STOP && signal() == TRAP;
        }

        /// A signal that is to be delivered; [#NO_SIGNAL] for a stop of the tracer's own.
        int toDeliver() {
            return event() != 0 || atCall() ? NO_SIGNAL : signal();
        }

        private int signal() {
            return status >> 8 & 0xff;
        }
    }

    /// Where a thread stands at a system call.
    ///
    /// @param entering before the kernel carries it out; else after that
    /// @param number when entering
    /// @param result when leaving
    record AtCall(boolean entering, long number, long[] arguments, long result) {}

    /// @return whether the thread is traced now
    boolean seize(int thread) {
        return ptrace(SEIZE, thread, 0, OPTIONS) == 0;
    }

    void interrupt(int thread) {
        ptrace(INTERRUPT, thread, 0, 0);
    }

    /// Lets a stopped thread run to its next system call, or to the end of this one.
    void run(int thread, int signal) {
        ptrace(RUN_TO_CALL, thread, 0, signal);
    }

    /// Leaves a process stopped that SIGSTOP has stopped.
    void listen(int thread) {
        ptrace(LISTEN, thread, 0, 0);
    }

    void detach(int thread, int signal) {
        ptrace(DETACH, thread, 0, signal);
    }

    /// Of a thread that has stopped at a call.
    AtCall call(int thread) {
        ptrace(GET_CALL, thread, CALL_BYTES, call.address());
        boolean entering = call.get(JAVA_BYTE, 0) == 1;
        long first = call.get(JAVA_LONG, 24);
        long[] arguments = new long[6];
        if (entering) {
            for (int i = 0; i < arguments.length; i++) {
                arguments[i] = call.get(JAVA_LONG, 32 + 8L * i);
            }
        }
        return new AtCall(entering, entering ? first : -1, arguments, entering ? 0 : first);
    }

    /// Keeps the kernel from carrying out the call that a thread is entering.
    void skip(int thread) {
        ptrace(POKE_USER, thread, Registers.CALL * 8L, -1);
    }

    /// Changes what the call that a thread is leaving has returned.
    void answer(int thread, long result) {
        ptrace(POKE_USER, thread, Registers.RESULT * 8L, result);
    }

    Registers registers(int thread) {
        ptrace(GET_REGISTERS, thread, 0, registers.address());
        return new Registers(registers.toArray(JAVA_LONG));
    }

    void registers(int thread, Registers wanted) {
        registers.copyFrom(MemorySegment.ofArray(wanted.values()));
        ptrace(SET_REGISTERS, thread, 0, registers.address());
    }

    /// Waits for a thread to stop or end.
    Stop next() {
        int flags = WAIT_ALL | WAIT_OWN_THREAD;
        while (true) {
            try {
                int thread = (int) waitpid.invokeExact(state, -1, status, flags);
                if (thread >= 0 || (int) ERRNO.get(state, 0L) != Errno.INTERRUPTED) {
                    return new Stop(thread, status.get(JAVA_INT, 0));
                }
            } catch (Throwable impossible) {
                throw new IllegalStateException(impossible);
            }
        }
    }

    /// A thread that ended meanwhile cannot be asked; the next wait says so.
    private long ptrace(int request, int thread, long address, long word) {
        try {
            return (long) ptrace.invokeExact(state, request, thread, address, word);
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// Why the last request was refused.
    int errno() {
        return (int) ERRNO.get(state, 0L);
    }
}
