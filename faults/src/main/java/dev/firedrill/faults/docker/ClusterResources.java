package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.testcontainers.DockerClientFactory;

/// Everything that one cluster creates in the Docker engine carries two labels: which cluster it
/// belongs to, and which process made it. By the first it is removed at the end; by the second the
/// next run finds what a process left that was killed and could not clean up.
final class ClusterResources {
    private static final String CLUSTER = "dev.firedrill.cluster";
    private static final String OWNER = "dev.firedrill.owner";

    private final DockerClient client;
    private final String cluster;
    private boolean removing;

    ClusterResources(DockerClient client, String cluster) {
        this.client = client;
        this.cluster = cluster;
    }

    Map<String, String> labels() {
        var labels = new LinkedHashMap<String, String>();
        // Where Testcontainers' own reaper runs, it sees to them as well. Where it does not, a hook
        // of Testcontainers would remove at the same time as ours, and each trip over the other.
        if (!Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED"))) {
            labels.putAll(DockerClientFactory.DEFAULT_LABELS);
            labels.put(
                    DockerClientFactory.TESTCONTAINERS_SESSION_ID_LABEL,
                    DockerClientFactory.SESSION_ID);
        }
        labels.put(CLUSTER, cluster);
        labels.put(OWNER, owner(ProcessHandle.current()));
        return labels;
    }

    List<String> clusterFilter() {
        return List.of(CLUSTER + "=" + cluster);
    }

    private static String owner(ProcessHandle process) {
        String started = process.info().startInstant().map(Instant::toString).orElse("unknown");
        return host() + "/" + process.pid() + "/" + started;
    }

    private static String host() {
        String name = System.getenv("HOSTNAME");
        return name == null ? "here" : name;
    }

    /// Whether the process that made it has ended, as far as this machine can tell.
    private static boolean isOrphan(String owner) {
        String[] parts = owner.split("/", -1);
        if (parts.length != 3 || !parts[0].equals(host())) {
            return false;
        }
        return ProcessHandle.of(Long.parseLong(parts[1]))
                .map(process -> !owner(process).equals(owner))
                .orElse(true);
    }

    /// Creates something of the cluster. All of it comes into being in here, so that nothing does
    /// behind the back of the removal, which Ctrl-C may begin at any moment.
    synchronized <T> T create(Supplier<T> creation) {
        if (removing) {
            throw new IllegalStateException("the cluster is being removed");
        }
        return creation.get();
    }

    synchronized void remove() {
        removing = true;
        removeAll(client, clusterFilter(), _ -> true);
    }

    /// Removes what processes of this machine left that are gone.
    static void sweep(DockerClient client) {
        removeAll(client, List.of(CLUSTER), ClusterResources::isOrphan);
    }

    private static void removeAll(DockerClient client, List<String> filter, OwnerTest wanted) {
        for (Container container :
                client.listContainersCmd().withShowAll(true).withLabelFilter(filter).exec()) {
            if (wanted.isWanted(container.getLabels().getOrDefault(OWNER, ""))) {
                quietly(
                        container.getId(),
                        id ->
                                client.removeContainerCmd(id)
                                        .withForce(true)
                                        .withRemoveVolumes(true)
                                        .exec());
            }
        }
        for (var network : client.listNetworksCmd().withFilter("label", filter).exec()) {
            if (wanted.isWanted(network.getLabels().getOrDefault(OWNER, ""))) {
                quietly(network.getId(), id -> client.removeNetworkCmd(id).exec());
            }
        }
        for (var volume : client.listVolumesCmd().withFilter("label", filter).exec().getVolumes()) {
            if (wanted.isWanted(volume.getLabels().getOrDefault(OWNER, ""))) {
                quietly(volume.getName(), name -> client.removeVolumeCmd(name).exec());
            }
        }
    }

    private interface OwnerTest {
        boolean isWanted(String owner);
    }

    /// What is gone already is removed; what cannot be removed now is swept by the next run.
    private static void quietly(String id, Consumer<String> removal) {
        try {
            removal.accept(id);
        } catch (NotFoundException gone) {
            // Somebody was faster.
        } catch (DockerException busy) {
            org.slf4j.LoggerFactory.getLogger(ClusterResources.class)
                    .warn("{} could not be removed: {}", id, busy.getMessage());
        }
    }
}
