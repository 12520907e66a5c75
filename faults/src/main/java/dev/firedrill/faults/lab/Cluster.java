package dev.firedrill.faults.lab;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// A running cluster, driven by one thread (the scenario's). In the simulator a wait pumps the
/// event queue on virtual time; in the docker lab the same call waits. Everything that the lab
/// calls back ([ClientListener], [LabListener], tasks of [#after]) runs on the lab's one loop,
/// never two at a time; in the docker lab that is another thread than the scenario's, so what both
/// touch goes through [#onLoop].
public interface Cluster extends AutoCloseable {
    List<NodeId> nodes();

    /// Lab time: nanoseconds since the cluster was started.
    long nowNanos();

    /// Lets the given lab time pass.
    void runFor(Duration duration);

    /// Lets lab time pass until the condition holds; false when it did not within `atMost`. The
    /// condition is asked on the loop, every 10 ms of lab time.
    boolean await(Duration atMost, BooleanSupplier condition);

    /// Runs a task on the loop after that much lab time.
    void after(Duration delay, Runnable task);

    /// Runs a task on the loop and returns when it has run.
    void onLoop(Runnable task);

    /// Opens a client's connection to a node, over the link from the client's site. By the time of
    /// [ClientListener#connected] the connection is authenticated. Commands are sent by their usual
    /// names, also to a node that renames them, see [Access]. Must be called on the loop.
    ///
    /// @param site one of [ClusterSpec#clientSites]
    ClientConnection connect(NodeId site, NodeId node, ClientListener listener);

    /// Begins a load that is too heavy to be written down operation by operation, from a client's
    /// site to one node over the link between them. Not to be called on the loop.
    RunningLoad startLoad(NodeId site, NodeId node, HeavyLoad load, LoadListener listener);

    /// As [#connect], but from the node itself, past all links: for sampling INFO while links are
    /// cut. Must be called on the loop.
    ClientConnection connectAsOperator(NodeId node, ClientListener listener);

    /// Sends one command as the operator would with redis-cli at the node itself, past all links,
    /// and waits for the answer; empty when none came within `atMost`.
    Optional<Reply> admin(NodeId node, Duration atMost, List<String> command);

    /// `host port` under which `from` reaches `to`.
    String address(NodeId from, NodeId to);

    /// Does what an operator does, which may let lab time pass. It is no fault.
    OperatorOutcome operate(OperatorAction action);

    /// Carries the injection out and measures that it took hold, which may let lab time pass.
    default Handle inject(Injection injection) {
        return injectAll(List.of(injection)).getFirst();
    }

    /// Carries all of them out at one moment, then measures each: the injections of one fault begin
    /// together, although a measurement takes time. In the order of the list.
    List<Handle> injectAll(List<Injection> injections);

    /// Heals all of them at one moment, then measures each. In the order of the list; a handle that
    /// is healed already answers as it did then.
    List<Proof> healAll(List<Handle> handles);

    boolean running(NodeId node);

    /// How many times the process has been started; 1 after [Lab#start].
    int starts(NodeId node);

    /// What the kernel holds for the process; empty when it does not run.
    OptionalLong memoryBytes(NodeId node);

    /// The text of the redis.conf that the node would be started with now.
    String redisConf(NodeId node);

    /// Size of a file in the node's data folder; empty when there is none.
    OptionalLong fileBytes(NodeId node, String name);

    /// Heals what is not healed, stops every process and removes everything.
    @Override
    void close();
}
