package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import dev.firedrill.faults.docker.tool.IdleTool;
import dev.firedrill.faults.injection.Tolerance;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What of the kernel's means a machine allows the lab, tried out, and which faults each of them is
/// for.
final class Abilities {
    private static final long BYTES_PER_SECOND = 1_000_000;
    private static final String YES = "ok  ";
    private static final String NO = "--  ";

    private final SideContainers beside;
    private final Info info;
    private @Nullable Interception interception;

    private Abilities(SideContainers beside, Info info) {
        this.beside = beside;
        this.info = info;
    }

    /// One line for each, and nothing is left behind.
    static List<String> tryOut(ContainerEngine engine) {
        var resources = new ClusterResources(engine.client(), "doctor");
        var abilities =
                new Abilities(new SideContainers(engine.client(), resources), engine.info());
        return List.of(
                abilities.cgroups(),
                abilities.throttle(),
                abilities.tracing(),
                abilities.clock(),
                abilities.sharedLines());
    }

    private String cgroups() {
        return String.format(
                Locale.ROOT,
                "%scgroup v%s, driver %s: memory caps, processor quotas",
                YES,
                info.getCGroupVersion(),
                info.getCGroupDriver());
    }

    /// Writes and fsyncs as a member of a container's cgroup, whose disk has been made slow.
    private String throttle() {
        String cost = "without it a slow disk does not bite, and the run is inconclusive";
        try {
            String container = beside.create(IdleTool.class, HostConfig.newHostConfig(), List.of());
            try {
                beside.client().startContainerCmd(container).exec();
                var throttle = new DiskThrottle(beside);
                String told = throttle.limit(container, BYTES_PER_SECOND);
                OptionalLong took = throttle.measure(container, BYTES_PER_SECOND);
                throttle.limit(container, 0);
                if (took.isEmpty()) {
                    return NO + "disk bandwidth cannot be limited (" + told + "): " + cost;
                }
                double seen = BYTES_PER_SECOND * 1e9 / Math.max(1, took.getAsLong());
                return String.format(
                        Locale.ROOT,
                        "%sdisk bandwidth limited to %d B/s: %.0f B/s measured%s",
                        Tolerance.isWithin(seen, BYTES_PER_SECOND) ? YES : NO,
                        BYTES_PER_SECOND,
                        seen,
                        Tolerance.isWithin(seen, BYTES_PER_SECOND) ? "" : "; " + cost);
            } finally {
                beside.remove(container);
            }
        } catch (DockerException refused) {
            return NO + "disk bandwidth was not tried out: " + reason(refused);
        }
    }

    private String tracing() {
        return tried(
                "system calls of a server are intercepted: disks that fail, are full or read-only,"
                        + " slow fsync",
                Interception::tracing);
    }

    private String clock() {
        return tried("a server's clock is set: clock jump and drift", Interception::clock);
    }

    private String tried(String what, Function<Interception, Optional<String>> refusal) {
        try {
            return refusal.apply(interception())
                    .map(why -> NO + "not possible here, and refused (" + why + "): " + what)
                    .orElse(YES + what);
        } catch (DockerException refused) {
            return NO + "not possible here (" + reason(refused) + "): " + what;
        }
    }

    private Interception interception() {
        if (interception == null) {
            interception = Interception.of(beside);
        }
        return interception;
    }

    private String sharedLines() {
        String what =
                "NET_ADMIN: links that share a line share its rate, however many of them are busy";
        return SharedLines.refusal(beside)
                .map(why ->
                        NO
                                + "NET_ADMIN and the kernel's traffic control are not there ("
                                + why
                                + "): each link has a fixed part of its line's rate instead")
                .orElse(YES + what);
    }

    private static String reason(RuntimeException refused) {
        return String.valueOf(refused.getMessage()).strip();
    }
}
