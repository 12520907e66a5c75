package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ConfigRefused;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.Connection;
import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.node.Node;
import dev.firedrill.engine.node.NodeLog;
import dev.firedrill.engine.node.Now;
import dev.firedrill.engine.node.Wire;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.topology.NodeId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One running server process: a [Node] with simulated ports and a processor of its own. Inputs
/// that come while it is busy wait; what it answers leaves when its work is done. So load, and
/// snapshots, show in latency.
final class ServerProcess implements Wire, Socket.Owner {
    /// Virtual time begins at zero, the node's monotonic clock before its start.
    private static final long MONOTONIC_AHEAD_NANOS = 1_000_000_000L;

    /// Where a process's memory begins: runtime, code, buffers.
    private static final long OWN_BYTES = 40L << 20;

    /// What the machine and its world must do for a process.
    interface Kernel {
        EventQueue events();

        CostModel costs();

        CostModel.Stalls stalls();

        Network network();

        /// The disk's own, unless a test wants a process to see another.
        Disk asSeenBy(SimDisk disk);

        /// The node behind a host name; null when nobody knows it.
        @Nullable NodeId resolve(NodeId asker, String host);

        void connect(Socket socket);

        /// The wall clock of a node's machine.
        LongSupplier wallClockNanos(NodeId node);

        void logged(NodeId node, String text);

        void reported(NodeId node, NodeEvent event);

        void ended(ServerProcess process, int exitCode, ExitCause cause);

        /// How much memory a process on the node's machine may take at present.
        LongSupplier memoryCapBytes(NodeId node);

        /// How much of a processor a process on the node's machine gets at present, at most 1: it
        /// has one thread.
        DoubleSupplier processorShare(NodeId node);
    }

    private final Kernel kernel;
    private final NodeId id;
    private final LongSupplier wallClockNanos;
    private final LongSupplier memoryCapBytes;
    private final ProcessorMeter meter;
    private final Node node;
    private final ArrayDeque<Runnable> inbox = new ArrayDeque<>();
    private final List<Runnable> outbox = new ArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();
    private long outboxBytes;
    private long busyUntilNanos;
    private boolean runScheduled;
    private long tickAtNanos = Long.MAX_VALUE;
    private boolean paused;
    private boolean alive = true;
    private boolean inNode;

    /// SIGTERM was sent: the exit is no decision of its own.
    private boolean terminating;

    private ServerProcess(Kernel kernel, NodeId id, SimDisk disk, ServerConfig config, Prng prng) {
        this.kernel = kernel;
        this.id = id;
        wallClockNanos = kernel.wallClockNanos(id);
        memoryCapBytes = kernel.memoryCapBytes(id);
        meter =
                new ProcessorMeter(
                        kernel.costs(),
                        kernel.stalls(),
                        kernel.events()::nowNanos,
                        kernel.processorShare(id),
                        prng.fork("stalls"));
        node = new Node(config, this, kernel.asSeenBy(disk), prng, this::log, this::reported);
    }

    /// Starts a process with the redis.conf that lies on the disk; null when it refuses it, which
    /// it has logged.
    static @Nullable ServerProcess start(
            Kernel kernel, NodeId id, SimDisk disk, List<String> arguments, Prng prng) {
        String text = new String(disk.files().content(World.CONF), StandardCharsets.ISO_8859_1);
        ServerConfig config;
        try {
            config = ServerConfig.parse(World.CONF, text, arguments);
        } catch (ConfigRefused refused) {
            logRefusal(kernel, id, refused);
            return null;
        }
        var process = new ServerProcess(kernel, id, disk, config, prng);
        disk.openedBy((ticket, outcome) ->
                process.input(() -> process.node.completed(process.clock(), ticket, outcome)));
        process.input(() -> process.node.start(process.clock()));
        return process;
    }

    private static void logRefusal(Kernel kernel, NodeId id, ConfigRefused refused) {
        if (refused.lineNumber() <= 0) {
            kernel.logged(id, String.valueOf(refused.getMessage()));
            return;
        }
        kernel.logged(id, "*** FATAL CONFIG FILE ERROR ***");
        kernel.logged(
                id,
                String.format(
                        Locale.ROOT,
                        "Reading the configuration file, at line %d",
                        refused.lineNumber()));
        kernel.logged(id, String.format(Locale.ROOT, ">>> '%s'", refused.line()));
        kernel.logged(id, String.valueOf(refused.getMessage()));
    }

    /// Faults move the wall clock only, as NTP and operators do.
    private Now clock() {
        return new Now(monotonicNanos(), wallClockNanos.getAsLong());
    }

    private long monotonicNanos() {
        return kernel.events().nowNanos() + MONOTONIC_AHEAD_NANOS;
    }

    private void log(long wallNanos, NodeLog.Level level, String text) {
        if (level.compareTo(NodeLog.Level.NOTICE) >= 0) {
            kernel.logged(id, text);
        }
    }

    private void reported(long wallNanos, NodeEvent event) {
        kernel.reported(id, event);
    }

    NodeId id() {
        return id;
    }

    boolean paused() {
        return paused;
    }

    boolean alive() {
        return alive;
    }

    long memoryBytes() {
        long kernelBytes = 0;
        for (Socket socket : sockets) {
            kernelBytes += socket.unsentBytes();
        }
        return OWN_BYTES + node.usedMemoryBytes() + outboxBytes + kernelBytes;
    }

    // The processor.

    /// Something that the node will be told when its processor is free.
    private void input(Runnable told) {
        if (alive) {
            inbox.add(told);
            scheduleRun();
        }
    }

