package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Info;
import dev.firedrill.faults.lab.LabUnavailable;
import java.net.URI;
import java.util.Locale;
import org.testcontainers.DockerClientFactory;

/// The Docker engine that runs the containers, found as Testcontainers finds it: the local socket,
/// `DOCKER_HOST`, Docker Desktop, a rootless engine, a remote one.
///
/// @param hostAddress where published ports can be reached from here
/// @param bindAddress on which they are published: the loopback where the engine is local
record ContainerEngine(DockerClient client, String hostAddress, String bindAddress) {
    private static final String LOOPBACK = "127.0.0.1";

    /// An image that the lab needs, and how to get it.
    private static final String MAKE_IMAGES = "make it with docker/images";

    static ContainerEngine connect() throws LabUnavailable {
        DockerClient client;
        URI socket;
        try {
            client = DockerClientFactory.instance().client();
            socket = DockerClientFactory.instance().getTransportConfig().getDockerHost();
        } catch (IllegalStateException | DockerException none) {
            throw new LabUnavailable(
                    "no Docker engine answers; install one (https://docs.docker.com/engine/install)"
                            + " or start it, and look again with `firedrill doctor`.");
        }
        String given = System.getenv("TESTCONTAINERS_HOST_OVERRIDE");
        if (given != null && !given.isBlank()) {
            return new ContainerEngine(client, given, given.equals(LOOPBACK) ? LOOPBACK : "");
        }
        boolean local = socket.getScheme().equals("unix") || socket.getScheme().equals("npipe");
        return local
                ? new ContainerEngine(client, LOOPBACK, LOOPBACK)
                : new ContainerEngine(client, socket.getHost(), "");
    }

    boolean has(String image) {
        try {
            client.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException absent) {
            return false;
        }
    }

    void require(String image) throws LabUnavailable {
        if (!has(image)) {
            throw new LabUnavailable(
                    String.format(Locale.ROOT, "the image %s is missing; %s.", image, MAKE_IMAGES));
        }
    }

    Info info() {
        return client.infoCmd().exec();
    }
}
