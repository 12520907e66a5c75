package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// What a drill reads from the nodes, from where no fault of a link reaches.
public final class Readings {
    private final Cluster cluster;
    private final Observer observer;
    private final Load load;
    private final Consumer<Event> journal;
    private final Premises premises;

    Readings(
            Cluster cluster,
            Observer observer,
            Load load,
            Consumer<Event> journal,
            Premises premises) {
        this.cluster = cluster;
        this.observer = observer;
        this.load = load;
        this.journal = journal;
        this.premises = premises;
    }

    /// What the node's process holds in memory; that the lab can tell is a premise of what follows.
    public OptionalLong memoryBytes(NodeId node) {
        OptionalLong bytes = cluster.memoryBytes(node);
        premises.observed(
                String.format(Locale.ROOT, "the memory of %s is measured", node),
                bytes.isPresent(),
                bytes.isPresent() ? bytes.getAsLong() + " B" : "the lab does not know it");
        return bytes;
    }

    /// The fields of INFO; empty when the node does not answer.
    public Map<String, String> info(NodeId node) {
        return observer.info(node);
    }

    /// How far the node is in its master's stream, or in its own; zero when it does not answer.
    public long offset(NodeId node) {
        return Observer.offset(observer.info(node));
    }

    /// The one that has the most of its master's stream, which a failover promotes; the first of
    /// several.
    public NodeId mostAdvanced(List<NodeId> replicas) {
        NodeId best = replicas.getFirst();
        long most = -1;
        for (NodeId replica : replicas) {
            long offset = offset(replica);
            if (offset > most) {
                most = offset;
                best = replica;
            }
        }
        return best;
    }

    /// Whether the node answers PING.
    public boolean answers(NodeId node) {
        return observer.ask(node, "PING").equals("PONG");
    }

    /// How many keys the node holds; zero when it does not answer.
    public long keys(NodeId node) {
        return Observer.keys(observer.info(node));
    }

    /// Configuration, redis.conf, dump.rdb and data of one node at a moment.
    void observe(NodeId node, Moment moment) {
        observer.observe(node, moment);
    }

    /// Everything that was stored beforehand or written by the load, as the node holds it.
    void readBack(NodeId node, Moment moment) {
        load.datasets().forEach(dataset -> journal.accept(dataset.read(cluster, node, moment)));
        new KeyReader(cluster, node, moment).read(load.keys(), journal);
    }

    /// The datasets of all nodes at the end, and everything that can be read from the master.
    void conclude(NodeId master) {
        observer.datasets(Moment.FINAL);
        if (cluster.running(master)) {
            readBack(master, Moment.FINAL);
        }
    }
}
