package dev.firedrill.faults.lab;

import dev.firedrill.faults.topology.NodeId;

/// What one process of a [Guard] saw, decided or did.
public sealed interface GuardEvent {
    /// It has heard nothing from a server, or from another process of the guard, for too long
    /// (+sdown).
    record SawDown(NodeId subject) implements GuardEvent {}

    /// It hears from it again (-sdown).
    record SawUp(NodeId subject) implements GuardEvent {}

    /// Enough processes of the guard take the master for down (+odown).
    ///
    /// @param agreeing how many, itself included
    record AgreedDown(NodeId master, int agreeing, int quorum) implements GuardEvent {}

    /// A majority has voted that it may fail over (+elected-leader).
    record Elected(NodeId master) implements GuardEvent {}

    /// It tells this replica to become the master (+selected-slave).
    record Chose(NodeId replica) implements GuardEvent {}

    /// The replica says that it is a master (+promoted-slave).
    record Promoted(NodeId replica) implements GuardEvent {}

    /// From here on it takes another node for the master (+switch-master).
    record SwitchedMaster(NodeId from, NodeId to) implements GuardEvent {}

    /// It tells a replica of a former master to follow the present one (+slave-reconf-sent,
    /// +fix-slave-config).
    record Repointed(NodeId replica) implements GuardEvent {}

    /// It tells a node that still takes itself for a master to follow the present one
    /// (+convert-to-slave).
    record Demoted(NodeId node) implements GuardEvent {}

    /// It has given up a failover (-failover-abort-...).
    ///
    /// @param why in Sentinel's words, for example `no-good-slave`
    record GaveUp(NodeId master, String why) implements GuardEvent {}

    /// As Sentinel logs it, short.
    default String describe() {
        return switch (this) {
            case SawDown(var subject) -> "+sdown " + subject;
            case SawUp(var subject) -> "-sdown " + subject;
            case AgreedDown(var master, int agreeing, int quorum) ->
                    "+odown " + master + " #quorum " + agreeing + "/" + quorum;
            case Elected(var master) -> "+elected-leader " + master;
            case Chose(var replica) -> "+selected-slave " + replica;
            case Promoted(var replica) -> "+promoted-slave " + replica;
            case SwitchedMaster(var from, var to) -> "+switch-master " + from + " " + to;
            case Repointed(var replica) -> "+slave-reconf-sent " + replica;
            case Demoted(var node) -> "+convert-to-slave " + node;
            case GaveUp(var master, var why) -> "-failover-abort-" + why + " " + master;
        };
    }
}
