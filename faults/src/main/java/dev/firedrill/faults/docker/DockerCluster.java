package dev.firedrill.faults.docker;

import static dev.firedrill.engine.base.Invariants.check;

import com.github.dockerjava.api.exception.DockerException;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Ledger;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.OneShotCommand;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/// A cluster in containers as the scenario drives it: a wait really waits.
final class DockerCluster implements DockerMachines {
    private static final Duration POLL = Duration.ofMillis(10);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final ContainerEngine engine;
    private final DockerInjector injector = new DockerInjector(this);
    private final Ledger ledger;
    private final Loop loop = new Loop();
    private final ClusterResources resources;
    private final ExitWatch exits;
    private final DiskThrottle throttle;
    private final DiskFaults disks;
    private final Clocks clocks;
    private final Map<NodeId, NodeContainer> containers = new TreeMap<>();
    private final SideContainers beside;
    private final Sentinels sentinels = new Sentinels();
    private final Loads loads;
    private final List<NodeId> order;
    private final Thread hook;
    private @Nullable Links links;
    private boolean closed;

    private DockerCluster(
            ContainerEngine engine,
            Set<Capability> capabilities,
            ClusterSpec spec,
            String name,
            List<Class<? extends Injection>> ignored) {
        this.engine = engine;
        ledger = new Ledger(capabilities, injector, new DockerProber(this), ignored);
        resources = new ClusterResources(engine.client(), name);
        exits = ExitWatch.start(engine.client(), resources);
        beside = new SideContainers(engine.client(), resources);
        throttle = new DiskThrottle(beside);
        disks = new DiskFaults(beside);
        clocks = new Clocks(beside);
        order = spec.nodes().stream().map(NodeSpec::id).toList();
        loads = new Loads(this, resources, loop, name);
        hook = new Thread(this::removeEverything, "firedrill-remove");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static DockerCluster start(
            ContainerEngine engine,
            Set<Capability> capabilities,
            ClusterSpec spec,
            Dialect dialect,
            List<Class<? extends Injection>> ignored,
            LabListener listener)
            throws LabUnavailable, ClusterFailed {
        // Two runs of the same seed may be under way at a time.
        String name =
                String.format(
                        Locale.ROOT,
                        "firedrill-%s-%06x",
                        spec.runId(),
                        System.nanoTime() & 0xffffff);
        var cluster = new DockerCluster(engine, capabilities, spec, name, ignored);
        boolean up = false;
        try {
            cluster.create(spec, dialect, name, listener);
            up = true;
            return cluster;
        } catch (DockerException refused) {
            throw new LabUnavailable(
                    "the Docker engine refused: "
                            + String.valueOf(refused.getMessage()).strip()
                            + "; look with `firedrill doctor`.");
        } finally {
            if (!up) {
                cluster.close();
            }
        }
    }

    private void create(ClusterSpec spec, Dialect dialect, String name, LabListener listener)
            throws LabUnavailable, ClusterFailed {
        String network =
                resources.create(() ->
                        engine.client()
                                .createNetworkCmd()
                                .withName(name)
                                .withLabels(resources.labels())
                                .exec()
                                .getId());
        var addresses = new NodeAddresses(order, dialect.announcesNames(), spec.guard().sites());
        links = Links.create(engine, beside, name, network, spec, addresses);
        if (!links.shared()) {
            onLoop(() -> listener.differs(nowNanos(), SharedLines.DIVIDED));
        }
        for (NodeSpec node : spec.nodes()) {
            var container =
                    new NodeContainer(
                            engine,
                            resources,
                            dialect,
                            addresses,
                            name + "-" + node.id(),
                            network,
                            node,
                            loop,
                            listener);
            container.atStart(() -> injector.started(container));
            containers.put(node.id(), container);
            exits.watch(container);
            container.putConf(resolved(node.id(), node.redisConf()));
            container.putModules();
        }
        containers.values().forEach(NodeContainer::start);
        new NodesUp(this).await();
        sentinels.start(
                spec,
                new Sentinels.Surroundings(
                        this, resources, dialect, addresses, name, network, loop, listener));
    }

    /// With every `${X}` as the address of X.
    String resolved(NodeId node, String redisConf) {
        return container(node)
                .spec()
                .behindOwnLines(redisConf, lines -> withAddresses(node, lines));
    }

    private String withAddresses(NodeId node, String redisConf) {
        String text = redisConf;
        for (NodeId other : order) {
            text = text.replace("${" + other + "}", address(node, other));
        }
        return text;
    }

    // What the injector and probes work with.

    @Override
    public NodeContainer container(NodeId node) {
        return Objects.requireNonNull(containers.get(node), () -> "no node " + node);
    }

    @Override
    public boolean runsNow(NodeId place) {
        return sentinels
                .at(place)
                .map(SentinelContainer::runsNow)
                .orElseGet(() -> container(place).isRunningNow());
    }

    @Override
    public ContainerEngine engine() {
        return engine;
    }

    @Override
    public DiskThrottle throttle() {
        return throttle;
    }

    @Override
    public DiskFaults disks() {
        return disks;
    }

    @Override
    public Clocks clocks() {
        return clocks;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    @Override
    public Links links() {
        return Objects.requireNonNull(links);
    }

    // Cluster.

    @Override
    public List<NodeId> nodes() {
        return order;
    }

    @Override
    public long nowNanos() {
        return loop.nowNanos();
    }

    @Override
    public void runFor(Duration duration) {
        long deadline = nowNanos() + duration.toNanos();
        for (long left = duration.toNanos(); left > 0; left = deadline - nowNanos()) {
            LockSupport.parkNanos(left);
            check(!Thread.currentThread().isInterrupted(), "the scenario was interrupted");
        }
        loop.call(() -> true);
    }

    @Override
    public boolean await(Duration atMost, BooleanSupplier condition) {
        if (loop.call(condition::getAsBoolean)) {
            return true;
        }
        if (atMost.compareTo(POLL) <= 0) {
            return false;
        }
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(POLL)
                    .pollInterval(POLL)
                    .atMost(atMost)
                    .until(() -> loop.call(condition::getAsBoolean));
            return true;
        } catch (ConditionTimeoutException tooLate) {
            return loop.call(condition::getAsBoolean);
        }
    }

    @Override
    public void after(Duration delay, Runnable task) {
        loop.after(delay, task);
    }

    @Override
    public void onLoop(Runnable task) {
        loop.call(() -> {
            task.run();
            return true;
        });
    }

    @Override
    public <T> T onLoopGet(Supplier<T> task) {
        return loop.call(task);
    }

    @Override
    public void aside(Runnable task) {
        loop.aside(task);
    }

    @Override
    public ClientConnection connect(NodeId site, NodeId node, ClientListener listener) {
        return connectThrough(new LinkId(site, node), listener);
    }

    /// Over the proxy of that pair, from outside.
    @Override
    public ClientConnection connectThrough(LinkId proxy, ClientListener listener) {
        return open(proxy.to(), links().hostPort(proxy), listener);
    }

    @Override
    public RunningLoad startLoad(NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        return withEngine(() -> loads.start(site, node, load, listener));
    }

    @Override
    public ClientConnection connectAsOperator(NodeId node, ClientListener listener) {
        return open(node, container(node).operatorPort(), listener);
    }

    private ClientConnection open(NodeId node, int port, ClientListener listener) {
        var address = new InetSocketAddress(engine.hostAddress(), port);
        if (sentinels.at(node).isPresent()) {
            return RespClient.open(loop, address, listener);
        }
        return container(node)
                .access()
                .open(listener, outer -> RespClient.open(loop, address, outer));
    }

    @Override
    public Optional<Reply> admin(NodeId node, Duration atMost, List<String> command) {
        if (!running(node) || container(node).operatorPort() == 0) {
            return Optional.empty();
        }
        var question = new OneShotCommand(container(node).dialect().command(command));
        ClientConnection connection = loop.call(() -> connectAsOperator(node, question));
        await(atMost, () -> question.over());
        Optional<Reply> answer =
                loop.call(() -> {
                    connection.close();
                    return question.answer();
                });
        if (answer.isPresent() && !(answer.get() instanceof Reply.Failure)) {
            container(node).carriedOut(command);
        }
        return answer;
    }

    @Override
    public String address(NodeId from, NodeId to) {
        return links().mesh().address(from, to);
    }

    @Override
    public OperatorOutcome operate(OperatorAction action) {
        return withEngine(() ->
                switch (action) {
                    case OperatorAction.RestartNode(var node) -> {
                        int before = starts(node);
                        injector.restart(node);
                        yield new OperatorOutcome(
                                starts(node) > before, "start number " + starts(node));
                    }
                    case OperatorAction.OperatorCommand(var node, var command) ->
                            container(node)
                                    .access()
                                    .refusal(command)
                                    .map(why -> new OperatorOutcome(false, why))
                                    .orElseGet(() -> answered(node, command));
                    case OperatorAction.EditConfig(var node, var redisConf) -> {
                        String wanted = container(node).putConf(resolved(node, redisConf));
                        String seen = redisConf(node);
                        yield new OperatorOutcome(
                                seen.equals(wanted), seen.length() + " B in redis.conf");
                    }
                });
    }

    private OperatorOutcome answered(NodeId node, List<String> command) {
        return admin(node, ANSWER_MAX, command)
                .map(reply ->
                        new OperatorOutcome(!(reply instanceof Reply.Failure), reply.describe()))
                .orElse(new OperatorOutcome(false, "no answer"));
    }

    @Override
    public List<Handle> injectAll(List<Injection> injections) {
        return withEngine(() -> ledger.begin(injections));
    }

    @Override
    public List<Proof> healAll(List<Handle> handles) {
        return withEngine(() -> ledger.heal(handles));
    }

    private static <T> T withEngine(Supplier<T> work) {
        try {
            return work.get();
        } catch (DockerException refused) {
            throw Loop.lost(refused);
        }
    }

    @Override
    public boolean running(NodeId node) {
        return container(node).running();
    }

    @Override
    public int starts(NodeId node) {
        return container(node).starts();
    }

    @Override
    public OptionalLong memoryBytes(NodeId node) {
        return container(node).memoryBytes();
    }

    @Override
    public String redisConf(NodeId node) {
        return container(node).redisConf();
    }

    @Override
    public OptionalLong fileBytes(NodeId node, String name) {
        return container(node).fileBytes(name);
    }

    @Override
    public void close() {
        removeEverything();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook is what runs.
        }
    }

    /// Also run by the hook, while the scenario's thread may be anywhere.
    private synchronized void removeEverything() {
        if (closed) {
            return;
        }
        closed = true;
        containers.values().forEach(NodeContainer::stopListening);
        sentinels.stopListening();
        loads.stopListening();
        exits.end();
        // A process that waits for a throttled fsync cannot even be killed.
        for (NodeContainer node : containers.values()) {
            if (node.running() && node.throttledTo() > 0) {
                throttle.limit(node.id(), 0);
            }
        }
        resources.remove();
        loop.close();
    }
}
