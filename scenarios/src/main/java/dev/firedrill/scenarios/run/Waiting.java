package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Lets lab time pass until replicas have caught up, or all nodes have converged.
final class Waiting {
    /// A supervisor would have started the master again by then.
    private static final Duration GONE_FOR_GOOD = Duration.ofSeconds(15);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final Duration CONVERGE_POLL = Duration.ofMillis(250);

    private final Cluster cluster;
    private final Observer observer;
    private final Roles roles;
    private final Consumer<Event> journal;
    private final Premises premises;

    /// At which offsets of both a replica's data was last seen to differ from its master's.
    private final Map<NodeId, String> differing = new TreeMap<>();

    /// How many have begun.
    private int waits;

    Waiting(
            Cluster cluster,
            Observer observer,
            Roles roles,
            Consumer<Event> journal,
            Premises premises) {
        this.cluster = cluster;
        this.observer = observer;
        this.roles = roles;
        this.journal = journal;
        this.premises = premises;
    }

    /// Waits until every replica streams and has received what the master has written by now; a
    /// premise of what follows.
    void caughtUp(Duration atMost) {
        long deadline = cluster.nowNanos() + atMost.toNanos();
        NodeId master = roles.master();
        long wanted = Observer.offset(observer.info(master));
        List<String> behind;
        try (var markers = new StreamMarkers(cluster, observer, ++waits)) {
            behind = behind(master, wanted, markers);
            while (!behind.isEmpty() && cluster.nowNanos() < deadline) {
                cluster.runFor(BETWEEN_LOOKS);
                behind = behind(master, wanted, markers);
            }
        }
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "every replica streams and has caught up within %d s",
                        atMost.toSeconds()),
                behind.isEmpty(),
                behind.isEmpty() ? "each link is up" : String.join(", ", behind));
    }

    /// Waits until every replica streams.
    ///
    /// @return those that do not, each as a clause
    List<String> streaming(Duration atMost) {
        long deadline = cluster.nowNanos() + atMost.toNanos();
        List<String> notStreaming = notStreaming();
        while (!notStreaming.isEmpty() && cluster.nowNanos() < deadline) {
            cluster.runFor(BETWEEN_LOOKS);
            notStreaming = notStreaming();
        }
        return notStreaming;
    }

    private List<String> notStreaming() {
        var clauses = new ArrayList<String>();
        for (NodeId replica : roles.replicas(roles.master())) {
            link(replica, observer.info(replica)).ifPresent(clauses::add);
        }
        return clauses;
    }

    /// Empty when the replica streams.
    private static Optional<String> link(NodeId replica, Map<String, String> info) {
        String link = info.getOrDefault("master_link_status", "unknown");
        return link.equals("up")
                ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "the link of %s is %s", replica, link));
    }

    /// Waits until a node's append-only file is whole; a premise of what follows.
    void appendOnlyFile(NodeId node, Duration atMost) {
        long deadline = cluster.nowNanos() + atMost.toNanos();
        String left = whatTheAppendOnlyFileLacks(node);
        while (!left.isEmpty() && cluster.nowNanos() < deadline) {
            cluster.runFor(BETWEEN_LOOKS);
            left = whatTheAppendOnlyFileLacks(node);
        }
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "the append-only file of %s is whole within %d s",
                        node,
                        atMost.toSeconds()),
                left.isEmpty(),
                left.isEmpty() ? "it is on and not being rewritten" : left);
    }

    /// Empty when it is whole.
    private String whatTheAppendOnlyFileLacks(NodeId node) {
        Map<String, String> info = observer.info(node);
        for (String field : List.of("aof_rewrite_scheduled", "aof_rewrite_in_progress")) {
            String value = info.getOrDefault(field, "not shown");
            if (!value.equals("0")) return field + " is " + value;
        }
        return "1".equals(info.get("aof_enabled")) ? "" : "it is off";
    }

    /// Waits until a node has been started once more and answers; a premise of what follows.
    ///
    /// @param starts how many times it had been started
    void restarted(NodeId node, int starts, Duration atMost) {
        long deadline = cluster.nowNanos() + atMost.toNanos();
        boolean up = isUpAgain(node, starts);
        while (!up && cluster.nowNanos() < deadline) {
            cluster.runFor(BETWEEN_LOOKS);
            up = isUpAgain(node, starts);
        }
        premises.observed(
                String.format(
                        Locale.ROOT,
                        "%s is started again and answers within %d s",
                        node,
                        atMost.toSeconds()),
                up,
                String.format(
                        Locale.ROOT,
                        "started %d times, %s",
                        cluster.starts(node),
                        cluster.running(node) ? "running" : "not running"));
    }

    private boolean isUpAgain(NodeId node, int starts) {
        return cluster.starts(node) > starts
                && cluster.running(node)
                && observer.ask(node, "PING").equals("PONG");
    }

    /// Each replica that does not stream or lacks something, as a clause.
    private List<String> behind(NodeId master, long wanted, StreamMarkers markers) {
        var behind = new ArrayList<String>();
        for (NodeId replica : roles.replicas(master)) {
            Map<String, String> info = observer.info(replica);
            Optional<String> down = link(replica, info);
            if (down.isPresent()) {
                behind.add(down.get());
            } else if (Observer.offset(info) < wanted
                    && !(Observer.history(info).isEmpty()
                            && hasReceived(master, replica, info, markers))) {
                behind.add(
                        String.format(
                                Locale.ROOT,
                                "%s is at offset %d of %d",
                                replica,
                                Observer.offset(info),
                                wanted));
            }
        }
        if (!behind.isEmpty()) markers.send(master);
        return behind;
    }

    /// For replicas that SYNC has synchronised, not PSYNC: they count what they have received since
    /// then, so that their offsets compare with nobody's.
    private boolean hasReceived(
            NodeId master, NodeId replica, Map<String, String> info, StreamMarkers markers) {
        return markers.refused() ? holdTheSame(master, replica, info) : markers.heardAt(replica);
    }

    /// How the nodes stand to each other at one look.
    ///
    /// @param converged one master, and every other node at its place of its history; or with its
    ///   data, where a node knows of no history
    private record Look(NodeId master, boolean converged, String seen) {}

    /// A digest reads all data of a node: not while the numbers of keys differ, and not again
    /// before one of the two has moved on.
    private boolean holdTheSame(NodeId master, NodeId replica, Map<String, String> info) {
        Map<String, String> leading = observer.info(master);
        if (Observer.keys(leading) != Observer.keys(info)) return false;
        String places = Observer.offset(leading) + " " + Observer.offset(info);
        if (places.equals(differing.get(replica))) return false;
        String data = observer.digest(replica);
        boolean same = !data.isEmpty() && data.equals(observer.digest(master));
        if (!same) differing.put(replica, places);
        return same;
    }

    private boolean isAtThePlaceOf(
            NodeId leader, Map<String, String> master, NodeId replica, Map<String, String> info) {
        if (!"up".equals(info.get("master_link_status"))) return false;
        if (Observer.showsHistory(info) && Observer.history(info).isEmpty()) {
            return holdTheSame(leader, replica, info);
        }
        return Observer.offsetText(info).equals(Observer.offsetText(master))
                && Observer.history(info).equals(Observer.history(master));
    }

    private Look look() {
        var infos = new LinkedHashMap<NodeId, Map<String, String>>();
        for (NodeId node : cluster.nodes()) {
            infos.put(node, observer.info(node));
        }
        NodeId leader = roles.master(infos);
        Map<String, String> master = infos.getOrDefault(leader, Map.of());
        String offset = Observer.offsetText(master).orElse("none");
        boolean converged = "master".equals(master.get("role"));
        var states = new ArrayList<String>();
        states.add(leader + " " + master.getOrDefault("role", "gone") + " at " + offset);
        for (NodeId replica : roles.replicas(leader)) {
            Map<String, String> info = infos.getOrDefault(replica, Map.of());
            String at = Observer.offsetText(info).orElse("none");
            converged = converged && isAtThePlaceOf(leader, master, replica, info);
            states.add(
                    replica + " " + info.getOrDefault("master_link_status", "gone") + " at " + at);
        }
        return new Look(leader, converged, String.join(", ", states));
    }

    /// How long convergence took is known to a fortieth: nodes that never converge are looked at
    /// for minutes.
    private static Duration untilNextLook(Duration waited) {
        Duration fortieth = waited.dividedBy(40);
        return fortieth.compareTo(CONVERGE_POLL) > 0 ? fortieth : CONVERGE_POLL;
    }

    /// Waits until every node is at one place of one history, and takes down whether they came
    /// there. A master that is gone for good ends it.
    ///
    /// @return the master at the end
    NodeId converged(Duration atMost) {
        long began = cluster.nowNanos();
        long masterSeen = began;
        Look now = look();
        while (!now.converged() && cluster.nowNanos() - began < atMost.toNanos()) {
            if (cluster.running(now.master())) {
                masterSeen = cluster.nowNanos();
            } else if (cluster.nowNanos() - masterSeen > GONE_FOR_GOOD.toNanos()) {
                break;
            }
            cluster.runFor(untilNextLook(Duration.ofNanos(cluster.nowNanos() - began)));
            now = look();
        }
        journal.accept(
                new Event.ConvergenceObserved(
                        cluster.nowNanos(),
                        now.converged(),
                        cluster.nowNanos() - began,
                        now.seen()));
        return now.master();
    }
}
