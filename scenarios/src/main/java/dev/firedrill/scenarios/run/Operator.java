package dev.firedrill.scenarios.run;

import dev.firedrill.faults.injection.OperatorAction.EditConfig;
import dev.firedrill.faults.injection.OperatorAction.OperatorCommand;
import dev.firedrill.faults.injection.OperatorAction.RestartNode;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What people do to the servers during a drill. Each action is an operator event of the journal,
/// and that it succeeded is a premise of what follows.
public final class Operator {
    private static final Duration UP_MAX = Duration.ofSeconds(30);
    private static final Duration BETWEEN_PINGS = Duration.ofMillis(500);
    private static final int PINGS_MAX = 60;

    private final Cluster cluster;
    private final Roles roles;
    private final Readings readings;
    private final Consumer<Event> journal;
    private final Premises premises;

    /// Whether the user's own configuration is judged, with nothing of the scenario's.
    private final boolean ownConfigurationAlone;

    Operator(
            Cluster cluster,
            Roles roles,
            Readings readings,
            Consumer<Event> journal,
            Premises premises,
            boolean ownConfigurationAlone) {
        this.cluster = cluster;
        this.roles = roles;
        this.readings = readings;
        this.journal = journal;
        this.premises = premises;
        this.ownConfigurationAlone = ownConfigurationAlone;
    }

    /// Types a command at the node itself, past all links.
    public void command(NodeId node, String... words) {
        List<String> typed = List.of(words);
        acted(
                node,
                OperatorCommands.parse(typed),
                cluster.operate(new OperatorCommand(node, typed)),
                "takes " + String.join(" ", typed));
    }

    /// Types a command at the node itself and does not look at the answer, as a script without a
    /// check: it is written down, and no premise.
    public void attempt(NodeId node, String... words) {
        List<String> typed = List.of(words);
        record(
                node,
                OperatorCommands.parse(typed),
                cluster.operate(new OperatorCommand(node, typed)));
    }

    public void configSet(NodeId node, String directive, String value) {
        command(node, "CONFIG", "SET", directive, value);
    }

    /// Sets what belongs to the scenario's configuration and not to the incident. Where the user's
    /// own configuration is judged instead, nothing is set.
    ///
    /// @return whether it was set
    public boolean tune(NodeId node, String directive, String value) {
        if (!ownConfigurationAlone) {
            configSet(node, directive, value);
        }
        return !ownConfigurationAlone;
    }

    public void configRewrite(NodeId node) {
        command(node, "CONFIG", "REWRITE");
    }

    /// Makes a replica a master: REPLICAOF NO ONE. From then on it is the drill's master.
    public void promote(NodeId replica) {
        command(replica, "REPLICAOF", "NO", "ONE");
    }

    /// Makes a node follow another one: REPLICAOF.
    public void follow(NodeId node, NodeId master) {
        String[] address = cluster.address(node, master).split(" ", 2);
        command(node, "REPLICAOF", address[0], address[1]);
    }

    /// Puts lines at the end of redis.conf, where they win; the node does not notice.
    public void appendToRedisConf(NodeId node, String... lines) {
        String text =
                cluster.redisConf(node).stripTrailing() + "\n" + String.join("\n", lines) + "\n";
        acted(
                node,
                new OperatorAction.ConfigEdited(List.of(lines)),
                cluster.operate(new EditConfig(node, text)),
                "has the edited redis.conf");
    }

    /// Restarts a node with its redis.conf as it stands, and compares what runs before and after.
    public void restart(NodeId node) {
        readings.observe(node, Moment.RUNNING);
        acted(
                node,
                new OperatorAction.Restarted(),
                cluster.operate(new RestartNode(node)),
                "starts again");
        cluster.await(UP_MAX, () -> cluster.running(node));
        for (int i = 0; i < PINGS_MAX && !readings.answers(node); i++) {
            cluster.runFor(BETWEEN_PINGS);
        }
        readings.observe(node, Moment.AFTER_RESTART);
        readings.readBack(node, Moment.AFTER_RESTART);
    }

    /// @param claim what the node does in turn: a premise of what follows
    private void acted(NodeId node, OperatorAction action, OperatorOutcome outcome, String claim) {
        record(node, action, outcome);
        premises.observed(node + " " + claim, outcome.succeeded(), outcome.seen());
    }

    private void record(NodeId node, OperatorAction action, OperatorOutcome outcome) {
        if (action instanceof OperatorAction.Promoted && outcome.succeeded()) roles.promoted(node);
        journal.accept(
                new Event.OperatorActed(
                        cluster.nowNanos(),
                        node.name(),
                        action,
                        outcome.succeeded(),
                        outcome.seen()));
    }
}
