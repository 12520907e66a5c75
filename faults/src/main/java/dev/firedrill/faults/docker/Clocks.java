package dev.firedrill.faults.docker;

import com.github.dockerjava.api.model.Capability;
import dev.firedrill.faults.docker.tool.ClockShift;
import dev.firedrill.faults.docker.tool.ClockTool;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// The clocks of a cluster's machines. Containers share their kernel's clock, so each process of a
/// server is changed to read a shifted time; after a restart the new process is changed too.
final class Clocks {
    private static final String DONE = "ok ";
    private static final String SERVER_PROCESS = "1";

    private final SideContainers beside;
    private final Map<NodeId, ClockShift> shifts = new TreeMap<>();

    Clocks(SideContainers beside) {
        this.beside = beside;
    }

    /// Why this machine does not allow it; empty when it does.
    static Optional<String> refusal(SideContainers beside) {
        String answer =
                beside.run(
                        ClockTool.class,
                        Confined.beside(Capability.SYS_PTRACE),
                        List.of("check", SERVER_PROCESS));
        return answer.startsWith(DONE) ? Optional.empty() : Optional.of(answer);
    }

    private ClockShift shift(NodeContainer node) {
        return Objects.requireNonNull(shifts.getOrDefault(node.node(), ClockShift.NONE));
    }

    /// Whether it shows the time of the machine that runs the containers.
    synchronized boolean isTrue(NodeContainer node) {
        return shift(node).equals(ClockShift.NONE);
    }

    /// @param partsPerMillion how much too fast the clock runs from now on
    /// @param traced another tracer has hold of the server: then it is paused for the change
    synchronized void change(
            NodeContainer node, Duration by, double partsPerMillion, boolean traced) {
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        ClockShift wanted = shift(node).changed(now, by.toNanos(), partsPerMillion);
        shifts.put(node.node(), wanted);
        if (!node.running()) {
            return;
        }
        if (node.conditions().paused()) {
            started(node);
        } else if (traced) {
            node.pause();
            started(node);
            node.unpause();
        } else {
            run(node, "change", Long.toString(by.toNanos()), Double.toString(partsPerMillion))
                    .ifPresent(done -> shifts.put(node.node(), done));
        }
    }

    /// Sets the clock of a process that stands still.
    synchronized void started(NodeContainer node) {
        if (!isTrue(node)) {
            run(node, "restore", shift(node).text().split(" ", -1));
        }
    }

    /// As the process has it; empty when it cannot be read.
    synchronized Optional<ClockShift> read(NodeContainer node) {
        return node.running() ? run(node, "read") : Optional.empty();
    }

    private Optional<ClockShift> run(NodeContainer node, String task, String... arguments) {
        var words = new ArrayList<>(List.of(task, SERVER_PROCESS));
        words.addAll(List.of(arguments));
        var host = Confined.beside(Capability.SYS_PTRACE).withPidMode("container:" + node.id());
        String answer = beside.run(ClockTool.class, host, words);
        return answer.startsWith(DONE)
                ? Optional.of(
                        ClockShift.parse(List.of(answer.substring(DONE.length()).split(" ", -1))))
                : Optional.empty();
    }
}
