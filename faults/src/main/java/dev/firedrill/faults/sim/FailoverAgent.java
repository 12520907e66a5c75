package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.Guard;
import dev.firedrill.faults.lab.GuardEvent;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One of the processes that take Sentinel's place in the simulator.
///
/// ```
///              the quorum takes          a majority             the replica
///              the master for down       votes for it           says: master
///   Watching ----------------> Candidate ----------> Promoting ------------> Watching, next master
///      ^                           |                     |
///      |______ no majority ________|_ failover-timeout __|
/// ```
///
/// An agent that follows another one's failover stays at `Watching` and takes over the next master
/// from that agent's [AgentMessage.Config]. See [FailoverAgents] for what Sentinel does otherwise.
final class FailoverAgent {
    private static final long SECOND = 1_000_000_000L;

    /// How often it looks at everything.
    private static final long PERIOD = SECOND;

    /// What an answer of another agent is worth.
    private static final long ANSWER_COUNTS_FOR = 5 * SECOND;

    /// Candidates wait a random time, so that not all of them stand in the same term.
    private static final long HESITATION_MAX = SECOND;

    private static final long ELECTION_MAX = 10 * SECOND;

    /// How long a node must have been up as a master before it is demoted: the agents have told
    /// each other who the master is by then.
    private static final long DEMOTION_AFTER = 8 * SECOND;

    /// The world around an agent.
    interface Surroundings {
        long nowNanos();

        void after(long nanos, Runnable task);

        void send(NodeId peer, AgentMessage message);

        /// `host port` under which one node reaches another.
        String address(NodeId from, NodeId to);
    }

    private sealed interface State {
        /// @param notBeforeNanos when it may try to fail over
        record Watching(long notBeforeNanos) implements State {}

        record Candidate(long term, long sinceNanos, Set<NodeId> votes) implements State {}

        record Promoting(long term, long sinceNanos, NodeWatch chosen) implements State {}
    }

    private final NodeId self;
    private final Guard.Sentinel guard;
    private final List<NodeId> peers;
    private final Surroundings world;
    private final Prng prng;
    private final Consumer<GuardEvent> tell;
    private final Map<NodeId, NodeWatch> watches = new LinkedHashMap<>();

    private State state = new State.Watching(0);
    private NodeId master;

    /// In which the present master was promoted.
    private long masterTerm;

    /// The latest that anybody has named.
    private long term;

    private long votedTerm;
    private @Nullable NodeId votedFor;

    /// Whether the quorum takes the master for down.
    private boolean agreed;

    private boolean hesitates;

    /// Who takes the master for down, and when it was asked.
    private final Map<NodeId, Long> agreeing = new TreeMap<>();

    /// @param watched every node, the master first
    FailoverAgent(
            NodeId self,
            Guard.Sentinel guard,
            List<NodeWatch> watched,
            Surroundings world,
            Prng prng,
            Consumer<GuardEvent> tell) {
        this.self = self;
        this.guard = guard;
        this.world = world;
        this.prng = prng;
        this.tell = tell;
        peers = guard.sites().stream().filter(site -> !site.equals(self)).toList();
        watched.forEach(watch -> watches.put(watch.node(), watch));
        master = watched.getFirst().node();
    }

    void start() {
        world.after(prng.nextLong(PERIOD), this::tick);
    }

    private void tick() {
        watches.values().forEach(NodeWatch::ask);
        watches.values().forEach(this::notice);
        switch (state) {
            case State.Watching _ -> watch();
            case State.Candidate candidate -> campaign(candidate);
            case State.Promoting promoting -> awaitPromotion(promoting);
        }
        for (NodeId peer : peers) {
            world.send(peer, new AgentMessage.Config(self, masterTerm, master));
        }
        world.after(PERIOD, this::tick);
    }

    private NodeWatch watched(NodeId node) {
        NodeWatch watch = watches.get(node);
        if (watch == null) throw new IllegalArgumentException("nobody watches " + node);
        return watch;
    }

    private void notice(NodeWatch node) {
        boolean silent = node.silentNanos() > guard.downAfter().toNanos();
        if (silent && !node.isDown()) {
            node.takeForDown();
            tell.accept(new GuardEvent.SawDown(node.node()));
        } else if (!silent && node.isDown()) {
            node.takeForUp();
            tell.accept(new GuardEvent.SawUp(node.node()));
        }
    }

    // Whether the master is down.

    private void watch() {
        if (!watched(master).isDown()) {
            agreed = false;
            repairRoles();
            return;
        }
        askPeers(term, false);
        judge();
    }

    private void askPeers(long inTerm, boolean candidate) {
        for (NodeId peer : peers) {
            world.send(
                    peer,
                    new AgentMessage.Question(self, master, world.nowNanos(), inTerm, candidate));
        }
    }

    /// Counts who takes the master for down.
    private void judge() {
        if (!(state instanceof State.Watching(long notBefore)) || !watched(master).isDown()) {
            return;
        }
        long now = world.nowNanos();
        agreeing.values().removeIf(askedAt -> now - askedAt > ANSWER_COUNTS_FOR);
        int votes = agreeing.size() + 1;
        boolean enough = votes >= guard.quorum();
        if (enough && !agreed) {
            tell.accept(new GuardEvent.AgreedDown(master, votes, guard.quorum()));
        }
        agreed = enough;
        if (agreed && !hesitates && now >= notBefore) {
            hesitates = true;
            world.after(prng.nextLong(HESITATION_MAX), this::stand);
        }
    }

    // Who fails over.

