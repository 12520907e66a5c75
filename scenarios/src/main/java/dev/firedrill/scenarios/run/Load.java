package dev.firedrill.scenarios.run;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.scenarios.workload.Clients;
import dev.firedrill.scenarios.workload.Filler;
import dev.firedrill.scenarios.workload.RecordingClient;
import dev.firedrill.scenarios.workload.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The load of a drill: data that is stored beforehand, and clients at work. Clients of a site
/// write to the node that the site takes for the master: the first of the topology until [#direct].
public final class Load {
    private static final Duration IDLE_MAX = Duration.ofSeconds(20);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Roles roles;
    private final List<NodeId> sites;
    private final Prng prng;
    private final Consumer<Event> journal;
    private final Premises premises;
    private final HeavyLoads heavy;
    private final List<Dataset> datasets = new ArrayList<>();

    // What follows is used on the lab's loop alone.

    /// Sites that were directed.
    private final Map<NodeId, NodeId> masters = new TreeMap<>();

    private final List<Clients> clients = new ArrayList<>();
    private final List<Workload.Running> workloads = new ArrayList<>();
    private int clientCount;

    Load(
            Cluster cluster,
            Roles roles,
            List<NodeId> sites,
            Prng prng,
            Consumer<Event> journal,
            Premises premises) {
        this.cluster = cluster;
        this.roles = roles;
        this.sites = sites;
        this.prng = prng;
        this.journal = journal;
        this.premises = premises;
        heavy = new HeavyLoads(cluster, journal);
    }

    /// Fills the master with that many keys, none of which a client will write. They are read back
    /// after restarts and at the end.
    public void preload(int keys, int valueBytes) {
        if (keys == 0) return;
        NodeId master = roles.master();
        String name = datasets.isEmpty() ? "profile" : "profile-" + (datasets.size() + 1);
        var dataset = new Dataset(name, keys, Filler.text(valueBytes));
        int stored = dataset.store(cluster, master);
        premises.observed(
                String.format(Locale.ROOT, "%d keys are stored beforehand", keys),
                stored == keys,
                stored + " of them were");
        datasets.add(dataset);
        journal.accept(
                new Event.DatasetStored(
                        cluster.nowNanos(),
                        master.name(),
                        dataset.name(),
                        stored,
                        (long) stored * valueBytes));
    }

    /// Begins a workload; it ends when the drill does.
    public void start(Workload workload) {
        cluster.onLoop(() -> {
            var of =
                    new Clients(
                            cluster,
                            sites,
                            this::masterOf,
                            prng.fork(workload.name() + clients.size()),
                            () -> clientCount++,
                            journal);
            clients.add(of);
            workloads.add(workload.begin(of));
        });
    }

    /// Begins a load that is too heavy to be written down operation by operation, from the first of
    /// the clients' sites to the present master; it ends when the drill does. What it measures goes
    /// into the journal, and to the judges of latency.
    ///
    /// @param window after how much time each its latencies are summed up for people
    public void heavy(HeavyLoad load, Duration window) {
        heavy.begin(load, sites.getFirst(), roles.master(), window);
    }

    /// Fills the master with that many keys as fast as it takes them, for data that is too much for
    /// [#preload]: these keys are not read back one by one, and a heavy load may write them.
    public void fill(int keys, int valueBytes, Duration atMost) {
        NodeId master = roles.master();
        heavy.carryOut(HeavyLoad.filling(keys, valueBytes), sites.getFirst(), master, atMost);
        Reply count = cluster.admin(master, ANSWER_MAX, List.of("DBSIZE")).orElse(new Reply.Int(0));
        long stored = count instanceof Reply.Int(long there) ? there : 0;
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "%d keys are stored beforehand within %d s",
                        keys,
                        atMost.toSeconds()),
                stored >= keys,
                stored + " of them were");
    }

    private NodeId masterOf(NodeId site) {
        return masters.getOrDefault(site, cluster.nodes().getFirst());
    }

    /// From now on the clients of a site take another node for the master, as service discovery
    /// tells them; they leave the node that they are connected to.
    public void direct(NodeId site, NodeId master) {
        cluster.onLoop(() -> {
            masters.put(site, master);
            for (Clients some : clients) {
                for (RecordingClient client : some.opened()) {
                    if (client.site().equals(site)) client.moveTo(master);
                }
            }
        });
    }

    /// Begins nothing new, waits for what is under way, and gives up what does not end.
    void end() {
        cluster.onLoop(() -> workloads.forEach(Workload.Running::finish));
        cluster.await(IDLE_MAX, () -> workloads.stream().allMatch(Workload.Running::idle));
        cluster.onLoop(() -> clients.forEach(some -> some.opened().forEach(RecordingClient::stop)));
        heavy.end();
    }

    List<Dataset> datasets() {
        return datasets;
    }

    /// Every key that a workload writes.
    List<String> keys() {
        var keys = new ArrayList<String>();
        cluster.onLoop(() -> workloads.forEach(workload -> keys.addAll(workload.keys())));
        return keys;
    }
}
