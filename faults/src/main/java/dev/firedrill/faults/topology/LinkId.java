package dev.firedrill.faults.topology;

import static dev.firedrill.engine.base.Invariants.check;

/// One direction between two nodes: the bytes that `from` sends to `to`, whoever opened the
/// connection.
public record LinkId(NodeId from, NodeId to) implements Comparable<LinkId> {
    public LinkId {
        check(!from.equals(to), "a link from a node to itself");
    }

    public LinkId opposite() {
        return new LinkId(to, from);
    }

    @Override
    public int compareTo(LinkId other) {
        int byFrom = from.compareTo(other.from);
        return byFrom != 0 ? byFrom : to.compareTo(other.to);
    }

    @Override
    public String toString() {
        return from + "->" + to;
    }
}
