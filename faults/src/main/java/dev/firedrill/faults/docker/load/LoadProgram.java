package dev.firedrill.faults.docker.load;

import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadCommands;
import dev.firedrill.faults.load.LoadLines;
import dev.firedrill.faults.load.LoadPlan;
import dev.firedrill.faults.load.LoadReport;
import dev.firedrill.faults.load.LoadSchedule;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Runs by itself in a container: carries out the load of a plan from one thread, and reports on
/// standard output, see [LoadLines]. SIGTERM ends it: what is due is still answered, within a few
/// seconds.
///
/// Usage: `LoadProgram PLAN-FILE`.
public final class LoadProgram {
    /// What is due within this leaves together: half of it is what the load itself adds to a
    /// latency. A thread that slept for less would take a whole processor for itself.
    private static final long QUANTUM_NANOS = 200_000;

    private static final long MILLI_NANOS = 1_000_000;

    /// For a server that does not answer any more.
    private static final Duration ANSWERS_MAX = Duration.ofSeconds(5);

    /// Connections are opened before the first write is due.
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    private final LoadPlan plan;
    private final PrintStream out;
    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();
    private volatile boolean asked;
    private boolean troubled;

    private LoadProgram(LoadPlan plan, PrintStream out) throws IOException {
        this.plan = plan;
        this.out = out;
        selector = Selector.open();
    }

    public static void main(String[] arguments) throws IOException {
        var out =
                new PrintStream(
                        new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        var plan = LoadPlan.of(Files.readString(Path.of(arguments[0])));
        var program = new LoadProgram(plan, out);
        Thread working = Thread.currentThread();
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            program.asked = true;
                            join(working);
                        }));
        program.run();
    }

    private static void join(Thread working) {
        try {
            working.join(ANSWERS_MAX.multipliedBy(2).toMillis());
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() throws IOException {
        var commands = new LoadCommands(plan.load(), plan.set());
        var address = new InetSocketAddress(plan.host(), plan.port());
        for (int i = 0; i < plan.load().connections(); i++) {
            connections.add(
                    new LoadConnection(i, plan, commands, address, selector, this::troubled));
        }
        warmUp();
        report(new LoadReport.Began());
        var schedule = new LoadSchedule(plan.load(), System.nanoTime());
        connections.forEach(connection -> connection.follow(schedule));
        long intervalNanos = HeavyLoad.INTERVAL.toNanos();
        long reportAtNanos = System.nanoTime() + intervalNanos;
        long giveUpAtNanos = Long.MAX_VALUE;
        long now = System.nanoTime();
        while (!schedule.over() && now < giveUpAtNanos) {
            if (asked && giveUpAtNanos == Long.MAX_VALUE) {
                schedule.finish(now);
                giveUpAtNanos = now + ANSWERS_MAX.toNanos();
            }
            if (now >= reportAtNanos) {
                report(new LoadReport.Measured(schedule.interval(now)));
                reportAtNanos += intervalNanos;
            }
            schedule.advance(now, (connection, number) -> connections.get(connection).put(number));
            turn(now);
            pause(Math.min(schedule.nextNanos(now), reportAtNanos) - now);
            now = System.nanoTime();
        }
        report(new LoadReport.Measured(schedule.lastInterval(now)));
        report(new LoadReport.Ended());
    }

    /// What is measured is the server, and not how a JVM opens its first connections.
    private void warmUp() throws IOException {
        long began = System.nanoTime();
        long now = began;
        while (now - began < CONNECT_MAX.toNanos()
                && !asked
                && !connections.stream().allMatch(LoadConnection::ready)) {
            turn(now);
            pause(MILLI_NANOS);
            now = System.nanoTime();
        }
    }

    /// Everything that the connections can do now.
    private void turn(long now) {
        for (SelectionKey key : selector.selectedKeys()) {
            ((LoadConnection) key.attachment()).selected(now);
        }
        selector.selectedKeys().clear();
        for (LoadConnection connection : connections) {
            connection.work(now);
        }
    }

    private void pause(long nanos) throws IOException {
        if (nanos > 2 * MILLI_NANOS) {
            selector.select(nanos / MILLI_NANOS - 1);
            return;
        }
        if (nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, QUANTUM_NANOS));
        }
        selector.selectNow();
    }

    private void troubled(String what) {
        if (!troubled) {
            troubled = true;
            report(new LoadReport.Troubled(what));
        }
    }

    private void report(LoadReport report) {
        out.println(LoadLines.line(report));
    }
}
