package dev.firedrill.faults.docker;

import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.Ledger;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.util.function.Supplier;

/// A cluster with what injecting and measuring need besides: its containers, links and disks.
interface DockerMachines extends Cluster {
    NodeContainer container(NodeId node);

    /// Whether a process runs there, a node's or one of the guard, as the engine says at this
    /// moment.
    boolean runsNow(NodeId place);

    ContainerEngine engine();

    DiskThrottle throttle();

    DiskFaults disks();

    Clocks clocks();

    Links links();

    Ledger ledger();

    <T> T onLoopGet(Supplier<T> task);

    /// Runs a task that may block, beside the loop. What it throws, the scenario's next wait
    /// throws.
    void aside(Runnable task);

    /// Over the proxy of that pair, from outside.
    ClientConnection connectThrough(LinkId proxy, ClientListener listener);
}
