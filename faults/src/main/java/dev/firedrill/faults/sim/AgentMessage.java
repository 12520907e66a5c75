package dev.firedrill.faults.sim;

import dev.firedrill.faults.topology.NodeId;
import java.util.Optional;

/// What the simulator's failover agents say to each other, over the links between their sites.
///
/// ```
/// A -> B  Question   is M down for you? (and, as a candidate: vote for me in term 3)
/// B -> A  Answer     yes; in term 3 I voted for A
/// A -> B  Config     since term 3 the master is R1   (every second, from everybody to everybody)
/// ```
sealed interface AgentMessage {
    NodeId from();

    /// @param askedAtNanos comes back with the answer, which counts for a few seconds from then
    /// @param candidate whether the asker wants to be voted for in that term
    record Question(NodeId from, NodeId master, long askedAtNanos, long term, boolean candidate)
            implements AgentMessage {}

    /// @param votedTerm the last term in which the answerer gave its vote
    /// @param vote to whom; empty when it has never voted
    record Answer(
            NodeId from,
            NodeId master,
            long askedAtNanos,
            boolean down,
            long votedTerm,
            Optional<NodeId> vote)
            implements AgentMessage {}

    /// @param term in which that master was promoted; 0 for the first
    record Config(NodeId from, long term, NodeId master) implements AgentMessage {}
}
