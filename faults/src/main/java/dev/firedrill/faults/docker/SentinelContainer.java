package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.firedrill.faults.docker.mesh.PairAddresses;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.docker.target.SentinelLog;
import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// One Sentinel: the target's own server in its other mode, in a container that is confined as a
/// node's is. It reaches everybody over proxies of its own.
final class SentinelContainer {
    static final String FOLDER = "/conf";
    private static final String CONF = "sentinel.conf";
    private static final int LAST_LINES = 5;
    private static final Map<String, String> LOG_BOUNDS =
            Map.of("max-size", "16m", "max-file", "2");

    private final DockerClient client;
    private final NodeId site;
    private final Loop loop;
    private final LabListener listener;
    private final SentinelLog dialect;
    private final ArrayDeque<String> lastLines = new ArrayDeque<>();
    private final String id;
    private final LogFollower log;

    /// @param pairs of the cluster, among whose hosts the site is
    /// @param names of all nodes and Sentinels
    SentinelContainer(
            DockerClient client,
            ClusterResources resources,
            Dialect server,
            PairAddresses pairs,
            String name,
            String network,
            NodeId site,
            Collection<NodeId> names,
            Loop loop,
            LabListener listener) {
        this.client = client;
        this.site = site;
        this.loop = loop;
        this.listener = listener;
        dialect = new SentinelLog(names);
        id = create(resources, server, pairs, name, network);
        log = new LogFollower(client, id, line -> loop.execute(() -> logged(line)));
    }

    private String create(
            ClusterResources resources,
            Dialect server,
            PairAddresses pairs,
            String name,
            String network) {
        var host =
                Confined.host(network)
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_BOUNDS))
                        .withExtraHosts(pairs.hostsFile(site).toArray(String[]::new));
        String created =
                resources.create(() -> {
                    var wanted =
                            client.createContainerCmd(server.image())
                                    .withName(name + "-" + site)
                                    .withLabels(resources.labels())
                                    .withHostName(site.name())
                                    .withVolumes(new Volume(FOLDER))
                                    .withHostConfig(host)
                                    .withCmd(List.of(FOLDER + "/" + CONF, "--sentinel"));
                    if (!server.entryPoint().isEmpty()) {
                        wanted.withEntrypoint(server.entryPoint());
                    }
                    return wanted.exec().getId();
                });
        LinkLocal.add(client, created, network, List.of(site.name()), List.of(pairs.own(site)));
        return created;
    }

    NodeId site() {
        return site;
    }

    void start(String conf) {
        Archive.put(client, id, FOLDER, CONF, conf.getBytes(StandardCharsets.ISO_8859_1));
        client.startContainerCmd(id).exec();
        log.follow();
    }

    boolean runsNow() {
        return Boolean.TRUE.equals(client.inspectContainerCmd(id).exec().getState().getRunning());
    }

    private void logged(String line) {
        if (lastLines.size() == LAST_LINES) {
            lastLines.removeFirst();
        }
        lastLines.add(line);
        long now = loop.nowNanos();
        List<GuardEvent> events = dialect.events(line);
        listener.log(now, site, dialect.text(line));
        events.forEach(event -> listener.guarded(now, site, event));
    }

    /// The replicas and the other Sentinels that it knows. On the loop.
    List<NodeId> found() {
        return dialect.found();
    }

    /// For the message of a failure. On the loop.
    List<String> lastLines() {
        return List.copyOf(lastLines);
    }

    void stopListening() {
        log.close();
    }
}
