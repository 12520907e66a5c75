package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.firedrill.faults.docker.tool.CgroupTool;
import java.util.List;
import java.util.OptionalLong;

/// Makes the disk below a server's data folder slow for that server alone, and measures it: a
/// short-lived container runs [CgroupTool] for each.
final class DiskThrottle {
    private final SideContainers beside;

    DiskThrottle(SideContainers beside) {
        this.beside = beside;
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
                        .withCgroupnsMode("host");
        return beside.run(CgroupTool.class, host, List.of(task, container, Long.toString(figure)));
    }
}
