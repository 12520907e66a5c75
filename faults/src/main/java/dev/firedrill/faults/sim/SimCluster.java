package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.Ledger;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.OneShotCommand;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// A simulated cluster as the scenario drives it: a wait lets virtual time pass.
final class SimCluster implements Cluster {
    private static final long POLL_NANOS = 10_000_000L;
    private static final Duration UP_MAX = Duration.ofSeconds(60);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final World world;
    private final SimInjector injector;
    private final Ledger ledger;

    SimCluster(
            World world, Set<Capability> capabilities, List<Class<? extends Injection>> ignored) {
        this.world = world;
        injector = new SimInjector(world, this);
        ledger = new Ledger(capabilities, injector, new SimProber(world, this), ignored);
        world.onUsedUp(ledger::usedUp);
    }

    World world() {
        return world;
    }

    void awaitAllUp() throws ClusterFailed {
        for (NodeId node : world.order()) {
            if (!awaitUp(node)) {
                String how =
                        running(node)
                                ? "did not answer PING within " + UP_MAX.toSeconds() + " s"
                                : "ended";
                throw new ClusterFailed(node, how, List.copyOf(world.host(node).lastLines));
            }
        }
    }

    /// Whether the node answers PING within a minute.
    boolean awaitUp(NodeId node) {
        long deadline = nowNanos() + UP_MAX.toNanos();
        while (nowNanos() < deadline) {
            Optional<Reply> answer = admin(node, Duration.ofSeconds(1), List.of("PING"));
            if (answer.isPresent()
                    && answer.get() instanceof Reply.Simple(String text)
                    && text.equals("PONG")) {
                return true;
            }
            runFor(Duration.ofMillis(50));
        }
        return false;
    }

    @Override
    public List<NodeId> nodes() {
        return List.copyOf(world.order());
    }

    @Override
    public long nowNanos() {
        return world.events().nowNanos();
    }

    @Override
    public void runFor(Duration duration) {
        world.events().runUntil(nowNanos() + duration.toNanos());
    }

    @Override
    public boolean await(Duration atMost, BooleanSupplier condition) {
        long deadline = nowNanos() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (nowNanos() >= deadline) {
                return false;
            }
            world.events().runUntil(Math.min(deadline, nowNanos() + POLL_NANOS));
        }
        return true;
    }

    @Override
    public void after(Duration delay, Runnable task) {
        world.events().after(delay.toNanos(), task);
    }

    @Override
    public void onLoop(Runnable task) {
        task.run();
    }

    @Override
    public ClientConnection connect(NodeId site, NodeId node, ClientListener listener) {
        return open(site, node, false, listener);
    }

    @Override
    public RunningLoad startLoad(NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        return SimLoad.start(this, site, node, load, listener);
    }

    @Override
    public ClientConnection connectAsOperator(NodeId node, ClientListener listener) {
        return open(NodeId.CLIENTS, node, true, listener);
    }

    private ClientConnection open(
            NodeId site, NodeId node, boolean operator, ClientListener listener) {
        return world.host(node)
                .access
                .open(listener, outer -> SimClient.open(world, site, node, operator, outer));
    }

    @Override
    public Optional<Reply> admin(NodeId node, Duration atMost, List<String> command) {
        var question = new OneShotCommand(command);
        ClientConnection connection = connectAsOperator(node, question);
        await(atMost, () -> question.over());
        connection.close();
        Optional<Reply> answer = question.answer();
        if (answer.isPresent() && !(answer.get() instanceof Reply.Failure)) {
            World.Host host = world.host(node);
            host.access = host.access.after(command);
        }
        return answer;
    }

    @Override
    public String address(NodeId from, NodeId to) {
        return World.address(from, to);
    }

    @Override
    public OperatorOutcome operate(OperatorAction action) {
        return switch (action) {
            case OperatorAction.RestartNode(var node) -> {
                int before = starts(node);
                injector.restart(node);
                yield new OperatorOutcome(starts(node) > before, "start number " + starts(node));
            }
            case OperatorAction.OperatorCommand(var node, var command) ->
                    world.host(node)
                            .access
                            .refusal(command)
                            .map(why -> new OperatorOutcome(false, why))
                            .orElseGet(() -> answered(node, command));
            case OperatorAction.EditConfig(var node, var redisConf) -> {
                world.putConf(node, redisConf);
                yield new OperatorOutcome(
                        redisConf(node).equals(world.resolved(node, redisConf)),
                        redisConf(node).length() + " B in redis.conf");
            }
        };
    }

    private OperatorOutcome answered(NodeId node, List<String> command) {
        return admin(node, ANSWER_MAX, command)
                .map(reply ->
                        new OperatorOutcome(!(reply instanceof Reply.Failure), reply.describe()))
                .orElse(new OperatorOutcome(false, "no answer"));
    }

    @Override
    public List<Handle> injectAll(List<Injection> injections) {
        return ledger.begin(injections);
    }

    @Override
    public List<Proof> healAll(List<Handle> handles) {
        return ledger.heal(handles);
    }

    @Override
    public boolean running(NodeId node) {
        return world.host(node).running();
    }

    @Override
    public int starts(NodeId node) {
        return world.host(node).starts;
    }

    @Override
    public OptionalLong memoryBytes(NodeId node) {
        ServerProcess process = world.host(node).process;
        return process == null || !process.alive()
                ? OptionalLong.empty()
                : OptionalLong.of(process.memoryBytes());
    }

    @Override
    public String redisConf(NodeId node) {
        return world.host(node).redisConf();
    }

    @Override
    public OptionalLong fileBytes(NodeId node, String name) {
        SimDisk disk = world.host(node).disk;
        String path = World.DATA + "/" + name;
        return disk.files().has(path)
                ? OptionalLong.of(disk.files().bytes(path))
                : OptionalLong.empty();
    }

    @Override
    public void close() {
        ledger.endAll();
        world.close();
    }
}