    private void scheduleRun() {
        if (!runScheduled && !paused) {
            runScheduled = true;
            kernel.events().at(Math.max(busyUntilNanos, kernel.events().nowNanos()), this::run);
        }
    }

    private void run() {
        runScheduled = false;
        if (!alive || paused) {
            return;
        }
        inNode = true;
        int count = inbox.size();
        for (int i = 0; i < count && alive && node.exitCode().isEmpty(); i++) {
            inbox.removeFirst().run();
        }
        if (alive && node.exitCode().isEmpty()) {
            node.settle(clock());
        }
        inNode = false;
        if (!alive) {
            return;
        }
        busyUntilNanos = kernel.events().nowNanos() + meter.nanosUntil(node.workDone());
        leave();
        OptionalInt exit = node.exitCode();
        if (exit.isPresent()) {
            kernel.events().at(busyUntilNanos, () -> ownExit(exit.getAsInt()));
            return;
        }
        if (exceedsMemoryCap()) {
            kill(137, ExitCause.MEMORY_CAP);
            return;
        }
        if (!inbox.isEmpty()) {
            scheduleRun();
        }
        scheduleTick();
    }

    /// Adds up what the process holds only where there is a cap.
    private boolean exceedsMemoryCap() {
        long capBytes = memoryCapBytes.getAsLong();
        return capBytes != Long.MAX_VALUE && memoryBytes() > capBytes;
    }

    private void ownExit(int code) {
        if (alive) {
            kill(code, terminating ? ExitCause.TERMINATED : ExitCause.OWN_DECISION);
        }
    }

    ProcessorTime processorTime() {
        return meter.time();
    }

    /// What the batch has asked of the network happens when its work is done.
    private void leave() {
        if (outbox.isEmpty()) {
            return;
        }
        Runnable leaving = outbox.size() == 1 ? outbox.getFirst() : inOrder(List.copyOf(outbox));
        outbox.clear();
        kernel.events().at(busyUntilNanos, leaving);
    }

    private static Runnable inOrder(List<Runnable> effects) {
        return () -> {
            for (int i = 0; i < effects.size(); i++) {
                effects.get(i).run();
            }
        };
    }

    private void scheduleTick() {
        long wanted = node.tickWantedAtNanos();
        long delay = Math.max(0, wanted - monotonicNanos());
        long at = Math.max(kernel.events().nowNanos() + delay, busyUntilNanos);
        if (at >= tickAtNanos) {
            return;
        }
        tickAtNanos = at;
        kernel.events()
                .at(
                        at,
                        () -> {
                            if (tickAtNanos == at && alive) {
                                tickAtNanos = Long.MAX_VALUE;
                                input(() -> node.tick(clock()));
                            }
                        });
    }

    // Signals.

    void kill(int code, ExitCause cause) {
        if (!alive) {
            return;
        }
        alive = false;
        inbox.clear();
        for (Socket socket : List.copyOf(sockets)) {
            socket.died();
        }
        sockets.clear();
        node.close();
        kernel.ended(this, code, cause);
    }

    void terminate() {
        terminating = true;
        input(() -> node.terminate(clock()));
    }

    /// SIGSTOP or SIGCONT.
    void paused(boolean wanted) {
        if (paused == wanted) {
            return;
        }
        paused = wanted;
        if (paused) {
            return;
        }
        tickAtNanos = Long.MAX_VALUE;
        if (alive) {
            input(() -> node.tick(clock()));
        }
    }

    // The network, from below.

    /// A connection has come in.
    void accepted(Socket socket, String peer) {
        sockets.add(socket);
        input(() -> node.accepted(clock(), socket, peer));
    }

    @Override
    public void connected(Socket socket) {
        input(() -> node.connected(clock(), socket));
    }

    @Override
    public void received(Socket socket, ByteBuffer bytes) {
        input(() -> node.received(clock(), socket, bytes));
    }

    @Override
    public void writable(Socket socket) {
        input(() -> node.writable(clock(), socket));
    }

    @Override
    public void closed(Socket socket, CloseReason why) {
        sockets.remove(socket);
        input(() -> node.closed(clock(), socket, why));
    }

    // The network, from above.

    @Override
    public Connection connect(String host, int port) {
        NodeId target = kernel.resolve(id, host);
        NodeId to = target == null ? NodeId.CLIENTS : target;
        var socket = new Socket(kernel.network(), kernel.events(), this, id, to, false);
        sockets.add(socket);
        if (target == null) {
            kernel.events().after(0, () -> socket.ended(CloseReason.UNREACHABLE));
        } else {
            kernel.connect(socket);
        }
        return socket;
    }

    private void effect(Runnable what) {
        if (inNode) {
            outbox.add(what);
        } else {
            what.run();
        }
    }

    @Override
    public void write(Connection connection, ByteBuffer bytes) {
        byte[] copied = new byte[bytes.remaining()];
        bytes.get(copied);
        var socket = (Socket) connection;
        outboxBytes += copied.length;
        socket.leaves(copied.length);
        effect(() -> {
            outboxBytes -= copied.length;
            socket.leaves(-copied.length);
            socket.write(copied);
        });
    }

    @Override
    public long unsentBytes(Connection connection) {
        return ((Socket) connection).unsentBytesAwaited();
    }

    @Override
    public void closeAfterWrites(Connection connection) {
        effect(((Socket) connection)::closeAfterWrites);
    }

    @Override
    public void abort(Connection connection) {
        effect(((Socket) connection)::abort);
    }
}
