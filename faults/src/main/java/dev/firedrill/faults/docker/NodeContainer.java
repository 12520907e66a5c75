package dev.firedrill.faults.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.Volume;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeConditions;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One server's container: created once, then started, stopped and started again with its data and
/// its redis.conf in place, as a machine is.
final class NodeContainer {
    static final String DATA = "/data";

    /// What the engine keeps of a log, which a server can fill a disk with.
    private static final Map<String, String> LOG_BOUNDS =
            Map.of("max-size", "64m", "max-file", "2");

    /// What -XX:+ExitOnOutOfMemoryError ends with.
    private static final int HEAP_EXIT = 3;

    private static final Duration FREEZE_MAX = Duration.ofSeconds(10);

    private final DockerClient client;
    private final ContainerEngine engine;
    private final Dialect dialect;
    private final NodeAddresses addresses;
    private final ExposedPort exposed;
    private final ServerOutput output;
    private final NodeSpec spec;
    private final Loop loop;
    private final LabListener listener;
    private final String id;
    private final ConfFolder conf;

    /// Where the operator reaches the server, past all links; another one after each start.
    private volatile int operatorPort;

    private volatile boolean running;
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger exits = new AtomicInteger();

    /// Set before the lab itself ends the process.
    private volatile @Nullable ExitCause wanted;

    private volatile NodeConditions conditions;

    /// Into the present process, or into the one that will be started first.
    private volatile Access access;

    /// The operator restarts the process, which is not the supervisor's business.
    private volatile boolean restarting;

    private volatile boolean abandoned;

    /// The size of the snapshot that lay in the data folder before the present start.

    private volatile long throttledTo;

    private volatile String throttleAnswer = "";

    /// Runs when a process has begun, before anybody can reach it.
    private volatile Runnable atStart = () -> {};

    private final UsageGauge usage;
    private final LogFollower log;

    NodeContainer(
            ContainerEngine engine,
            ClusterResources resources,
            Dialect dialect,
            NodeAddresses addresses,
            String name,
            String network,
            NodeSpec spec,
            Loop loop,
            LabListener listener) {
        this.engine = engine;
        this.client = engine.client();
        this.dialect = dialect;
        this.addresses = addresses;
        exposed = ExposedPort.tcp(addresses.port(spec.id()));
        this.spec = spec;
        this.loop = loop;
        this.listener = listener;
        conditions = NodeConditions.undisturbed(spec);
        access = Access.of(spec);
        output = new ServerOutput(spec.id(), dialect, addresses, listener);
        var host = host(network);
        String keeper =
                ConfFolder.mount(client, resources, dialect.image(), name, spec.confMount(), host);
        id = create(resources, name, network, host);
        conf = ConfFolder.of(client, id, spec.confMount(), keeper);
        usage = new UsageGauge(client, id);
        log =
                new LogFollower(
                        client,
                        id,
                        line -> loop.execute(() -> output.printed(loop.nowNanos(), line)));
    }

