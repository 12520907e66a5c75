package dev.firedrill.faults.sim;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.node.CloseReason;
import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Hosts, wires, disks and processes of one simulated cluster, on one queue of events.
final class World implements ServerProcess.Kernel {
    static final String CONF = "/conf/redis.conf";
    static final String DATA = "/data";
    private static final int LAST_LINES = 5;

    /// A client or a replica gives up on a connection that is not answered, as a kernel does on
    /// SYNs.
    private static final long CONNECT_TIMEOUT_NANOS = 10_000_000_000L;

    private static final long EPOCH_NANOS =
            Instant.parse("2013-07-18T10:35:00Z").getEpochSecond() * 1_000_000_000L;

    /// One machine: what outlives its processes.
    static final class Host {
        final NodeSpec spec;
        final SimDisk disk;
        List<String> arguments;
        @Nullable ServerProcess process;

        /// For the error of a node that does not start.
        final ArrayDeque<String> lastLines = new ArrayDeque<>();

        int starts;
        int exits;
        NodeConditions conditions;
        boolean startPending;

        /// Into the present process, or into the one that will be started first.
        Access access;

        /// The operator restarts the process, which is not the supervisor's business.
        boolean restarting;

        long clockOffsetNanos;
        long clockDriftSinceNanos;

        Host(NodeSpec spec, SimDisk disk) {
            this.spec = spec;
            this.disk = disk;
            arguments = spec.arguments();
            conditions = NodeConditions.undisturbed(spec);
            access = Access.of(spec);
        }

        /// The text of redis.conf as it lies on the disk.
        String redisConf() {
            return new String(disk.files().content(CONF), StandardCharsets.ISO_8859_1);
        }

        boolean isSupervised() {
            return conditions.supervisor().isPresent() && !restarting;
        }

        double clockDrift() {
            return conditions.clockDriftPpm() / 1e6;
        }

        boolean running() {
            ServerProcess present = process;
            return present != null && present.alive();
        }
    }

    private final EventQueue events = new EventQueue();
    private final Prng prng;
    private final Network network;
    private final LabListener listener;
    private final CostModel costs;
    private final CostModel.Stalls stalls;
    private final UnaryOperator<Disk> disks;
    private final TreeMap<NodeId, Host> hosts = new TreeMap<>();
    private final List<NodeId> order = new ArrayList<>();
    private final Map<String, NodeId> names = new TreeMap<>();
    private int ports = 40_000;
    private Consumer<Predicate<Injection>> usedUp = _ -> {};
    private boolean closing;

    World(ClusterSpec spec, LabListener listener, UnaryOperator<Disk> disks, CostModel costs) {
        this.costs = costs;
        stalls = costs.stallsAmong(spec.nodes().size());
        this.listener = listener;
        this.disks = disks;
        prng = new Prng(spec.seed());
        network = new Network(events, prng.fork("network"), spec.links(), costs);
        for (NodeSpec node : spec.nodes()) {
            var host = new Host(node, new SimDisk(events, () -> tornWrite(node.id()), costs));
            if (node.confMount() == ConfMount.SINGLE_FILE) host.disk.mount(CONF);
            hosts.put(node.id(), host);
            order.add(node.id());
            names.put(node.id().name().toLowerCase(Locale.ROOT), node.id());
        }
        for (NodeSpec node : spec.nodes()) {
            putConf(node.id(), node.redisConf());
            start(node.id());
        }
    }

    List<NodeId> order() {
        return order;
    }

    Host host(NodeId id) {
        return Objects.requireNonNull(hosts.get(id), () -> "no node " + id);
    }

    /// Puts a redis.conf in its place, with every `${X}` as the address of X.
    void putConf(NodeId id, String text) {
        host(id).disk.files().put(CONF, resolved(id, text).getBytes(StandardCharsets.ISO_8859_1));
    }

    String resolved(NodeId id, String text) {
        return host(id).spec.behindOwnLines(text, lines -> withAddresses(id, lines));
    }

    private String withAddresses(NodeId id, String text) {
        String resolved = text;
        for (NodeId other : order) {
            resolved = resolved.replace("${" + other + "}", address(id, other));
        }
        return resolved;
    }

    static String address(NodeId from, NodeId to) {
        return (from.equals(to) ? "127.0.0.1" : to.name()) + " 6379";
    }

    // Processes.

    void start(NodeId id) {
        Host host = host(id);
        check(!host.running(), "a second process is started on " + id);
        host.startPending = true;
        events.after(
                costs.startNanos(),
                () -> {
                    if (host.startPending && !host.running()) {
                        host.startPending = false;
                        startNow(id, host);
                    }
                });
    }

    private void startNow(NodeId id, Host host) {
        host.starts++;
        host.access = host.access.afterStartWith(host.redisConf(), host.arguments);
        var arguments = new ArrayList<>(host.arguments);
        arguments.addAll(
                List.of(
                        "--port",
                        "6379",
                        "--dir",
                        DATA,
                        "--bind",
                        "*",
                        "--protected-mode",
                        "no",
                        "--enable-debug-command",
                        "yes",
                        "--replica-announce-ip",
                        id.name()));
        Prng own = prng.fork("process " + id + " " + host.starts);
        listener.started(events.nowNanos(), id);
        ServerProcess process = ServerProcess.start(this, id, host.disk, arguments, own);
        host.process = process;
        if (process == null) {
            listener.exited(events.nowNanos(), id, 1, ExitCause.OWN_DECISION);
        }
    }

