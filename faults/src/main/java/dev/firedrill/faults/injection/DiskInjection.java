package dev.firedrill.faults.injection;

import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;

/// What can be broken on the disk below a node's data folder.
public sealed interface DiskInjection extends Injection {
    NodeId node();

    @Override
    default String describe() {
        String figures =
                switch (this) {
                    case ThrottleDisk(_, long bytesPerSecond) -> " " + bytesPerSecond + " B/s";
                    case DelayFsync(_, var delay) -> " " + InjectionText.millis(delay);
                    case FailFsync _, FailWrite _, FillDisk _, ReadOnlyDisk _ -> "";
                    case CrashDuringNextWrite(_, int kept) -> " keeping " + kept + " B";
                    case FlipBit(_, var file, long offset, int bit) ->
                            " " + file + " byte " + offset + " bit " + bit;
                    case TruncateFile(_, var file, long length) ->
                            " " + file + " to " + length + " B";
                };
        return InjectionText.of(this, node(), figures);
    }

    /// Of several the lowest counts.
    record ThrottleDisk(NodeId node, long bytesPerSecond) implements DiskInjection {}

    /// Of several the longest counts.
    record DelayFsync(NodeId node, Duration delay) implements DiskInjection {}

    record FailFsync(NodeId node) implements DiskInjection {}

    record FailWrite(NodeId node) implements DiskInjection {}

    record FillDisk(NodeId node) implements DiskInjection {}

    record ReadOnlyDisk(NodeId node) implements DiskInjection {}

    /// The process dies inside its next write, of which the given number of bytes gets through.
    /// That write uses it up.
    record CrashDuringNextWrite(NodeId node, int bytesKept) implements DiskInjection {}

    record FlipBit(NodeId node, String file, long offset, int bit)
            implements DiskInjection, Lasting {}

    record TruncateFile(NodeId node, String file, long length) implements DiskInjection, Lasting {}
}
