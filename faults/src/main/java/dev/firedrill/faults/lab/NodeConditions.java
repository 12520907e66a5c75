package dev.firedrill.faults.lab;

import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.injection.ResourceInjection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// What a node's process lives under: a function of how it was specified and of what is in force on
/// it.
///
/// @param paused the process stands still
/// @param supervisor how long after its death the process is started again; empty without one
/// @param memoryCapBytes above which the kernel kills the process
/// @param cores what the process may use; empty for all
/// @param clockDriftPpm how much too fast the wall clock runs
public record NodeConditions(
        boolean paused,
        Optional<Duration> supervisor,
        OptionalLong memoryCapBytes,
        OptionalDouble cores,
        double clockDriftPpm) {
    private static final Duration OWN_SUPERVISOR = Duration.ofSeconds(1);

    public static NodeConditions undisturbed(NodeSpec spec) {
        return new NodeConditions(
                false,
                spec.supervised() ? Optional.of(OWN_SUPERVISOR) : Optional.empty(),
                spec.memoryCapBytes(),
                OptionalDouble.empty(),
                0);
    }

    /// @param baseline the node when nothing is broken
    /// @param inForce on this node; what acts on links or disks does not count here
    public static NodeConditions of(NodeConditions baseline, List<Injection> inForce) {
        boolean paused = baseline.paused;
        double drift = baseline.clockDriftPpm;
        var supervisors = new ArrayList<Duration>();
        var caps = new ArrayList<Long>();
        var quotas = new ArrayList<Double>();
        for (Injection injection : inForce) {
            switch (injection) {
                case ProcessInjection.PauseNode _ -> paused = true;
                case ProcessInjection.SuperviseNode(_, var delay) -> supervisors.add(delay);
                case ResourceInjection.CapMemory(_, long bytes) -> caps.add(bytes);
                case ResourceInjection.LimitCpu(_, double cores) -> quotas.add(cores);
                case ClockInjection.DriftClock(_, double ppm) -> drift += ppm;
                case ProcessInjection.KillNode _,
                        ProcessInjection.TerminateNode _,
                        ProcessInjection.PowerLoss _,
                        ClockInjection.JumpClock _,
                        LinkInjection _,
                        DiskInjection _ -> {
                    // Happened once, or acts on something else.
                }
            }
        }
        return new NodeConditions(
                paused,
                supervisors.stream().min(Duration::compareTo).or(baseline::supervisor),
                caps.isEmpty() ? baseline.memoryCapBytes : caps.stream().mapToLong(c -> c).min(),
                quotas.isEmpty() ? baseline.cores : quotas.stream().mapToDouble(q -> q).min(),
                drift);
    }
}
