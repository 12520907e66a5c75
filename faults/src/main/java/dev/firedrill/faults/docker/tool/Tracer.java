package dev.firedrill.faults.docker.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Stands between a server and its disk: stops each thread of the server at its system calls, and
/// refuses or holds up those on files of the data folder. Everything but [#order] happens on the
/// thread that calls [#run]. A server that is no longer traced goes on undisturbed.
final class Tracer {
    /// With such a result a call asks the kernel to repeat it, and is left alone.
    private static final long REPEATED_MIN = -530;

    private static final long REPEATED_MAX = -500;

    /// One thread of the server.
    private static final class Tracee {
        private final int thread;

        /// With which the call that it has entered is refused; 0 when it is not.
        private int refusal;

        /// The call in front of which it is held.
        private @Nullable HeldCall held;

        /// It makes the call in front of which it was held.
        private boolean wasHeld;

        Tracee(int thread) {
            this.thread = thread;
        }
    }

    private final Ptrace kernel = new Ptrace();
    private final Path folder;
    private final ServerFiles files;
    private final Consumer<String> answers;
    private final TreeMap<Integer, Tracee> tracees = new TreeMap<>();
    private volatile Orders orders = Orders.NONE;
    private Orders followed = Orders.NONE;
    private @Nullable Rehearsal rehearsal;
    private boolean isToRehearse;
    private boolean hasRefused;
    private int server;

    /// @param folder the data folder as the server sees it
    /// @param answers what has been done, line by line
    Tracer(Path folder, Consumer<String> answers) {
        this.folder = folder;
        files = new ServerFiles(folder);
        this.answers = answers;
    }

    /// May be called by any thread. Orders count from the server's next system call on.
    void order(Orders wanted) {
        orders = wanted;
    }

    /// Traces a process and all that it starts until they have ended or are to be left.
    ///
    /// @throws IOException when the kernel does not allow it
    void run(int process) throws IOException {
        server = process;
        seize();
        answers.accept("tracing");
        while (!tracees.isEmpty()) {
            Ptrace.Stop stop = kernel.next();
            if (stop.nobody()) {
                break;
            }
            obey();
            see(stop);
        }
        answers.accept("over");
    }

    private void seize() throws IOException {
        if (!kernel.seize(server)) {
            throw new IOException("the kernel does not allow tracing: error " + kernel.errno());
        }
        seized(server);
        ProcessHandle.of(server).stream()
                .flatMap(ProcessHandle::descendants)
                .forEach(child -> seizeThreads((int) child.pid()));
        seizeThreads(server);
    }

    private void seized(int thread) {
        kernel.interrupt(thread);
        tracees.put(thread, new Tracee(thread));
    }

    /// Until no new one has appeared meanwhile.
    private void seizeThreads(int process) {
        boolean more = true;
        while (more) {
            more = false;
            String[] threads = tasks(process).toFile().list();
            for (String name : threads == null ? new String[0] : threads) {
                int thread = Integer.parseInt(name);
                if (!tracees.containsKey(thread) && kernel.seize(thread)) {
                    seized(thread);
                    more = true;
                }
            }
        }
    }

    private static Path tasks(int process) {
        return Path.of("/proc", Integer.toString(process), "task");
    }

    private void obey() {
        Orders wanted = orders;
        if (wanted.number() == followed.number()) {
            return;
        }
        followed = wanted;
        switch (wanted.task()) {
            case FOLLOW -> {
                hasRefused = false;
                answers.accept(wanted.number() + " following");
            }
            case REHEARSE -> {
                isToRehearse = true;
                tracees.keySet().stream()
                        .filter(thread -> isOfServer(thread) && ServerFiles.waits(thread))
                        .findFirst()
                        .ifPresent(kernel::interrupt);
            }
            case LEAVE -> tracees.keySet().forEach(kernel::interrupt);
        }
    }

