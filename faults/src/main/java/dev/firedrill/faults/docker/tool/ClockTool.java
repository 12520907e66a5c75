package dev.firedrill.faults.docker.tool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Runs by itself in a container of its own and changes the time of day of a server's process, for
/// that process alone. Prints one line: `ok` and the shift, or `no ...`.
///
/// Usage:
/// - `change PROCESS NANOSECONDS PPM`: a jump, and how much too fast it runs from now on
/// - `restore PROCESS SHIFT`: as it was in an earlier process, of one whose container is paused
/// - `read PROCESS`
/// - `check PROCESS`: whether this kernel's library has room for it
public final class ClockTool {
    private static final int NANOS_PER_SECOND = 1_000_000_000;

    private ClockTool() {}

    public static void main(String[] arguments) {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        List<String> words = List.of(arguments);
        int process = Integer.parseInt(words.get(1));
        try {
            ClockShift shift =
                    switch (words.getFirst()) {
                        case "change" ->
                                change(
                                        process,
                                        Long.parseLong(words.get(2)),
                                        Double.parseDouble(words.get(3)));
                        case "restore" ->
                                restore(process, ClockShift.parse(words.subList(2, words.size())));
                        case "read" -> new ServerClock(process).shift();
                        case "check" -> {
                            new ServerClock(process).room();
                            yield ClockShift.NONE;
                        }
                        default -> throw new IOException("no such task: " + words.getFirst());
                    };
            out.println("ok " + shift.text());
        } catch (IOException refused) {
            out.println("no " + refused.getMessage());
        }
        out.flush();
    }

    private static long nowNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }

    static ClockShift change(int process, long byNanos, double partsPerMillion) throws IOException {
        var kernel = new Ptrace();
        Set<Integer> still = stop(kernel, process);
        try {
            var clock = new ServerClock(process);
            ClockShift wanted = clock.shift().changed(nowNanos(), byNanos, partsPerMillion);
            clock.shift(wanted);
            return wanted;
        } finally {
            still.forEach(thread -> kernel.detach(thread, Ptrace.NO_SIGNAL));
        }
    }

    static ClockShift restore(int process, ClockShift shift) throws IOException {
        new ServerClock(process).shift(shift);
        return shift;
    }

    private static void seize(Ptrace kernel, int process) throws IOException {
        if (!kernel.seize(process)) {
            throw new IOException("the kernel does not allow tracing: error " + kernel.errno());
        }
    }

    /// Stops every thread of a process.
    private static Set<Integer> stop(Ptrace kernel, int process) throws IOException {
        var seized = new TreeSet<Integer>();
        var still = new TreeSet<Integer>();
        seize(kernel, process);
        kernel.interrupt(process);
        seized.add(process);
        do {
            seizeOthers(kernel, process, seized);
            Ptrace.Stop stop = kernel.next();
            if (stop.nobody()) {
                throw new IOException("the process has ended");
            }
            if (stop.ended()) {
                seized.remove(stop.thread());
            } else if (stop.toDeliver() == Ptrace.NO_SIGNAL) {
                still.add(stop.thread());
                seized.add(stop.thread());
            } else {
                // A signal came first; the interruption is still to come.
                kernel.run(stop.thread(), stop.toDeliver());
            }
        } while (!still.containsAll(seized));
        return still;
    }

    private static void seizeOthers(Ptrace kernel, int process, Set<Integer> seized) {
        String[] threads = Path.of("/proc", Integer.toString(process), "task").toFile().list();
        for (String name : threads == null ? new String[0] : threads) {
            int thread = Integer.parseInt(name);
            if (!seized.contains(thread) && kernel.seize(thread)) {
                kernel.interrupt(thread);
                seized.add(thread);
            }
        }
    }
}
