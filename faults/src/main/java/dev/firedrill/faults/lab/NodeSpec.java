package dev.firedrill.faults.lab;

import dev.firedrill.faults.topology.NodeId;
import java.util.List;
import java.util.OptionalLong;

/// One server as it is first started.
///
/// @param redisConf the text of its redis.conf. `${M}` stands for `host port` of node M as this
///   node reaches it, so that the same text works in both labs; a lab writes the real address. The
///   data folder, `port`, `bind`, `protected-mode no` and `enable-debug-command yes` (datasets are
///   compared by DEBUG DIGEST) are the lab's and are set on the command line. The lab authenticates
///   and uses the names of renamed commands, see [Access].
/// @param arguments command line after the configuration file, for example `--maxmemory`, `1gb`
/// @param memoryCapBytes above which the kernel kills the process
/// @param supervised whether a supervisor starts the process again after it has died
public record NodeSpec(
        NodeId id,
        String redisConf,
        List<String> arguments,
        OptionalLong memoryCapBytes,
        boolean supervised) {
    public NodeSpec {
        arguments = List.copyOf(arguments);
    }
}
