package dev.firedrill.faults.lab;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.topology.NodeId;

/// Hears what happens in a cluster besides the answers to its clients. Called on the lab's loop, in
/// the order of `atNanos` (lab time, see [Cluster#nowNanos]). A listener overrides what it wants to
/// hear.
public interface LabListener {
    LabListener NOBODY = new LabListener() {};

    /// In what the lab differs, on this machine, from what the cluster's spec asks for.
    default void differs(long atNanos, String how) {}

    /// One line that a node, or a process of the guard, logged, without the prefix of time and
    /// process id.
    default void log(long atNanos, NodeId node, String text) {}

    /// A fact that a node has reported.
    default void reported(long atNanos, NodeId node, NodeEvent event) {}

    /// What a process of the cluster's [Guard] saw or did.
    ///
    /// @param watcher one of [Guard#sites]
    default void guarded(long atNanos, NodeId watcher, GuardEvent event) {}

    default void started(long atNanos, NodeId node) {}

    /// @param exitCode 137 for kill -9 and for the kernel's kill
    default void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {}
}
