package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A write and an fsync that a thread of the server itself is made to carry out, into a file of its
/// data folder that is removed again: what the disk answers to the server is measured where it
/// counts. It is a thread that waits, if there is one, so that nobody has to wait for it: it makes
/// these calls and then waits again. Any other makes them between two calls of its own.
final class Rehearsal {
    private static final String FILE = ".firedrill-probe";

    /// O_WRONLY | O_CREAT | O_CLOEXEC
    private static final long FLAGS = 01 | 0100 | 02000000;

    private static final long MODE = 0600;

    private enum Step {
        OPEN("open"),
        WRITE("write"),
        FSYNC("fsync"),
        CLOSE("close"),
        UNLINK("unlink"),
        END("end");

        private final String word;

        Step(String word) {
            this.word = word;
        }

        Step next() {
            return switch (this) {
                case OPEN -> WRITE;
                case WRITE -> FSYNC;
                case FSYNC -> CLOSE;
                case CLOSE -> UNLINK;
                case UNLINK, END -> END;
            };
        }
    }

    private final Ptrace kernel;
    private final int thread;
    private final Registers before;
    private final long address;
    private final byte[] replaced;
    private final int length;
    private Step step = Step.OPEN;
    private long descriptor = -1;
    private long fsyncBegan;
    private Rehearsed.@Nullable Outcome outcome;

    /// Of a thread that is leaving a system call, or was interrupted in one.
    ///
    /// @param folder the data folder as the server sees it
    Rehearsal(Ptrace kernel, int thread, Path folder) throws IOException {
        this.kernel = kernel;
        this.thread = thread;
        before = kernel.registers(thread);
        byte[] path = (folder.resolve(FILE) + "\0").getBytes(StandardCharsets.UTF_8);
        length = path.length;
        address = before.scratch(length);
        replaced = ServerFiles.exchange(thread, address, path);
        prepare();
    }

    int thread() {
        return thread;
    }

    /// Prepares the thread for its next call.
    private void prepare() {
        kernel.registers(
                thread,
                switch (step) {
                    case OPEN -> before.calling(DiskCall.OPEN, address, FLAGS, MODE);
                    case WRITE -> before.calling(DiskCall.WRITE, descriptor, address, length);
                    case FSYNC -> {
                        fsyncBegan = System.nanoTime();
                        yield before.calling(DiskCall.FSYNC, descriptor, 0, 0);
                    }
                    case CLOSE -> before.calling(DiskCall.CLOSE, descriptor, 0, 0);
                    case UNLINK -> before.calling(DiskCall.UNLINK, address, 0, 0);
                    case END -> throw new IllegalStateException("it is over");
                });
    }

    /// The call has returned.
    ///
    /// @return what came of all of them; empty when there is more to do
    Optional<Rehearsed.Outcome> returned(long result) throws IOException {
        if (result < 0 && outcome == null && step.compareTo(Step.CLOSE) < 0) {
            outcome = new Rehearsed.Refused(step.word, (int) -result);
        }
        switch (step) {
            case OPEN -> descriptor = result;
            case FSYNC -> {
                if (outcome == null) {
                    outcome = new Rehearsed.Written(System.nanoTime() - fsyncBegan);
                }
            }
            case WRITE, CLOSE, UNLINK, END -> {
                // Nothing to keep.
            }
        }
        step = step == Step.OPEN && result < 0 ? Step.END : step.next();
        if (step != Step.END) {
            prepare();
            return Optional.empty();
        }
        ServerFiles.exchange(thread, address, replaced);
        kernel.registers(thread, before.isToRepeat() ? before.repeating() : before);
        return Optional.ofNullable(outcome);
    }
}
