package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import dev.firedrill.faults.docker.target.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Containers beside those of the servers, in which a class of this project does what a server's
/// container has neither the programs nor the rights for: the image is the engine's, for its JVM.
record SideContainers(DockerClient client, ClusterResources resources) {
    private static final String FOLDER = "/tmp";
    private static final int RUN_MAX_SECONDS = 60;

    private static final String NO_NETWORK = "none";

    /// Runs a class to its end.
    ///
    /// @return what it printed
    String run(Class<?> main, HostConfig host, List<String> arguments) {
        return run(main, host, NO_NETWORK, arguments);
    }

    /// @param network whose it takes part in, as Docker's option of that name says it
    String run(Class<?> main, HostConfig host, String network, List<String> arguments) {
        String container = create(main, host, network, arguments);
        try {
            client.startContainerCmd(container).exec();
            client.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode(RUN_MAX_SECONDS, TimeUnit.SECONDS);
            return output(container).strip();
        } finally {
            remove(container);
        }
    }

    /// A container that has everything it needs to be started, and runs until its class ends.
    String create(Class<?> main, HostConfig host, List<String> arguments) {
        return create(main, host, NO_NETWORK, arguments);
    }

    private String create(Class<?> main, HostConfig host, String network, List<String> arguments) {
        var command = new ArrayList<>(arguments);
        command.addFirst(main.getName());
        String container =
                resources.create(() ->
                        client.createContainerCmd(Dialect.ENGINE_IMAGE)
                                .withLabels(resources.labels())
                                .withHostConfig(host.withNetworkMode(network))
                                .withEntrypoint(
                                        List.of(
                                                "/opt/java/openjdk/bin/java",
                                                "-XX:+UseSerialGC",
                                                "-XX:TieredStopAtLevel=1",
                                                "-XX:-UsePerfData",
                                                "-Xmx32m",
                                                "--enable-native-access=ALL-UNNAMED",
                                                "-cp",
                                                FOLDER))
                                .withCmd(command)
                                .exec()
                                .getId());
        Archive.put(client, container, FOLDER, ClassFiles.beside(main));
        return container;
    }

    void remove(String container) {
        client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
    }

    private String output(String container) {
        var text = new StringBuilder();
        var lines =
                new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                };
        client.logContainerCmd(container).withStdOut(true).withStdErr(true).exec(lines);
        try {
            lines.awaitCompletion(RUN_MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return text.toString();
    }
}
