package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.Info;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.docker.target.ServerDialect;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Access;
import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Containers on a network of their own: real sockets, a real kernel, real disks. Nothing of a
/// cluster outlives the process that started it: it is removed at the end, on failure and on
/// Ctrl-C; what a killed process left is removed by the next start.
public final class DockerLab implements Lab {
    /// What is done by tracing a server.
    private static final Set<Capability> BY_TRACING =
            EnumSet.of(Capability.FSYNC_DELAY, Capability.DISK_ERRORS, Capability.CLOCK_FAULTS);

    private final List<Class<? extends Injection>> ignored;

    public DockerLab() {
        this(List.of());
    }

    /// @param ignored injections of these kinds are accepted and not carried out, to show that a
    ///   fault that does not bite is noticed
    public DockerLab(List<Class<? extends Injection>> ignored) {
        this.ignored = List.copyOf(ignored);
    }

    @Override
    public String name() {
        return "docker";
    }

    @Override
    public PerLab.Choice values() {
        return PerLab::docker;
    }

    @Override
    public String machine() throws LabUnavailable {
        return describe(ContainerEngine.connect().info());
    }

    private static String describe(Info info) {
        return String.format(
                Locale.ROOT,
                "Docker engine %s on %s, kernel %s, %d processors, %d MB",
                info.getServerVersion(),
                info.getOperatingSystem(),
                info.getKernelVersion(),
                info.getNCPU(),
                Objects.requireNonNull(info.getMemTotal()) >> 20);
    }

    @Override
    public boolean supports(Target target) {
        return true;
    }

    @Override
    public Target resolve(Target target) throws LabUnavailable {
        return ServerImage.resolve(ContainerEngine.connect(), target);
    }

    /// What a file system has in memory belongs to the kernel that all containers share: its loss
    /// would be everybody's.
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.of(
                Capability.LINK_FAULTS,
                Capability.PROCESS_FAULTS,
                Capability.DISK_BANDWIDTH,
                Capability.FSYNC_DELAY,
                Capability.DISK_ERRORS,
                Capability.DAMAGED_FILES,
                Capability.MEMORY_CAP,
                Capability.CPU_QUOTA,
                Capability.CLOCK_FAULTS);
    }

    /// Also what this machine does not allow.
    @Override
    public List<String> lacks(Target target, Collection<Capability> needs) {
        var reasons = new ArrayList<>(Lab.super.lacks(target, needs));
        for (Capability needed : needs) {
            if (BY_TRACING.contains(needed)) {
                Interception.refusal(needed == Capability.CLOCK_FAULTS)
                        .ifPresent(why ->
                                reasons.add(
                                        "lab docker cannot "
                                                + needed.words()
                                                + " on this machine ("
                                                + why
                                                + ")"));
            }
        }
        return reasons;
    }

    @Override
    public Optional<String> refusal(Guard guard, Target target) {
        return switch (guard) {
            case Guard.None _ -> Optional.empty();
            case Guard.Sentinel _ -> whyNoSentinel(target);
        };
    }

    private static Optional<String> whyNoSentinel(Target target) {
        return switch (target.kind()) {
            case FIREDRILL ->
                    Optional.of(
                            "in containers no Sentinel comes with target firedrill; use --target"
                                    + " redis:7.0, or --lab sim.");
            case REDIS, VALKEY ->
                    Dialect.of(target).announcesNames()
                            ? Optional.empty()
                            : Optional.of(
                                    target.server()
                                            + " is too old for --guard sentinel, which needs"
                                            + " Sentinels that know servers by their names: redis"
                                            + " 6.2 or later.");
            case ASK_IMAGE -> throw new IllegalStateException("nobody has asked " + target);
        };
    }

    @Override
    public Cluster start(ClusterSpec spec, LabListener listener)
            throws LabUnavailable, ClusterFailed {
        Access.require(spec.nodes());
        ContainerEngine engine = ContainerEngine.connect();
        for (String image : Images.ALWAYS) {
            engine.require(image);
        }
        Target target = ServerImage.resolve(engine, spec.target());
        ClusterResources.sweep(engine.client());
        return DockerCluster.start(
                engine, capabilities(), spec, Dialect.of(target), ignored, listener);
    }

    /// What a machine has of what the lab needs.
    ///
    /// @param engine whether a Docker engine answers
    /// @param ready whether a cluster can be started
    public record Finding(boolean engine, boolean ready, List<String> lines) {}

    /// Tries out in short-lived containers what of the kernel's means this machine allows: a line
    /// for each, with what its lack costs.
    public static List<String> tryOut() throws LabUnavailable {
        ContainerEngine engine = ContainerEngine.connect();
        engine.require(Dialect.ENGINE_IMAGE);
        return Abilities.tryOut(engine);
    }

    /// Looks, and changes nothing.
    public static Finding examine() {
        var lines = new ArrayList<String>();
        ContainerEngine engine;
        try {
            engine = ContainerEngine.connect();
        } catch (LabUnavailable none) {
            return new Finding(false, false, List.of(String.valueOf(none.getMessage())));
        }
        lines.add(describe(engine.info()));
        boolean ready = true;
        for (String image : Images.ALWAYS) {
            boolean present = engine.has(image);
            ready &= present;
            lines.add(image + (present ? " is there" : " is missing; run docker/images"));
        }
        for (ServerDialect server : ServerDialect.TESTED) {
            lines.add(
                    server.image()
                            + (engine.has(server.image())
                                    ? " is there"
                                    : " is missing, which --target "
                                            + server.targetName()
                                            + " needs; run docker/images "
                                            + server.targetName()));
        }
        return new Finding(true, ready, lines);
    }
}