    /// Stands in the next term, unless it has voted for another one meanwhile.
    private void stand() {
        hesitates = false;
        if (!(state instanceof State.Watching(long notBefore))
                || !agreed
                || world.nowNanos() < notBefore) {
            return;
        }
        votedTerm = ++term;
        votedFor = self;
        var candidate = new State.Candidate(term, world.nowNanos(), new TreeSet<>(List.of(self)));
        state = candidate;
        askPeers(term, true);
        countVotes(candidate);
    }

    private void campaign(State.Candidate candidate) {
        long most = Math.min(ELECTION_MAX, guard.failoverTimeout().toNanos());
        if (world.nowNanos() - candidate.sinceNanos() > most) {
            giveUp(candidate.sinceNanos(), "not-elected");
        } else {
            askPeers(candidate.term(), true);
        }
    }

    private void countVotes(State.Candidate candidate) {
        int majority = guard.processes() / 2 + 1;
        if (candidate.votes().size() >= Math.max(majority, guard.quorum())) {
            tell.accept(new GuardEvent.Elected(master));
            choose(candidate);
        }
    }

    private void giveUp(long sinceNanos, String why) {
        tell.accept(new GuardEvent.GaveUp(master, why));
        state = new State.Watching(sinceNanos + 2 * guard.failoverTimeout().toNanos());
    }

    // Failing over.

    private void choose(State.Candidate candidate) {
        NodeWatch best = null;
        for (NodeWatch node : watches.values()) {
            boolean fit =
                    node.isReplica()
                            && !node.node().equals(master)
                            && !node.isDown()
                            && node.silentNanos() < ANSWER_COUNTS_FOR;
            if (fit && (best == null || node.offset() > best.offset())) best = node;
        }
        if (best == null) {
            giveUp(candidate.sinceNanos(), "no-good-slave");
            return;
        }
        tell.accept(new GuardEvent.Chose(best.node()));
        best.send("REPLICAOF", "NO", "ONE");
        best.send("CONFIG", "REWRITE");
        state = new State.Promoting(candidate.term(), world.nowNanos(), best);
    }

    private void awaitPromotion(State.Promoting promoting) {
        NodeWatch chosen = promoting.chosen();
        if (!chosen.isMaster()) {
            if (world.nowNanos() - promoting.sinceNanos() > guard.failoverTimeout().toNanos()) {
                giveUp(promoting.sinceNanos(), "slave-timeout");
            }
            return;
        }
        tell.accept(new GuardEvent.Promoted(chosen.node()));
        for (NodeWatch node : watches.values()) {
            boolean left = !node.isDown() && node.isReplica() && node != chosen;
            if (left && follow(node, chosen.node())) {
                tell.accept(new GuardEvent.Repointed(node.node()));
            }
        }
        takeOver(promoting.term(), chosen.node());
    }

    private boolean follow(NodeWatch node, NodeId newMaster) {
        String[] address = world.address(node.node(), newMaster).split(" ", 2);
        node.judgeAnew();
        return node.send("REPLICAOF", address[0], address[1]) && node.send("CONFIG", "REWRITE");
    }

    private void takeOver(long newTerm, NodeId newMaster) {
        if (!newMaster.equals(master)) {
            tell.accept(new GuardEvent.SwitchedMaster(master, newMaster));
        }
        masterTerm = newTerm;
        master = newMaster;
        agreed = false;
        agreeing.clear();
        state = new State.Watching(0);
        watches.values().forEach(NodeWatch::judgeAnew);
    }

    /// Demotes a former master that is seen again, and repoints a replica that follows another
    /// node: once either has been so for a while, and only while the present master is a master.
    private void repairRoles() {
        if (!watched(master).isMaster()) return;
        var strayed = new ArrayList<>(watches.values());
        strayed.removeIf(node -> node.node().equals(master) || node.isDown());
        for (NodeWatch node : strayed) {
            if (node.isMaster()) {
                if (node.steadyNanos() > DEMOTION_AFTER && follow(node, master)) {
                    tell.accept(new GuardEvent.Demoted(node.node()));
                }
            } else if (node.isReplica() && !node.follows(master)) {
                if (node.steadyNanos() > guard.failoverTimeout().toNanos()
                        && follow(node, master)) {
                    tell.accept(new GuardEvent.Repointed(node.node()));
                }
            }
        }
    }

    // What others say.

    void receive(AgentMessage message) {
        switch (message) {
            case AgentMessage.Question question -> answer(question);
            case AgentMessage.Answer answer -> answered(answer);
            case AgentMessage.Config config -> {
                term = Math.max(term, config.term());
                if (config.term() > masterTerm) takeOver(config.term(), config.master());
            }
        }
    }

    private void answer(AgentMessage.Question question) {
        term = Math.max(term, question.term());
        if (question.candidate() && question.term() > votedTerm) {
            votedTerm = question.term();
            votedFor = question.from();
            if (state instanceof State.Watching) {
                long pause = 2 * guard.failoverTimeout().toNanos();
                state = new State.Watching(world.nowNanos() + pause);
            }
        }
        boolean down = question.master().equals(master) && watched(master).isDown();
        world.send(
                question.from(),
                new AgentMessage.Answer(
                        self,
                        question.master(),
                        question.askedAtNanos(),
                        down,
                        votedTerm,
                        Optional.ofNullable(votedFor)));
    }

    private void answered(AgentMessage.Answer answer) {
        boolean stale = world.nowNanos() - answer.askedAtNanos() > ANSWER_COUNTS_FOR;
        if (stale || !answer.master().equals(master)) return;
        if (answer.down()) {
            agreeing.put(answer.from(), answer.askedAtNanos());
        } else {
            agreeing.remove(answer.from());
        }
        if (state instanceof State.Candidate candidate
                && answer.votedTerm() == candidate.term()
                && answer.vote().equals(Optional.of(self))) {
            candidate.votes().add(answer.from());
            countVotes(candidate);
        } else {
            judge();
        }
    }
}
