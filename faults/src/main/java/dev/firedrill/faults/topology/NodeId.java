package dev.firedrill.faults.topology;

import static dev.firedrill.engine.base.Invariants.check;

/// The name of a server in a topology, for example `M` or `R2`: also its host name.
public record NodeId(String name) implements Comparable<NodeId> {
    /// Where clients are unless the cluster says otherwise: a place that links can name.
    public static final NodeId CLIENTS = new NodeId("clients");

    public NodeId {
        check(name.matches("[A-Za-z][A-Za-z0-9-]{0,30}"), "not a node name: " + name);
    }

    @Override
    public int compareTo(NodeId other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
