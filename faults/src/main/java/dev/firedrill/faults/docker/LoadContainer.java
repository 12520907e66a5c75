package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import dev.firedrill.faults.docker.load.LoadProgram;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.LoadLines;
import dev.firedrill.faults.load.LoadPlan;
import dev.firedrill.faults.load.LoadReport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A heavy load in a container of its own on the cluster's network, confined as a node's is. It
/// runs a program of ours that is copied into it, so that it is always the runner's own, and
/// reports on its standard output.
final class LoadContainer implements RunningLoad {
    private static final String FOLDER = "/load";
    private static final String PLAN = "plan";
    private static final Map<String, String> LOG_BOUNDS =
            Map.of("max-size", "16m", "max-file", "2");

    /// The program gives answers that are still missing five seconds.
    private static final Duration END_MAX = Duration.ofSeconds(20);

    /// Lets time pass, see [DockerCluster#await].
    interface Waiting {
        boolean await(Duration atMost, BooleanSupplier condition);
    }

    private final DockerClient client;
    private final Loop loop;
    private final Waiting waiting;
    private final LoadListener listener;
    private final String id;
    private final LogFollower log;
    private volatile boolean over;

    /// @param name of the container
    LoadContainer(
            DockerClient client,
            ClusterResources resources,
            String name,
            String network,
            Loop loop,
            Waiting waiting,
            LoadListener listener) {
        this.client = client;
        this.loop = loop;
        this.waiting = waiting;
        this.listener = listener;
        var host =
                Confined.host(network)
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_BOUNDS));
        id =
                resources.create(() ->
                        client.createContainerCmd(Dialect.ENGINE_IMAGE)
                                .withName(name)
                                .withLabels(resources.labels())
                                .withVolumes(new Volume(FOLDER))
                                .withHostConfig(host)
                                .withEntrypoint(
                                        List.of(
                                                "/opt/java/openjdk/bin/java",
                                                "-XX:+UseSerialGC",
                                                "-Xmx64m",
                                                "-XX:-UsePerfData",
                                                "-cp",
                                                FOLDER + "/*",
                                                LoadProgram.class.getName()))
                                .withCmd(FOLDER + "/" + PLAN)
                                .exec()
                                .getId());
        log = new LogFollower(client, id, line -> loop.execute(() -> said(line)));
    }

    void start(LoadPlan plan) {
        LoadJars.all().forEach((name, jar) -> Archive.put(client, id, FOLDER, name, jar));
        Archive.put(client, id, FOLDER, PLAN, plan.text().getBytes(StandardCharsets.US_ASCII));
        client.startContainerCmd(id).exec();
        log.follow();
    }

    /// What is no report is the runtime's own and tells why it could not go on.
    private void said(String line) {
        LoadReport report =
                LoadLines.report(line).orElseGet(() -> new LoadReport.Troubled(line.strip()));
        listener.reported(loop.nowNanos(), report);
        if (report instanceof LoadReport.Ended) over = true;
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public boolean end() {
        if (!over) terminate();
        return waiting.await(END_MAX, this::over);
    }

    private void terminate() {
        try {
            client.killContainerCmd(id).withSignal("TERM").exec();
        } catch (ConflictException endedAlready) {
            // Its last lines are on their way.
        }
    }

    void stopListening() {
        log.close();
    }
}
