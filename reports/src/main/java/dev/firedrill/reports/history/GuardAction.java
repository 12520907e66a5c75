package dev.firedrill.reports.history;

/// What one process of the guard (Sentinel, or the simulator's agents) saw, decided or did.
public sealed interface GuardAction {
    /// It has heard nothing from a server, or from another process of the guard, for too long.
    record SawDown(String subject) implements GuardAction {}

    /// It hears from it again.
    record SawUp(String subject) implements GuardAction {}

    /// Enough processes of the guard take the master for down.
    ///
    /// @param agreeing how many, itself included
    record AgreedDown(String master, int agreeing, int quorum) implements GuardAction {}

    /// A majority has voted that it may fail over.
    record Elected(String master) implements GuardAction {}

    /// It tells this replica to become the master.
    record Chose(String replica) implements GuardAction {}

    /// The replica says that it is a master.
    record Promoted(String replica) implements GuardAction {}

    /// From here on it takes another node for the master.
    record SwitchedMaster(String from, String to) implements GuardAction {}

    /// It tells a replica of a former master to follow the present one.
    record Repointed(String replica) implements GuardAction {}

    /// It tells a node that still takes itself for a master to follow the present one.
    record Demoted(String node) implements GuardAction {}

    /// It has given up a failover.
    ///
    /// @param why in Sentinel's words, for example `no-good-slave`
    record GaveUp(String master, String why) implements GuardAction {}
}
