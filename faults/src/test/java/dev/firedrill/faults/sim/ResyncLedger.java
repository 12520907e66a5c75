package dev.firedrill.faults.sim;

import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the servers of a campaign logged: each decision about a resynchronisation, and whatever no
/// server may ever say or do by itself.
final class ResyncLedger implements LabListener {
    private static final Pattern DECIDED =
            Pattern.compile("firedrill: resync-decided replica=(\\S+) kind=(\\S+) reason=(\\S+).*");

    /// @param follower the one that asked
    record Decision(NodeId master, String follower, boolean full, String reason) {}

    private final List<String> lines = new ArrayList<>();
    private final List<Decision> decisions = new ArrayList<>();
    private String neverSaid = "";
    private int sinceDecision;

    @Override
    public void log(long atNanos, NodeId node, String text) {
        lines.add("%d ms %s %s".formatted(atNanos / 1_000_000, node, text));
        Matcher decided = DECIDED.matcher(text);
        if (decided.matches()) {
            decisions.add(
                    new Decision(
                            node,
                            decided.group(1),
                            decided.group(2).equals("full"),
                            decided.group(3)));
        }
        if (text.contains("== CRITICAL ==") || text.contains("Protocol error (Master)")) {
            neverSaid = node + " says: " + text;
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

    String text() {
        return String.join("\n", lines);
    }
}
