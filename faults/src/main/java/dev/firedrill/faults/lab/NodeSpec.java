package dev.firedrill.faults.lab;

import dev.firedrill.faults.topology.NodeId;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

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
/// @param ownLines how many lines at the beginning of redis.conf are the user's: they reach the
///   server as they are, without addresses put in and without translation
/// @param modules files of this machine that a lab copies into [#FOLDER]
/// @param confMount what of [#FOLDER] is mounted from outside
public record NodeSpec(
        NodeId id,
        String redisConf,
        List<String> arguments,
        OptionalLong memoryCapBytes,
        boolean supervised,
        int ownLines,
        List<Path> modules,
        ConfMount confMount) {
    /// Where redis.conf lies on a node that has a file system.
    public static final String FOLDER = "/conf";

    public NodeSpec {
        arguments = List.copyOf(arguments);
        modules = List.copyOf(modules);
    }

    /// A server with the scenario's configuration.
    public NodeSpec(
            NodeId id,
            String redisConf,
            List<String> arguments,
            OptionalLong memoryCapBytes,
            boolean supervised) {
        this(id, redisConf, arguments, memoryCapBytes, supervised, 0, List.of(), ConfMount.FOLDER);
    }

    /// The same with another configuration.
    ///
    /// @param text the user's lines, and what follows them
    /// @param own how many lines are the user's
    public NodeSpec configured(String text, List<String> words, int own, List<Path> loaded) {
        return new NodeSpec(id, text, words, memoryCapBytes, supervised, own, loaded, confMount);
    }

    /// The same with a memory cap.
    public NodeSpec capped(long bytes) {
        return new NodeSpec(
                id,
                redisConf,
                arguments,
                OptionalLong.of(bytes),
                supervised,
                ownLines,
                modules,
                confMount);
    }

    /// The same with a supervisor.
    public NodeSpec withSupervisor() {
        return new NodeSpec(
                id, redisConf, arguments, memoryCapBytes, true, ownLines, modules, confMount);
    }

    /// The same with redis.conf mounted like that.
    public NodeSpec mounting(ConfMount mount) {
        return new NodeSpec(
                id, redisConf, arguments, memoryCapBytes, supervised, ownLines, modules, mount);
    }

    /// A redis.conf of this node with a change to what follows the user's lines.
    public String behindOwnLines(String text, UnaryOperator<String> change) {
        int end = 0;
        for (int line = 0; line < ownLines && end < text.length(); line++) {
            int next = text.indexOf('\n', end);
            end = next < 0 ? text.length() : next + 1;
        }
        return text.substring(0, end) + change.apply(text.substring(end));
    }
}