    @Override
    public void ended(ServerProcess process, int exitCode, ExitCause cause) {
        Host host = host(process.id());
        host.disk.closed();
        host.process = null;
        host.exits++;
        listener.exited(events.nowNanos(), process.id(), exitCode, cause);
        usedUp.accept(one ->
                one instanceof ProcessInjection.PauseNode(var node) && node.equals(process.id()));
        if (host.isSupervised() && !host.startPending) {
            events.after(
                    host.conditions.supervisor().orElseThrow().toNanos(),
                    () -> {
                        if (host.isSupervised()
                                && !closing
                                && !host.running()
                                && !host.startPending) {
                            start(process.id());
                        }
                    });
        }
    }

    /// Whom to tell which injections have no effect any more.
    void onUsedUp(Consumer<Predicate<Injection>> told) {
        usedUp = told;
    }

    /// No supervisor starts anything from here on.
    void close() {
        closing = true;
        for (NodeId id : order) {
            ServerProcess process = host(id).process;
            if (process != null) {
                process.kill(137, ExitCause.KILLED);
            }
        }
    }

    /// From here on the node lives under these conditions; what its clock has drifted by stays.
    void follow(NodeId id, NodeConditions wanted) {
        Host host = host(id);
        NodeConditions before = host.conditions;
        if (wanted.clockDriftPpm() != before.clockDriftPpm()) {
            host.clockOffsetNanos = wallClockNanos(host) - EPOCH_NANOS - events.nowNanos();
            host.clockDriftSinceNanos = events.nowNanos();
        }
        host.conditions = wanted;
        ServerProcess process = host.process;
        if (process != null) {
            process.paused(wanted.paused());
        }
    }

    /// The write in which the process dies has come.
    private void tornWrite(NodeId id) {
        usedUp.accept(one ->
                one instanceof DiskInjection.CrashDuringNextWrite(var node, _) && node.equals(id));
        ServerProcess process = host(id).process;
        if (process != null) {
            process.kill(137, ExitCause.KILLED);
        }
    }

    void losePower(NodeId id) {
        Host host = host(id);
        ServerProcess process = host.process;
        if (process != null) {
            process.kill(137, ExitCause.POWER_LOSS);
        }
        host.disk.losePower();
    }

    // The kernel of every process.

    @Override
    public Disk asSeenBy(SimDisk disk) {
        return disks.apply(disk);
    }

    @Override
    public CostModel costs() {
        return costs;
    }

    @Override
    public CostModel.Stalls stalls() {
        return stalls;
    }

    @Override
    public EventQueue events() {
        return events;
    }

    @Override
    public Network network() {
        return network;
    }

    @Override
    public @Nullable NodeId resolve(NodeId asker, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("127.0.0.1") || lower.equals("localhost")) {
            return asker;
        }
        return names.get(lower);
    }

    @Override
    public LongSupplier wallClockNanos(NodeId id) {
        Host host = host(id);
        return () -> wallClockNanos(host);
    }

    private long wallClockNanos(Host host) {
        long now = events.nowNanos();
        double drifted = host.clockDrift() * (now - host.clockDriftSinceNanos);
        return EPOCH_NANOS + now + host.clockOffsetNanos + (long) drifted;
    }

    @Override
    public void logged(NodeId node, String text) {
        ArrayDeque<String> lines = host(node).lastLines;
        if (lines.size() == LAST_LINES) {
            lines.removeFirst();
        }
        lines.add(text);
        listener.log(events.nowNanos(), node, text);
    }

    @Override
    public void reported(NodeId node, NodeEvent event) {
        listener.reported(events.nowNanos(), node, event);
    }

    @Override
    public LongSupplier memoryCapBytes(NodeId node) {
        Host host = host(node);
        return () -> host.conditions.memoryCapBytes().orElse(Long.MAX_VALUE);
    }

    @Override
    public DoubleSupplier processorShare(NodeId node) {
        Host host = host(node);
        return () -> Math.min(1, host.conditions.cores().orElse(1));
    }

    /// SYN, SYN-ACK; or nothing until the kernel gives up.
    @Override
    public void connect(Socket socket) {
        NodeId from = socket.from();
        NodeId to = socket.to();
        Link there = socket.pastLinks() ? network.loopback() : network.link(from, to);
        Link back = socket.pastLinks() ? network.loopback() : network.link(to, from);
        boolean[] answered = {false};
        there.send(
                0,
                () -> {
                    Host host = host(to);
                    ServerProcess process = host.process;
                    if (process == null || !process.alive() || there.conditions().refuses()) {
                        answered[0] = true;
                        back.send(0, () -> socket.ended(CloseReason.REFUSED));
                        return;
                    }
                    if (socket.closed()) {
                        return;
                    }
                    answered[0] = true;
                    var accepted =
                            new Socket(network, events, process, to, from, socket.pastLinks());
                    accepted.joined(socket);
                    socket.joined(accepted);
                    process.accepted(accepted, from + ":" + ++ports);
                    back.send(0, socket::established);
                });
        events.after(
                CONNECT_TIMEOUT_NANOS,
                () -> {
                    if (!answered[0]) {
                        socket.ended(CloseReason.TIMED_OUT);
                    }
                });
    }
}
