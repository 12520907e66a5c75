package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.Info;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.Lab;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.faults.lab.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/// Containers on a network of their own: real sockets, a real kernel, real disks. Nothing of a
/// cluster outlives the process that started it: it is removed at the end, on failure and on
/// Ctrl-C; what a killed process left is removed by the next start.
public final class DockerLab implements Lab {
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
        return target == Target.FIREDRILL;
    }

    @Override
    public boolean supports(Injection injection) {
        return switch (injection) {
            case Injection.CutLink _,
                    Injection.RefuseLink _,
                    Injection.ResetLink _,
                    Injection.DelayLink _,
                    Injection.LimitLink _,
                    Injection.SlowCloseLink _,
                    Injection.DropLinkAfter _,
                    Injection.BlackholeLink _,
                    Injection.KillNode _,
                    Injection.TerminateNode _,
                    Injection.PauseNode _,
                    Injection.RestartNode _,
                    Injection.SuperviseNode _,
                    Injection.ThrottleDisk _,
                    Injection.CapMemory _,
                    Injection.LimitCpu _,
                    Injection.OperatorCommand _,
                    Injection.EditConfig _ ->
                    true;
            // The same container is started again, with the command line that it was created with.
            case Injection.RestartNodeWith with -> with.arguments().isEmpty();
            case Injection.DelayFsync _,
                    Injection.FailFsync _,
                    Injection.FailWrite _,
                    Injection.FillDisk _,
                    Injection.ReadOnlyDisk _,
                    Injection.CrashDuringNextWrite _,
                    Injection.PowerLoss _,
                    Injection.FlipBit _,
                    Injection.TruncateFile _,
                    Injection.JumpClock _,
                    Injection.DriftClock _ ->
                    false;
        };
    }

    @Override
    public Cluster start(ClusterSpec spec, LabListener listener)
            throws LabUnavailable, ClusterFailed {
        ContainerEngine engine = ContainerEngine.connect();
        for (String image : Images.ALWAYS) {
            engine.require(image);
        }
        engine.require(Images.of(spec.target()));
        Belongings.sweep(engine.client());
        return DockerCluster.start(engine, this, spec, ignored, listener);
    }

    /// What a machine has of what the lab needs.
    ///
    /// @param engine whether a Docker engine answers
    /// @param ready whether a cluster can be started
    public record Finding(boolean engine, boolean ready, List<String> lines) {}

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
        return new Finding(true, ready, lines);
    }
}
