package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Frame;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds out what server an image holds, and whether it can be started here.
final class ServerImage {
    /// Of images that `docker/images` makes.
    private static final String OWN = "firedrill/";

    private static final long ANSWER_SECONDS_MAX = 30;

    /// What both servers answer to `--version`.
    private static final Pattern VERSION =
            Pattern.compile("(?<kind>Redis|Valkey) server v=(?<version>\\d+\\.\\d+)\\.");

    /// Official images, and those of `docker/images`.
    private static final List<String> SERVERS =
            List.of("redis-server", "valkey-server", "/usr/bin/server");

    private ServerImage() {}

    /// @return with its kind and version
    static Target resolve(ContainerEngine engine, Target target) throws LabUnavailable {
        if (target.equals(Target.FIREDRILL)) {
            engine.require(Dialect.ENGINE_IMAGE);
            return target;
        }
        if (target.image().isPresent()) {
            return target.kind() == Target.Kind.ASK_IMAGE
                    ? ask(engine, target, target.image().get())
                    : target;
        }
        try {
            return ask(engine, target, Dialect.of(target).image());
        } catch (IllegalArgumentException tooOld) {
            throw new LabUnavailable(String.valueOf(tooOld.getMessage()));
        }
    }

    /// The image's own word counts, whatever it is called.
    private static Target ask(ContainerEngine engine, Target target, String image)
            throws LabUnavailable {
        if (!engine.has(image)) {
            throw new LabUnavailable(
                    String.format(
                            Locale.ROOT,
                            "the image %s is missing; get it with `%s`.",
                            image,
                            image.startsWith(OWN)
                                    ? "docker/images " + image.substring(OWN.length())
                                    : "docker pull " + image));
        }
        for (String server : SERVERS) {
            Matcher said = VERSION.matcher(versionOf(engine.client(), image, server).orElse(""));
            if (said.find()) {
                var kind =
                        said.group("kind").equals("Redis") ? Target.Kind.REDIS : Target.Kind.VALKEY;
                return new Target(kind, said.group("version"), Optional.of(image));
            }
        }
        throw new LabUnavailable(
                String.format(
                        Locale.ROOT,
                        "the image %s holds neither redis-server nor valkey-server (asked with"
                                + " --version); choose another --target than %s.",
                        image,
                        target));
    }

    /// Empty when the image has no such program.
    private static Optional<String> versionOf(DockerClient client, String image, String server) {
        String container =
                client.createContainerCmd(image)
                        .withLabels(new ClusterResources(client, "image").labels())
                        .withEntrypoint(server)
                        .withCmd("--version")
                        .exec()
                        .getId();
        try {
            client.startContainerCmd(container).exec();
            client.waitContainerCmd(container)
                    .exec(new WaitContainerResultCallback())
                    .awaitStatusCode(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            var answer = new StringBuilder();
            client.logContainerCmd(container)
                    .withStdOut(true)
                    .withStdErr(true)
                    .exec(
                            new ResultCallback.Adapter<Frame>() {
                                @Override
                                public void onNext(Frame frame) {
                                    answer.append(
                                            new String(frame.getPayload(), StandardCharsets.UTF_8));
                                }
                            })
                    .awaitCompletion(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
            return Optional.of(answer.toString());
        } catch (DockerException absent) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            client.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
        }
    }
}
