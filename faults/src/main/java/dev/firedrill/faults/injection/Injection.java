package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;

/// A primitive that a lab can be asked to carry out. The family is closed: adding one makes javac
/// list every place that has to answer it. It grows only when a fault does not fit.
public sealed interface Injection {
    /// The primitive with its concrete target and figures, for journals and people: `CutLink
    /// M->R1`.
    default String describe() {
        return InjectionText.of(this);
    }

    /// Whether it leaves a change behind rather than a state that can be healed.
    default boolean isLasting() {
        return switch (this) {
            case ResetLink _,
                    KillNode _,
                    TerminateNode _,
                    RestartNode _,
                    RestartNodeWith _,
                    PowerLoss _,
                    FlipBit _,
                    TruncateFile _,
                    JumpClock _,
                    OperatorCommand _,
                    EditConfig _ ->
                    true;
            case CutLink _,
                    RefuseLink _,
                    DelayLink _,
                    LimitLink _,
                    SlowCloseLink _,
                    DropLinkAfter _,
                    BlackholeLink _,
                    PauseNode _,
                    SuperviseNode _,
                    ThrottleDisk _,
                    DelayFsync _,
                    FailFsync _,
                    FailWrite _,
                    FillDisk _,
                    ReadOnlyDisk _,
                    CrashDuringNextWrite _,
                    CapMemory _,
                    LimitCpu _,
                    DriftClock _ ->
                    false;
        };
    }

    // Links. One direction each.

    /// Bytes wait and nothing is lost, as under a partition; time-outs end the connections.
    record CutLink(LinkId link) implements Injection {}

    /// New connections from `link.from` to `link.to` are refused and existing ones are closed.
    record RefuseLink(LinkId link) implements Injection {}

    /// Existing connections over the link are reset, once.
    record ResetLink(LinkId link) implements Injection {}

    /// Replaces the link's own latency.
    record DelayLink(LinkId link, Duration delay, Duration jitter) implements Injection {}

    /// Replaces the link's own bandwidth.
    record LimitLink(LinkId link, long bytesPerSecond) implements Injection {}

    record SlowCloseLink(LinkId link, Duration delay) implements Injection {}

    /// Every connection over the link is closed after that many bytes.
    record DropLinkAfter(LinkId link, long bytes) implements Injection {}

    /// Bytes vanish, and the connection is closed after that time.
    record BlackholeLink(LinkId link, Duration closeAfter) implements Injection {}

    // Processes.

    /// kill -9: files keep what the kernel has.
    record KillNode(NodeId node) implements Injection {}

    /// SIGTERM.
    record TerminateNode(NodeId node) implements Injection {}

    /// SIGSTOP; healed by SIGCONT. TCP stays up.
    record PauseNode(NodeId node) implements Injection {}

    /// SIGTERM, wait for the exit, start with the configuration file as it stands.
    record RestartNode(NodeId node) implements Injection {}

    /// As [RestartNode], with this redis.conf in place of the present one.
    record RestartNodeWith(NodeId node, String redisConf, List<String> arguments)
            implements Injection {
        public RestartNodeWith {
            arguments = List.copyOf(arguments);
        }
    }

    /// A supervisor that starts the process again that long after it has died; healed by switching
    /// it off.
    record SuperviseNode(NodeId node, Duration delay) implements Injection {}

    // Disks.

    record ThrottleDisk(NodeId node, long bytesPerSecond) implements Injection {}

    record DelayFsync(NodeId node, Duration delay) implements Injection {}

    record FailFsync(NodeId node) implements Injection {}

    record FailWrite(NodeId node) implements Injection {}

    record FillDisk(NodeId node) implements Injection {}

    record ReadOnlyDisk(NodeId node) implements Injection {}

    /// The process dies inside its next write, of which the given number of bytes gets through.
    record CrashDuringNextWrite(NodeId node, int bytesKept) implements Injection {}

    /// kill -9 and everything that was not fsynced is gone.
    record PowerLoss(NodeId node) implements Injection {}

    record FlipBit(NodeId node, String file, long offset, int bit) implements Injection {}

    record TruncateFile(NodeId node, String file, long length) implements Injection {}

    // Memory, CPU, clock.

    /// Above it the kernel kills the process.
    record CapMemory(NodeId node, long bytes) implements Injection {}

    record LimitCpu(NodeId node, double cores) implements Injection {}

    record JumpClock(NodeId node, Duration by) implements Injection {}

    record DriftClock(NodeId node, double partsPerMillion) implements Injection {}

    // The operator.

    /// A command typed at the node, for example `CONFIG SET appendonly yes`.
    record OperatorCommand(NodeId node, List<String> command) implements Injection {
        public OperatorCommand {
            command = List.copyOf(command);
        }
    }

    /// redis.conf edited or replaced on the disk, without a restart.
    record EditConfig(NodeId node, String redisConf) implements Injection {}
}