    private HostConfig host(String network) {
        var host =
                Confined.host(network)
                        .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_BOUNDS));
        host.withPortBindings(
                new com.github.dockerjava.api.model.PortBinding(
                        Ports.Binding.bindIp(engine.bindAddress()), exposed));
        spec.memoryCapBytes().ifPresent(cap -> host.withMemory(cap).withMemorySwap(cap));
        addresses
                .pairs()
                .ifPresent(pairs ->
                        host.withExtraHosts(pairs.hostsFile(node()).toArray(String[]::new)));
        return host;
    }

    private String create(
            ClusterResources resources, String name, String network, HostConfig host) {
        var command = new ArrayList<String>();
        command.add(ConfFolder.CONF);
        command.addAll(spec.arguments());
        command.addAll(dialect.labArguments(exposed.getPort(), DATA, spec.id().name()));
        String created =
                resources.create(() -> {
                    var wanted =
                            client.createContainerCmd(dialect.image())
                                    .withName(name)
                                    .withLabels(resources.labels())
                                    .withHostName(spec.id().name())
                                    .withAliases(List.of(spec.id().name()))
                                    .withExposedPorts(exposed)
                                    .withVolumes(new Volume(DATA), new Volume(ConfFolder.FOLDER))
                                    .withHostConfig(host)
                                    .withCmd(command);
                    if (!dialect.entryPoint().isEmpty()) {
                        wanted.withEntrypoint(dialect.entryPoint());
                    }
                    return wanted.exec().getId();
                });
        addresses
                .pairs()
                .ifPresent(pairs ->
                        LinkLocal.add(
                                client,
                                created,
                                network,
                                List.of(node().name()),
                                List.of(pairs.own(node()))));
        return created;
    }

    String id() {
        return id;
    }

    NodeId node() {
        return spec.id();
    }

    Dialect dialect() {
        return dialect;
    }

    NodeSpec spec() {
        return spec;
    }

    boolean running() {
        return running;
    }

    int starts() {
        return starts.get();
    }

    int exits() {
        return exits.get();
    }

    int operatorPort() {
        return operatorPort;
    }

    OptionalLong memoryBytes() {
        return running ? usage.bytes() : OptionalLong.empty();
    }

    /// Of all processors together, since the process started.
    OptionalLong processorNanos() {
        return running ? usage.processorNanos() : OptionalLong.empty();
    }

    long throttledTo() {
        return throttledTo;
    }

    /// @param answer the kernel's word on it
    void throttledTo(long bytesPerSecond, String answer) {
        throttledTo = bytesPerSecond;
        throttleAnswer = answer;
    }

    String throttleAnswer() {
        return throttleAnswer;
    }

    NodeConditions conditions() {
        return conditions;
    }

    void follow(NodeConditions wanted) {
        conditions = wanted;
    }

    Access access() {
        return access;
    }

    void carriedOut(List<String> command) {
        access = access.after(command);
    }

    void atStart(Runnable task) {
        atStart = task;
    }

    void restarting(boolean byTheOperator) {
        restarting = byTheOperator;
    }

    boolean isSupervised() {
        return supervisor().isPresent();
    }

    private Optional<Duration> supervisor() {
        return restarting || abandoned ? Optional.empty() : conditions.supervisor();
    }

    // redis.conf.

    /// @return what was put there: in the words of this server
    String putConf(String text) {
        String worded = spec.behindOwnLines(text, dialect::redisConf);
        conf.putConf(worded);
        return worded;
    }

    void putModules() throws LabUnavailable {
        ConfFolder.putModules(client, id, spec.modules());
    }

    String redisConf() {
        return conf.conf();
    }

    OptionalLong fileBytes(String name) {
        return Archive.bytes(client, id, DATA + "/" + name);
    }

    // The process.

    /// Returns when the process runs; it may not answer yet.
    synchronized void start() {
        if (running) {
            return;
        }
        wanted = null;
        access = access.afterStartWith(redisConf(), spec.arguments());
        output.starts(fileBytes(ServerOutput.SNAPSHOT));
        client.startContainerCmd(id).exec();
        starts.incrementAndGet();
        running = true;
        loop.execute(() -> listener.started(loop.nowNanos(), node()));
        atStart.run();
        log.follow();
        usage.follow();
        Ports.Binding[] bindings =
                inspect().getNetworkSettings().getPorts().getBindings().get(exposed);
        // None when the process has ended already.
        operatorPort = bindings == null ? 0 : Integer.parseInt(bindings[0].getHostPortSpec());
    }

    InspectContainerResponse inspect() {
        return client.inspectContainerCmd(id).exec();
    }

    /// As the engine says at this moment, before anybody was told.
    boolean isRunningNow() {
        return Boolean.TRUE.equals(inspect().getState().getRunning());
    }

    int exitCode() {
        return Objects.requireNonNullElse(inspect().getState().getExitCodeLong(), -1L).intValue();
    }

    /// @param signal for example `SIGKILL`
    void signal(String signal, ExitCause why) {
        wanted = why;
        try {
            client.killContainerCmd(id).withSignal(signal).exec();
        } catch (ConflictException | NotModifiedException ended) {
            // It has ended by itself meanwhile.
        }
    }

    /// A process with little of a processor may not have come to a halt when the kernel's freezer
    /// gives up: then it is asked again.
    void pause() {
        long end = loop.nowNanos() + FREEZE_MAX.toNanos();
        for (boolean paused = false; !paused; ) {
            try {
                client.pauseContainerCmd(id).exec();
                paused = true;
            } catch (InternalServerErrorException refused) {
                boolean froze = String.valueOf(refused.getMessage()).contains("freeze");
                if (!froze || loop.nowNanos() > end) throw refused;
            }
        }
    }

    void unpause() {
        if (Boolean.TRUE.equals(inspect().getState().getPaused())) {
            client.unpauseContainerCmd(id).exec();
        }
    }

    /// The engine says that the process has ended. It is recorded before anybody can see it: who
    /// finds the process gone finds the exit in the history.
    void died(int exitCode, boolean outOfMemory) {
        ExitCause cause = cause(exitCode, outOfMemory);
        Optional<Duration> delay = supervisor();
        loop.execute(() -> {
            output.ended(loop.nowNanos());
            listener.exited(loop.nowNanos(), node(), exitCode, cause);
            running = false;
            exits.incrementAndGet();
        });
        delay.ifPresent(after -> loop.after(after, () -> loop.aside(this::startIfSupervised)));
    }

    private ExitCause cause(int exitCode, boolean outOfMemory) {
        if (outOfMemory) {
            return ExitCause.MEMORY_CAP;
        }
        if (exitCode == HEAP_EXIT) {
            return ExitCause.HEAP_EXHAUSTED;
        }
        ExitCause ours = wanted;
        return ours == null ? ExitCause.OWN_DECISION : ours;
    }

    private void startIfSupervised() {
        if (isSupervised()) {
            start();
        }
    }

    /// For the message of a failure.
    List<String> lastLines() {
        return loop.call(output::lastLines);
    }

    void stopListening() {
        abandoned = true;
        usage.close();
        log.close();
    }
}
