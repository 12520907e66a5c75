package dev.firedrill.faults.docker;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.docker.target.SentinelConf;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The Sentinels that watch over a cluster in containers; none where it has no guard.
final class Sentinels {
    private static final Duration ATTACHED_MAX = Duration.ofSeconds(15);
    private static final Duration FOUND_MAX = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(100);

    private final List<SentinelContainer> processes = new CopyOnWriteArrayList<>();

    /// Where everything of a cluster is that a Sentinel needs.
    ///
    /// @param name of the cluster in the engine
    /// @param network its id
    record Surroundings(
            DockerMachines cluster,
            ClusterResources resources,
            Dialect dialect,
            NodeAddresses addresses,
            String name,
            String network,
            Loop loop,
            LabListener listener) {}

    Optional<SentinelContainer> at(NodeId site) {
        return processes.stream().filter(one -> one.site().equals(site)).findFirst();
    }

    void stopListening() {
        processes.forEach(SentinelContainer::stopListening);
    }

    /// Starts them, if the cluster has a guard, and waits until each knows all replicas and all
    /// others: before that they could not fail over.
    ///
    /// @throws ClusterFailed when one does not: its last log lines
    void start(ClusterSpec spec, Surroundings where) throws ClusterFailed {
        if (!(spec.guard() instanceof Guard.Sentinel guard)) {
            return;
        }
        List<NodeId> nodes = where.cluster().nodes();
        // Sentinel asks a master for its replicas every ten seconds: the first time all are there.
        awaitAttached(where.cluster(), nodes);
        var names = new ArrayList<>(nodes);
        names.addAll(guard.sites());
        for (NodeId site : guard.sites()) {
            processes.add(
                    new SentinelContainer(
                            where.cluster().engine().client(),
                            where.resources(),
                            where.dialect(),
                            where.addresses().pairs().orElseThrow(),
                            where.name(),
                            where.network(),
                            site,
                            names,
                            where.loop(),
                            where.listener()));
        }
        NodeId master = nodes.getFirst();
        for (SentinelContainer process : processes) {
            process.start(
                    SentinelConf.text(
                            guard,
                            process.site(),
                            where.addresses().port(process.site()),
                            master,
                            where.addresses().port(master),
                            where.cluster().container(master).access(),
                            SentinelContainer.FOLDER));
        }
        for (SentinelContainer process : processes) {
            awaitFound(where.cluster(), process, names);
        }
    }

    /// Replicas that are not there in time are found later.
    private static void awaitAttached(DockerMachines cluster, List<NodeId> nodes) {
        long deadline = cluster.nowNanos() + ATTACHED_MAX.toNanos();
        while (attached(cluster, nodes.getFirst()) < nodes.size() - 1
                && cluster.nowNanos() < deadline) {
            cluster.runFor(POLL);
        }
    }

    private static long attached(DockerMachines cluster, NodeId master) {
        return cluster.admin(master, Duration.ofSeconds(1), List.of("INFO", "replication"))
                .map(Reply::describe)
                .orElse("")
                .lines()
                .filter(line -> line.contains("state=online"))
                .count();
    }

    private static void awaitFound(
            DockerMachines cluster, SentinelContainer process, List<NodeId> names)
            throws ClusterFailed {
        var wanted = new ArrayList<>(names);
        wanted.remove(process.site());
        wanted.remove(cluster.nodes().getFirst());
        boolean all =
                cluster.await(
                        FOUND_MAX,
                        () -> {
                            wanted.removeAll(process.found());
                            return wanted.isEmpty();
                        });
        if (!all) {
            List<String> lastLines = cluster.onLoopGet(process::lastLines);
            throw new ClusterFailed(
                    String.format(
                            Locale.ROOT,
                            "%s did not find %s within %d s; its last log lines: %s",
                            process.site(),
                            String.join(", ", wanted.stream().map(NodeId::name).toList()),
                            FOUND_MAX.toSeconds(),
                            String.join(" | ", lastLines)));
        }
    }
}
