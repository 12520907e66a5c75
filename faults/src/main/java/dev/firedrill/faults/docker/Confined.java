package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import java.util.List;
import java.util.Map;

/// What a container of the lab may do: nothing that a server under test does not need. An image
/// that somebody names on the command line is not to be trusted more than that.
final class Confined {
    /// Netty unpacks its library there, which has to be mapped for execution.
    private static final Map<String, String> TEMPORARY = Map.of("/tmp", "rw,exec,nosuid,size=16m");

    private static final String NO_MORE_RIGHTS = "no-new-privileges";

    private Confined() {}

    /// Of a container beside a server's: the one right that what it does there takes.
    static HostConfig beside(Capability needed) {
        return HostConfig.newHostConfig()
                .withCapDrop(Capability.ALL)
                .withCapAdd(needed)
                .withSecurityOpts(List.of(NO_MORE_RIGHTS));
    }

    /// Root without its powers, on file systems of which only the volumes can be written to. It may
    /// still write to files of others, since the data folder of official images is not root's.
    static HostConfig host(String network) {
        return HostConfig.newHostConfig()
                .withNetworkMode(network)
                .withCapDrop(Capability.ALL)
                .withCapAdd(Capability.DAC_OVERRIDE)
                .withSecurityOpts(List.of(NO_MORE_RIGHTS))
                .withReadonlyRootfs(true)
                .withTmpFs(TEMPORARY);
    }
}
