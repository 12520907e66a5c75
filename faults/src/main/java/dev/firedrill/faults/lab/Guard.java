package dev.firedrill.faults.lab;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// What watches over a cluster and promotes a replica when its master is gone.
public sealed interface Guard {
    Guard NONE = new None();

    /// The places where its processes run: links from and to them can be broken.
    List<NodeId> sites();

    /// For people, with every figure; empty for no guard.
    String describe();

    /// Nobody does: the operator fails over.
    record None() implements Guard {
        @Override
        public List<NodeId> sites() {
            return List.of();
        }

        @Override
        public String describe() {
            return "";
        }
    }

    /// Redis Sentinel. In the simulator agents of this project take its place, with the same
    /// parameters.
    ///
    /// @param processes how many there are
    /// @param quorum how many of them must take the master for down before one of them may fail
    ///   over; the leader needs the votes of a majority in any case
    /// @param downAfter how long a server must be silent to be taken for down
    /// @param failoverTimeout how long a failover may take; a new attempt is made after twice that
    record Sentinel(int processes, int quorum, Duration downAfter, Duration failoverTimeout)
            implements Guard {
        public Sentinel {
            check(
                    1 <= quorum && quorum <= processes,
                    "a quorum of " + quorum + " among " + processes);
            check(
                    downAfter.isPositive() && failoverTimeout.isPositive(),
                    "a Sentinel without patience");
        }

        /// Three processes of which two must agree.
        public static Sentinel ofThree(Duration downAfter, Duration failoverTimeout) {
            return new Sentinel(3, 2, downAfter, failoverTimeout);
        }

        @Override
        public List<NodeId> sites() {
            return IntStream.rangeClosed(1, processes)
                    .mapToObj(number -> new NodeId("sentinel-" + number))
                    .toList();
        }

        @Override
        public String describe() {
            return String.format(
                    Locale.ROOT,
                    "sentinel (%d processes, quorum %d, down-after %d ms, failover-timeout %d ms)",
                    processes,
                    quorum,
                    downAfter.toMillis(),
                    failoverTimeout.toMillis());
        }
    }
}
