package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.firedrill.faults.docker.target.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/// Makes the disk below a server's data folder slow for that server alone, and measures it: a
/// short-lived container runs [CgroupTool] for each.
final class DiskThrottle {
    private static final String CLASS_FILE =
            CgroupTool.class.getName().replace('.', '/') + ".class";
    private static final int RUN_MAX_SECONDS = 60;

    private final DockerClient client;
    private final ClusterResources resources;

    DiskThrottle(DockerClient client, ClusterResources resources) {
        this.client = client;
        this.resources = resources;
    }

    /// @return what the kernel was told, or why it was not
    String limit(String container, long bytesPerSecond) {
        return run(container, "throttle", bytesPerSecond);
    }

    /// Nanoseconds for a write and an fsync of that many bytes; empty when it could not be done.
    OptionalLong measure(String container, long bytes) {
        String answer = run(container, "measure", bytes);
        return answer.startsWith("ok ")
                ? OptionalLong.of(Long.parseLong(answer.substring(3)))
                : OptionalLong.empty();
    }

    private String run(String container, String task, long figure) {
        var host =
                HostConfig.newHostConfig()
                        .withVolumesFrom(new VolumesFrom(container))
                        .withBinds(
                                new Bind(
                                        "/sys/fs/cgroup",
                                        new Volume(CgroupTool.CGROUPS.toString())))
                        .withCgroupnsMode("host")
                        .withNetworkMode("none");
        String tool =
                resources.create(() ->
                        client.createContainerCmd(Dialect.ENGINE_IMAGE)
                                .withLabels(resources.labels())
                                .withHostConfig(host)
                                .withEntrypoint(
                                        List.of(
                                                "/opt/java/openjdk/bin/java",
                                                "-XX:TieredStopAtLevel=1",
                                                "-Xmx32m",
                                                "-cp",
                                                "/tmp",
                                                CgroupTool.class.getName()))
                                .withCmd(task, container, Long.toString(figure))
                                .exec()
                                .getId());
        try {
            Archive.put(client, tool, "/tmp", CLASS_FILE, classFile());
            client.startContainerCmd(tool).exec();
            client.waitContainerCmd(tool)
                    .start()
                    .awaitStatusCode(RUN_MAX_SECONDS, TimeUnit.SECONDS);
            return output(tool).strip();
        } finally {
            client.removeContainerCmd(tool).withForce(true).exec();
        }
    }

    private static byte[] classFile() {
        try (InputStream in = CgroupTool.class.getResourceAsStream("/" + CLASS_FILE)) {
            return Objects.requireNonNull(in, CLASS_FILE).readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private String output(String tool) {
        var text = new StringBuilder();
        var lines =
                new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                    }
                };
        client.logContainerCmd(tool).withStdOut(true).withStdErr(true).exec(lines);
        try {
            lines.awaitCompletion(RUN_MAX_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return text.toString();
    }
}
