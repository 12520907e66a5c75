package dev.firedrill.scenarios.workload;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// The clients of one workload: where they are, which node they take for the master, and the lab's
/// time and randomness for what they do. Everything happens on the lab's loop.
public final class Clients {
    private final Cluster cluster;
    private final List<NodeId> sites;
    private final Function<NodeId, NodeId> masterOf;
    private final Prng prng;
    private final IntSupplier numbers;
    private final Consumer<Event> journal;
    private final DueTime due;
    private final List<RecordingClient> opened = new ArrayList<>();

    /// @param sites where clients are, at least one
    /// @param masterOf the node that the clients of a site take for the master now
    /// @param numbers gives each client of a run a number of its own
    public Clients(
            Cluster cluster,
            List<NodeId> sites,
            Function<NodeId, NodeId> masterOf,
            Prng prng,
            IntSupplier numbers,
            Consumer<Event> journal) {
        this.cluster = cluster;
        this.sites = List.copyOf(sites);
        this.masterOf = masterOf;
        this.prng = prng;
        this.numbers = numbers;
        this.journal = journal;
        due = new DueTime(cluster);
    }

    /// Opens connections, dealt out over the sites in turn. A client that loses its connection
    /// opens another one, and one whose site is directed to another node moves there.
    public List<RecordingClient> open(int count) {
        var made = new ArrayList<RecordingClient>();
        for (int i = 0; i < count; i++) {
            NodeId site = sites.get(opened.size() % sites.size());
            var client =
                    new RecordingClient(
                            cluster, due, site, masterOf.apply(site), numbers.getAsInt(), journal);
            opened.add(client);
            made.add(client);
            client.start();
        }
        return Collections.unmodifiableList(made);
    }

    /// Every client that was opened.
    public List<RecordingClient> opened() {
        return Collections.unmodifiableList(opened);
    }

    /// Makes `perSecond` calls per second from now on, however slow the cluster is.
    public OpenLoop openLoop(int perSecond, Runnable call) {
        var loop =
                new OpenLoop(
                        cluster,
                        prng,
                        perSecond,
                        call,
                        new SkippedOperations(cluster, journal),
                        due);
        loop.start();
        return loop;
    }

    /// Randomness of this workload alone.
    public Prng prng() {
        return prng;
    }

    /// Lab time, see [Cluster#nowNanos].
    public long nowNanos() {
        return cluster.nowNanos();
    }

    /// Runs a task after that much lab time.
    public void after(Duration delay, Runnable task) {
        cluster.after(delay, task);
    }

    /// Puts something into the journal that the clients did, for example an [Event.SideEffect].
    public void record(Event event) {
        journal.accept(event);
    }
}
