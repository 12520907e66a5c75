package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import dev.firedrill.faults.lab.ConfMount;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The folder of a node's redis.conf. It is a volume of the node's container; where the file alone
/// is to be mounted, the file lies in a volume of its own, which a container that never runs keeps.
/// The engine knows where that volume lies on its machine, so that no folder of this machine is
/// needed and the engine may be a remote one.
final class ConfFolder {
    static final String FOLDER = NodeSpec.FOLDER;
    static final String CONF = FOLDER + "/redis.conf";

    private static final String NAME = "redis.conf";
    private static final String NO_NETWORK = "none";

    private final DockerClient client;

    /// The container in whose [#FOLDER] the file is.
    private final String keeper;

    private ConfFolder(DockerClient client, String keeper) {
        this.client = client;
        this.keeper = keeper;
    }

    /// Of a container that was created with `host`, which [#mount] has prepared.
    ///
    /// @param apart the keeper that [#mount] gave
    static ConfFolder of(DockerClient client, String container, ConfMount mount, String apart) {
        return new ConfFolder(
                client,
                switch (mount) {
                    case FOLDER -> container;
                    case SINGLE_FILE -> apart;
                });
    }

    /// Mounts what is mounted from outside into a container that is about to be created.
    ///
    /// @param name of the node's container
    /// @return the keeper of a file that is mounted alone; empty without one
    static String mount(
            DockerClient client,
            ClusterResources resources,
            String image,
            String name,
            ConfMount mount,
            HostConfig host) {
        return switch (mount) {
            case FOLDER -> "";
            case SINGLE_FILE -> {
                String keeper = keeper(client, resources, image, name + "-conf");
                Archive.put(client, keeper, FOLDER, NAME, new byte[0]);
                String where =
                        client.inspectVolumeCmd(name + "-conf").exec().getMountpoint() + "/" + NAME;
                host.withMounts(
                        List.of(
                                new Mount()
                                        .withType(MountType.BIND)
                                        .withSource(where)
                                        .withTarget(CONF)));
                yield keeper;
            }
        };
    }

    private static String keeper(
            DockerClient client, ClusterResources resources, String image, String name) {
        return resources.create(() -> {
            client.createVolumeCmd().withName(name).withLabels(resources.labels()).exec();
            return client.createContainerCmd(image)
                    .withName(name)
                    .withLabels(resources.labels())
                    .withHostConfig(
                            Confined.host(NO_NETWORK).withBinds(new Bind(name, new Volume(FOLDER))))
                    .exec()
                    .getId();
        });
    }

    void putConf(String text) {
        Archive.put(client, keeper, FOLDER, NAME, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String conf() {
        byte[] text = Archive.get(client, keeper, CONF).orElse(new byte[0]);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /// Puts the modules that redis.conf loads beside it.
    ///
    /// @param container that loads them
    static void putModules(DockerClient client, String container, List<Path> modules)
            throws LabUnavailable {
        for (Path module : modules) {
            try {
                Archive.putProgram(
                        client,
                        container,
                        FOLDER,
                        module.getFileName().toString(),
                        Files.readAllBytes(module));
            } catch (IOException unreadable) {
                throw new LabUnavailable(
                        "the module " + module + " cannot be read: " + unreadable.getMessage());
            }
        }
    }
}