    private void see(Ptrace.Stop stop) throws IOException {
        if (stop.ended()) {
            tracees.remove(stop.thread());
            return;
        }
        Tracee tracee = tracees.computeIfAbsent(stop.thread(), Tracee::new);
        if (stop.atCall()) {
            Ptrace.AtCall call = kernel.call(tracee.thread);
            if (call.entering()) {
                enter(tracee, call);
            } else {
                leave(tracee, call.result());
            }
        } else if (stop.interrupted() && isToRehearse && isOfServer(tracee.thread)) {
            rehearseWhileItWaits(tracee);
        }
        if (followed.task() == Orders.Task.LEAVE && isFree(tracee)) {
            kernel.detach(tracee.thread, stop.toDeliver());
            tracees.remove(tracee.thread);
        } else if (stop.inGroup()) {
            kernel.listen(tracee.thread);
        } else {
            kernel.run(tracee.thread, stop.toDeliver());
        }
    }

    /// Nothing of its own is left to be done or put back.
    private boolean isFree(Tracee tracee) {
        boolean rehearses = rehearsal != null && rehearsal.thread() == tracee.thread;
        return tracee.refusal == 0 && tracee.held == null && !rehearses;
    }

    private void enter(Tracee tracee, Ptrace.AtCall call) throws IOException {
        boolean again = tracee.wasHeld;
        tracee.wasHeld = false;
        DiskState state = followed.state();
        Optional<DiskCall> known = DiskCall.of(call.number());
        if (known.isEmpty() || state.equals(DiskState.SOUND)) {
            return;
        }
        DiskCall.Effect effect = known.get().effect();
        int errno = state.errno(effect);
        boolean delayed =
                effect == DiskCall.Effect.SYNCS && state.fsyncDelay().isPositive() && !again;
        boolean counts =
                (errno != 0 || delayed)
                        && files.concern(tracee.thread, known.get(), call.arguments());
        if (counts && delayed) {
            tracee.held = new HeldCall(kernel, tracee.thread, state.fsyncDelay());
        } else if (counts) {
            tracee.refusal = errno;
            kernel.skip(tracee.thread);
        }
    }

    private void leave(Tracee tracee, long result) throws IOException {
        HeldCall held = tracee.held;
        if (held != null) {
            held.goOn();
            tracee.held = null;
            tracee.wasHeld = true;
            return;
        }
        long answer = result;
        if (tracee.refusal != 0) {
            answer = -tracee.refusal;
            kernel.answer(tracee.thread, answer);
            refused(tracee);
            tracee.refusal = 0;
        }
        rehearse(tracee, answer);
    }

    /// What the server met by itself: it may not live to see the rehearsal.
    private void refused(Tracee tracee) {
        boolean rehearses = rehearsal != null && rehearsal.thread() == tracee.thread;
        if (!hasRefused && !rehearses) {
            hasRefused = true;
            answers.accept(followed.number() + " refused " + tracee.refusal);
        }
    }

    /// Begins a rehearsal or goes on with it, where this thread is the one for it.
    private void rehearse(Tracee tracee, long result) throws IOException {
        Rehearsal current = rehearsal;
        if (current == null) {
            boolean repeats = result >= REPEATED_MIN && result <= REPEATED_MAX;
            if (isToRehearse && !repeats && isOfServer(tracee.thread)) {
                isToRehearse = false;
                rehearsal = new Rehearsal(kernel, tracee.thread, folder);
            }
        } else if (current.thread() == tracee.thread) {
            Optional<Rehearsed.Outcome> came = current.returned(result);
            if (came.isPresent()) {
                rehearsal = null;
                answers.accept(
                        followed.number()
                                + " rehearsed "
                                + new Rehearsed(came.get(), followed.state()).text());
            }
        }
    }

    private void rehearseWhileItWaits(Tracee tracee) throws IOException {
        if (kernel.registers(tracee.thread).isToRepeat()) {
            isToRehearse = false;
            rehearsal = new Rehearsal(kernel, tracee.thread, folder);
        }
    }

    /// Not of a process that it has forked, which may end at any moment.
    private boolean isOfServer(int thread) {
        return Files.exists(tasks(server).resolve(Integer.toString(thread)));
    }
}
