package dev.firedrill.faults.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.VolumesFrom;
import dev.firedrill.faults.docker.tool.DiskState;
import dev.firedrill.faults.docker.tool.DiskTool;
import dev.firedrill.faults.docker.tool.Rehearsed;
import dev.firedrill.faults.lab.DiskConditions;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// How the disks of a cluster answer their servers, and damage to the files on them. A server is
/// traced while its disk is not sound, from its first call on where it is started again meanwhile.
final class DiskFaults {
    private final SideContainers beside;
    private final Map<NodeId, DiskState> wanted = new TreeMap<>();
    private final Map<NodeId, Tracing> tracings = new TreeMap<>();

    DiskFaults(SideContainers beside) {
        this.beside = beside;
    }

    /// What a write of a server meets.
    ///
    /// @param rehearsed empty when it could not be tried out
    /// @param refused with which error a call of the server itself was refused
    /// @param why it could not be tried out
    record Met(Optional<Rehearsed> rehearsed, OptionalInt refused, String why) {}

    private DiskState wanted(NodeContainer node) {
        return Objects.requireNonNull(wanted.getOrDefault(node.node(), DiskState.SOUND));
    }

    /// Makes the server's disk answer like that.
    synchronized void follow(NodeContainer node, DiskConditions conditions) {
        var disk =
                new DiskState(
                        conditions.readOnly(),
                        conditions.failsWrite(),
                        conditions.full(),
                        conditions.failsFsync(),
                        conditions.fsyncDelay());
        if (disk.equals(wanted(node))) {
            return;
        }
        wanted.put(node.node(), disk);
        Tracing tracing = tracings.get(node.node());
        if (disk.equals(DiskState.SOUND)) {
            drop(node);
        } else if (node.running() && tracing != null) {
            tracing.follow(disk);
        } else if (node.running()) {
            trace(node, disk, false);
        }
    }

    synchronized boolean isSound(NodeContainer node) {
        return wanted(node).equals(DiskState.SOUND);
    }

    /// The server has been started again: it is paused until it is traced.
    synchronized void started(NodeContainer node) {
        Tracing ofLastProcess = tracings.remove(node.node());
        if (ofLastProcess != null) {
            ofLastProcess.forget();
        }
        if (!isSound(node)) {
            trace(node, wanted(node), true);
        }
    }

    private void trace(NodeContainer node, DiskState disk, boolean paused) {
        try {
            tracings.put(node.node(), Tracing.begin(beside, node, disk, paused));
        } catch (DockerException ended) {
            if (node.isRunningNow()) {
                throw ended;
            }
        }
    }

    private void drop(NodeContainer node) {
        Tracing tracing = tracings.remove(node.node());
        if (tracing != null) {
            tracing.leave();
        }
    }

    synchronized Met rehearse(NodeContainer node) {
        Tracing tracing = tracings.get(node.node());
        if (!node.running()) {
            return new Met(
                    Optional.empty(),
                    tracing == null ? OptionalInt.empty() : tracing.refused(),
                    "the process is gone");
        }
        boolean forThisOnly = tracing == null;
        if (forThisOnly) {
            trace(node, wanted(node), false);
            tracing = tracings.get(node.node());
        }
        if (tracing == null) {
            return new Met(Optional.empty(), OptionalInt.empty(), "the process is gone");
        }
        Optional<Rehearsed> met = tracing.rehearse(wanted(node));
        var answer = new Met(met, tracing.refused(), tracing.lastWords());
        if (forThisOnly) {
            drop(node);
        }
        return answer;
    }

    // Damage.

    /// @return what the tool said
    String flip(NodeContainer node, String file, long offset, int bit) {
        return damage(node, "flip", file, Long.toString(offset), Integer.toString(bit));
    }

    /// @return what the tool said
    String truncate(NodeContainer node, String file, long length) {
        return damage(node, "truncate", file, Long.toString(length));
    }

    /// In place: a server that has the file open goes on with the damaged one.
    private String damage(NodeContainer node, String task, String... arguments) {
        var host =
                Confined.beside(Capability.DAC_OVERRIDE)
                        .withVolumesFrom(new VolumesFrom(node.id()));
        var words = new ArrayList<>(List.of(task, NodeContainer.DATA));
        words.addAll(List.of(arguments));
        return beside.run(DiskTool.class, host, words);
    }
}
