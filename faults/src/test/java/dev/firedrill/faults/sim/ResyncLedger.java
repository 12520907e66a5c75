package dev.firedrill.faults.sim;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import dev.firedrill.engine.port.NodeEventCodec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;

/// What the servers of a campaign reported and logged: each decision about a resynchronisation, and
/// whatever no server may ever say or do by itself.
final class ResyncLedger implements LabListener {
    /// @param follower the one that asked
    record Decision(NodeId master, String follower, boolean full, ResyncReason reason) {}

    private final List<String> lines = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private String neverSaid = "";
    private int sinceDecision;

    @Override
    public void log(long atNanos, NodeId node, String text) {
        lines.add("%d ms %s %s".formatted(atNanos / 1_000_000, node, text));
        if (text.contains("== CRITICAL ==") || text.contains("Protocol error (Master)")) {
            neverSaid = node + " says: " + text;
        }
    }

    @Override
    public void reported(long atNanos, NodeId node, NodeEvent event) {
        lines.add("%d ms %s %s".formatted(atNanos / 1_000_000, node, NodeEventCodec.print(event)));
        if (event instanceof NodeEvent.ResyncDecided decided) {
            boolean full = decided.kind() == ResyncKind.FULL;
            decisions.add(new Decision(node, decided.replica(), full, decided.reason()));
        }
    }

    @Override
    public void started(long atNanos, NodeId node) {
        lines.add("%d ms %s started".formatted(atNanos / 1_000_000, node));
    }

    @Override
    public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
        lines.add("%d ms %s exited %d %s".formatted(atNanos / 1_000_000, node, exitCode, cause));
        if (cause == ExitCause.OWN_DECISION && exitCode != 0) {
            neverSaid = "%s ends by itself with %d".formatted(node, exitCode);
        }
    }

    /// Empty as long as all is well.
    String neverSaid() {
        return neverSaid;
    }

    /// Decisions from here on are those of the next step.
    void nextStep(String name) {
        sinceDecision = decisions.size();
        lines.add("-- " + name);
    }

    List<Decision> ofThisStep(NodeId follower) {
        return decisions.subList(sinceDecision, decisions.size()).stream()
                .filter(decision -> decision.follower().equals(follower.name()))
                .toList();
    }

    long count(boolean full) {
        return decisions.stream().filter(decision -> decision.full() == full).count();
    }

    /// How many lines of a server were that one.
    ///
    /// @param line with the server's name before it
    int count(String line) {
        return (int) lines.stream().filter(known -> known.endsWith(" ms " + line)).count();
    }

    String text() {
        return String.join("\n", lines);
    }
}
