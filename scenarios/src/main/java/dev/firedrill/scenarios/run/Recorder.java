package dev.firedrill.scenarios.run;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes down what happens in one variant, and hands it on, in order, on a thread of its own: to
/// the journal, to the judges. What a node logs is a text and never anything else: facts come as
/// [NodeEvent]s. With the variant's last event the record is closed: tearing the cluster down is no
/// part of the story.
final class Recorder implements LabListener, Consumer<Event>, AutoCloseable {
    private static final int BATCH = 512;
    private static final int BATCHES_WAITING = 64;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private static final Pattern REFUSED_LOGIN =
            Pattern.compile("AUTH to MASTER|NOAUTH|NOPERM|WRONGPASS|invalid password");

    private final Consumer<Phase> phases;
    private final List<Consumer<Event>> readers;
    private final Secrets secrets = new Secrets();
    private final Map<String, Integer> starts = new LinkedHashMap<>();
    private final BlockingQueue<List<Event>> queue = new ArrayBlockingQueue<>(BATCHES_WAITING);
    private final Thread thread;
    private List<Event> batch = new ArrayList<>(BATCH);
    private Optional<String> refusedLogin = Optional.empty();
    private long batchSecond;
    private long lastAtNanos;
    private boolean closed;
    private volatile @Nullable Throwable failure;

    /// @param phases told of each phase when it begins
    /// @param readers told of each event, all on one thread
    Recorder(Consumer<Phase> phases, List<Consumer<Event>> readers) {
        this.phases = phases;
        this.readers = List.copyOf(readers);
        thread = Thread.ofPlatform().name("firedrill-journal").start(this::handOn);
    }

    @Override
    public synchronized void accept(Event event) {
        if (closed) return;
        batch.add(secrets.mask(event));
        lastAtNanos = Math.max(lastAtNanos, event.atNanos());
        boolean last = event instanceof Event.VariantEnded || event instanceof Event.VariantAborted;
        long second = event.atNanos() / NANOS_PER_SECOND;
        if (batch.size() >= BATCH || second > batchSecond || last) {
            batchSecond = second;
            give(batch);
            batch = new ArrayList<>(BATCH);
        }
        closed = last;
        if (event instanceof Event.PhaseBegan(_, var phase)) phases.accept(phase);
    }

    /// From the first event on: no password of these nodes is written down.
    synchronized void hideSecretsOf(List<NodeSpec> nodes) {
        nodes.forEach(node -> secrets.learn(node.redisConf(), node.arguments()));
    }

    /// A text without the passwords that are known so far.
    synchronized String masked(String text) {
        return secrets.text(text);
    }

    private void give(List<Event> events) {
        boolean interrupted = false;
        for (boolean given = false; !given; ) {
            try {
                queue.put(events);
                given = true;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private void handOn() {
        try {
            // An empty batch is the end.
            for (List<Event> events = queue.take(); !events.isEmpty(); events = queue.take()) {
                if (failure == null) events.forEach(this::handOn);
            }
        } catch (InterruptedException nobodyInterruptsIt) {
            throw new IllegalStateException(nobodyInterruptsIt);
        }
    }

    private void handOn(Event event) {
        if (failure != null) return;
        try {
            for (Consumer<Event> reader : readers) {
                reader.accept(event);
            }
        } catch (RuntimeException | Error failed) {
            failure = failed;
        }
    }

    /// Why what happens is not taken down any more, for example a full disk.
    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /// A run whose evidence is lost shows nothing.
    void throwFailure() {
        switch (failure) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            case Throwable other -> throw new IllegalStateException(other);
        }
    }

    /// Ends the record before the variant has come to its end, at the time of its last event.
    synchronized void abort(Event.AbortCause cause, String detail) {
        accept(new Event.VariantAborted(lastAtNanos, cause, detail));
    }

    /// Returns when everything that was accepted has been handed on.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (!batch.isEmpty()) give(batch);
            batch = List.of();
        }
        if (thread.isAlive()) {
            give(List.of());
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// The latest log line of a replica that says that its master did not let it in.
    synchronized Optional<String> refusedLogin() {
        return refusedLogin.map(secrets::text);
    }

    @Override
    public synchronized void log(long atNanos, NodeId node, String text) {
        if (REFUSED_LOGIN.matcher(text).find()) {
            refusedLogin = Optional.of(node + " logged: " + text.strip());
        }
        accept(new Event.LogLine(atNanos, node.name(), text));
    }

    @Override
    public void differs(long atNanos, String how) {
        accept(new Event.LabDiffers(atNanos, how));
    }

    @Override
    public void reported(long atNanos, NodeId node, NodeEvent event) {
        accept(ReportedFacts.journalled(atNanos, node.name(), event));
    }

    @Override
    public void guarded(long atNanos, NodeId watcher, GuardEvent event) {
        accept(new Event.GuardActed(atNanos, watcher.name(), GuardFacts.journalled(event)));
    }

    @Override
    public void started(long atNanos, NodeId node) {
        int start = starts.merge(node.name(), 1, Integer::sum);
        accept(new Event.ProcessStarted(atNanos, node.name(), start));
    }

    @Override
    public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
        accept(new Event.ProcessExited(atNanos, node.name(), exitCode, of(cause)));
    }

    private static dev.firedrill.reports.history.ExitCause of(ExitCause cause) {
        return switch (cause) {
            case OWN_DECISION -> dev.firedrill.reports.history.ExitCause.OWN_DECISION;
            case KILLED -> dev.firedrill.reports.history.ExitCause.KILLED;
            case TERMINATED -> dev.firedrill.reports.history.ExitCause.TERMINATED;
            case MEMORY_CAP -> dev.firedrill.reports.history.ExitCause.MEMORY_CAP;
            case HEAP_EXHAUSTED -> dev.firedrill.reports.history.ExitCause.HEAP_EXHAUSTED;
            case POWER_LOSS -> dev.firedrill.reports.history.ExitCause.POWER_LOSS;
        };
    }
}
