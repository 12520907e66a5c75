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
import java.util.Locale;
import java.util.function.Consumer;

/// What people do to the servers during a drill. Each action is an operator event of the journal,
/// and that it succeeded is a premise of what follows.
public final class Operator {
    private static final Duration UP_MAX = Duration.ofSeconds(30);
    private static final Duration BETWEEN_PINGS = Duration.ofMillis(500);
    private static final int PINGS_MAX = 60;
    private static final Duration SLEEP_MAX = Duration.ofSeconds(9);

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

    /// Types a command that the server may well refuse, as a script without a check does: it is
    /// written down and no premise, and the drill goes on either way.
    ///
    /// @return whether the server accepted it
    public boolean attempt(NodeId node, String... words) {
        List<String> typed = List.of(words);
        OperatorOutcome outcome = cluster.operate(new OperatorCommand(node, typed));
        record(node, OperatorCommands.parse(typed), outcome);
        return outcome.succeeded();
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

    /// redis.conf as it stands, as a careful operator keeps a copy before changing it.
    public String copyOfRedisConf(NodeId node) {
        return cluster.redisConf(node);
    }

    /// Puts another file in the place of redis.conf: an older copy, that of another node. The node
    /// does not notice before it is restarted.
    ///
    /// @param what it is, for people, for example `the copy of last week`
    public void replaceRedisConf(NodeId node, String text, String what) {
        acted(
                node,
                new OperatorAction.ConfigReplaced(what),
                cluster.operate(new EditConfig(node, text)),
                "has " + what + " as its redis.conf");
    }

    /// Restarts a node with another redis.conf, see [#replaceRedisConf].
    public void restartWith(NodeId node, String redisConf, String what) {
        replaceRedisConf(node, redisConf, what);
        restart(node);
    }

    /// Restarts a node whose redis.conf is missing: it comes up with every directive at its
    /// default, and as a master.
    public void restartWithoutRedisConf(NodeId node) {
        restartWith(node, "", "an empty file");
    }

    /// Restarts one node after the other, each when the one before answers and some time has
    /// passed, as a rolling upgrade does.
    public void rollingRestart(List<NodeId> nodes, Duration between) {
        for (NodeId node : nodes) {
            restart(node);
            cluster.runFor(between);
        }
    }

    // Mistakes, each at a node that the scenario picks.

    /// Deletes every key of a node, which tells its replicas: what was meant for another one.
    public void flushAll(NodeId node) {
        command(node, "FLUSHALL");
    }

    /// Makes a node a replica of itself: it takes no writes and never gets a master.
    public void followItself(NodeId node) {
        follow(node, node);
    }

    /// DEBUG SLEEP: the node does nothing for that long, and the operator waits for it.
    ///
    /// @param asleep at most nine seconds, after which no answer is waited for
    public void debugSleep(NodeId node, Duration asleep) {
        if (asleep.isNegative() || asleep.compareTo(SLEEP_MAX) > 0) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "DEBUG SLEEP for %d ms: give it at most %d s.",
                            asleep.toMillis(),
                            SLEEP_MAX.toSeconds()));
        }
        String seconds = String.format(Locale.ROOT, "%.3f", asleep.toMillis() / 1e3);
        command(node, "DEBUG", "SLEEP", seconds);
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

    /// Starts a node whose process has ended and which may not accept what lies in its data folder:
    /// the drill goes on either way.
    ///
    /// @return whether it came up and answers
    public boolean attemptStart(NodeId node) {
        record(node, new OperatorAction.Restarted(), cluster.operate(new RestartNode(node)));
        boolean answers = readings.answers(node);
        for (int i = 0; i < PINGS_MAX && !answers && cluster.running(node); i++) {
            cluster.runFor(BETWEEN_PINGS);
            answers = readings.answers(node);
        }
        return answers;
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
