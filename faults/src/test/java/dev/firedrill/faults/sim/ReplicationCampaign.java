package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/// One seed of the campaign: a master with two replicas takes writes that can be repeated neither
/// twice nor out of order, while links drop, replicas die and come back without data, a replica is
/// promoted with or without the last writes of its master, the master is started again, and wall
/// clocks are set back and forth. After each such step:
///
/// - all three are at the same offset and have the same digest;
/// - the data is what the first commands of each client have made, all acknowledged ones among
///   them; after a promotion without the last writes, all that were acknowledged well before;
/// - each follower went on, or started over, as the offsets that were read from outside say.
final class ReplicationCampaign {
    private static final List<NodeId> NODES =
            List.of(new NodeId("M"), new NodeId("R1"), new NodeId("R2"));
    private static final int STEPS = 5;
    private static final int FILLER_KEYS = 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /// As long as a write may take to reach the replicas over links that work.
    private static final Duration LAG_MAX = Duration.ofSeconds(1);

    /// What a follower must have been told in a step.
    private enum Wanted {
        PARTIAL,
        FULL,
        NONE,
        ANY
    }

    private final Prng prng;
    private final boolean durable;
    private final Cluster cluster;
    private final ResyncLedger ledger;
    private final List<SequentialWriter> writers = new ArrayList<>();
    private final Map<NodeId, Wanted> wanted = new TreeMap<>();
    private NodeId master = NODES.getFirst();
    private int acknowledged;

    private ReplicationCampaign(Prng prng, boolean durable, Cluster cluster, ResyncLedger ledger) {
        this.prng = prng;
        this.durable = durable;
        this.cluster = cluster;
        this.ledger = ledger;
        for (int i = 0; i < 3; i++) {
            writers.add(new SequentialWriter("client" + i, prng.fork("client" + i), cluster));
        }
    }

    /// @param acknowledged how many writes were: a run without any shows nothing
    /// @param wrong empty when all was held
    record Outcome(int acknowledged, long partial, long full, String wrong) {}

    /// For a campaign whose classes are loaded anew with a bug planted in the engine.
    static String wrongOf(long seed) {
        return run(seed).wrong();
    }

    static Outcome run(long seed) {
        var prng = new Prng(seed).fork("replication campaign");
        boolean durable = prng.nextInt(2) == 0;
        String conf =
                """
                save ""
                repl-timeout 5
                repl-ping-replica-period 1
                repl-backlog-size 10mb
                repl-diskless-sync-delay 0
                repl-diskless-sync %s
                %s
                """
                        .formatted(
                                prng.nextInt(2) == 0 ? "yes" : "no",
                                durable ? "appendonly yes\nappendfsync always" : "");
        List<NodeSpec> nodes =
                NODES.stream()
                        .map(id -> new NodeSpec(id, conf, List.of(), OptionalLong.empty(), false))
                        .toList();
        var spec = new ClusterSpec("replication", seed, Target.FIREDRILL, nodes, List.of());
        var ledger = new ResyncLedger();
        try (Cluster cluster = new SimLab().start(spec, ledger)) {
            var campaign = new ReplicationCampaign(prng, durable, cluster, ledger);
            String wrong = campaign.steps();
            return new Outcome(
                    campaign.acknowledged,
                    ledger.count(false),
                    ledger.count(true),
                    wrong.isEmpty() ? "" : wrong + "\n" + ledger.text());
        } catch (LabUnavailable | ClusterFailed failed) {
            return new Outcome(0, 0, 0, failed + "\n" + ledger.text());
        }
    }

    private String steps() {
        populate();
        String wrong = step("first resync", this::firstResync);
        for (int i = 0; i < STEPS && wrong.isEmpty(); i++) {
            wrong =
                    switch (prng.nextInt(9)) {
                        case 0 -> step("links reset", this::resetLinks);
                        case 1, 2 -> step("links cut", this::cutLinks);
                        case 3 -> step("replica killed", this::killReplica);
                        case 4 -> step("handed over", this::handOver);
                        case 5 -> step("failed over", this::failOver);
                        case 6 -> step("backlog too small", this::outgrowBacklog);
                        case 7 -> step("clocks set", this::setClocks);
                        default -> step("master restarted", this::restartMaster);
                    };
        }
        return wrong;
    }

    /// @return what is wrong after it
    private String step(String name, Runnable action) {
        ledger.nextStep(name);
        wanted.clear();
        followers().forEach(follower -> wanted.put(follower, Wanted.ANY));
        String wrong;
        try {
            action.run();
            wrong = converge();
        } catch (Wrong found) {
            wrong = found.what;
        }
        return wrong.isEmpty() ? "" : "%s: %s".formatted(name, wrong);
    }

    /// Found in the middle of a step.
    private static final class Wrong extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        final String what;

        Wrong(String what) {
            super(what);
            this.what = what;
        }
    }

    private List<NodeId> followers() {
        return NODES.stream().filter(node -> !node.equals(master)).toList();
    }

    private NodeId someFollower() {
        return followers().get(prng.nextInt(2));
    }

    private void pass(int millisMax) {
        cluster.runFor(Duration.ofMillis(1L + prng.nextInt(millisMax)));
    }

    // Steps.

    /// Entries that the snapshots visit first, so that writes come in between.
    private void populate() {
        ask(master, "DEBUG", "POPULATE", "" + FILLER_KEYS);
        writers.forEach(writer -> writer.populate(master));
        if (durable) {
            // It is in no log by itself.
            ask(master, "BGREWRITEAOF");
            cluster.runFor(Duration.ofSeconds(2));
        }
    }

    private void firstResync() {
        writers.forEach(writer -> writer.begin(master));
        pass(50);
        followers().forEach(follower -> follow(follower, master));
        followers().forEach(follower -> wanted.put(follower, Wanted.FULL));
    }

    private List<LinkId> linksOf(NodeId follower) {
        return List.of(new LinkId(master, follower), new LinkId(follower, master));
    }

    private void resetLinks() {
        List<NodeId> hit = prng.nextInt(2) == 0 ? followers() : List.of(someFollower());
        pass(500);
        for (NodeId follower : hit) {
            wanted.put(follower, Wanted.PARTIAL);
            linksOf(follower).forEach(link -> cluster.inject(new LinkInjection.ResetLink(link)));
        }
        pass(500);
    }

    private List<Handle> cut(List<NodeId> hit) {
        return cluster.injectAll(
                hit.stream()
                        .flatMap(follower -> linksOf(follower).stream())
                        .map(link -> (Injection) new LinkInjection.CutLink(link))
                        .toList());
    }

    private void cutLinks() {
        List<NodeId> hit = prng.nextInt(2) == 0 ? followers() : List.of(someFollower());
        List<Handle> cuts = cut(hit);
        cluster.runFor(Duration.ofSeconds(6 + prng.nextInt(6)));
        hit.forEach(follower -> wanted.put(follower, Wanted.PARTIAL));
        cluster.healAll(cuts);
    }

    /// More is written while the links are cut than the backlog keeps.
    private void outgrowBacklog() {
        ask(master, "CONFIG", "SET", "repl-backlog-size", "16384");
        List<Handle> cuts = cut(followers());
        cluster.runFor(Duration.ofSeconds(8));
        long behind = offset(master);
        cluster.await(PATIENCE, () -> offset(master) - behind > 100_000);
        followers().forEach(follower -> wanted.put(follower, Wanted.FULL));
        cluster.healAll(cuts);
        cluster.runFor(Duration.ofSeconds(2));
        ask(master, "CONFIG", "SET", "repl-backlog-size", "10mb");
    }

    /// With a log, which knows no place after a kill, it starts over; without one it comes back
    /// with nothing, or with a snapshot of when it was a master, which knows its place. Sometimes
    /// the link breaks in the middle of that.
    private void killReplica() {
        NodeId hit = someFollower();
        wanted.put(hit, durable ? Wanted.FULL : Wanted.ANY);
        cluster.inject(
                durable && prng.nextInt(2) == 0
                        ? new ProcessInjection.PowerLoss(hit)
                        : new ProcessInjection.KillNode(hit));
        pass(2_000);
        cluster.operate(new OperatorAction.RestartNode(hit));
        if (prng.nextInt(3) == 0) {
            pass(40);
            linksOf(hit).forEach(link -> cluster.inject(new LinkInjection.ResetLink(link)));
        }
    }

    /// An operator hands the role over: no write is lost, and whoever has no more than the new
    /// master goes on.
    private void handOver() {
        settleWriters();
        awaitSameOffset();
        NodeId old = master;
        NodeId chosen = someFollower();
        // In this order the old master sends no PING that the new one lacks.
        follow(old, chosen);
        pass(200);
        // The old master may go on with the new one as soon as that is promoted.
        Map<NodeId, Wanted> fair = wantedBehind(chosen);
        promote(chosen);
        wanted.putAll(fair);
        judgeWriters(Map.of());
        writers.forEach(writer -> writer.begin(master));
        pass(500);
        followers().forEach(follower -> follow(follower, master));
    }

    /// The master is cut off with its clients; the replica that has most takes over. The old one
    /// has written what nobody else has: it must start over.
    private void failOver() {
        pass(1_000);
        NodeId old = master;
        long cutAt = cluster.nowNanos();
        List<Handle> cuts = cut(followers());
        pass(3_000);
        writers.forEach(SequentialWriter::stop);
        List<NodeId> replicas = followers();
        NodeId chosen =
                offset(replicas.get(0)) >= offset(replicas.get(1))
                        ? replicas.get(0)
                        : replicas.get(1);
        Map<NodeId, Wanted> fair = wantedBehind(chosen);
        var needed = new TreeMap<String, Integer>();
        for (SequentialWriter writer : writers) {
            needed.put(writer.name(), writer.ackedUntil(cutAt - LAG_MAX.toNanos()));
        }
        promote(chosen);
        wanted.putAll(fair);
        judgeWriters(needed);
        writers.forEach(writer -> writer.begin(master));
        pass(2_000);
        // Before its old master can be heard again, which has more of the old history.
        for (NodeId follower : replicas) {
            if (!follower.equals(chosen)) {
                follow(follower, master);
            }
        }
        pass(2_000);
        cluster.healAll(cuts);
        follow(old, master);
    }

    /// With SHUTDOWN it comes back with its place in the history. With a log it may also be killed:
    /// then its followers start over, or go on where the log knows a place.
    private void restartMaster() {
        if (durable && prng.nextInt(2) == 0) {
            cluster.inject(new ProcessInjection.KillNode(master));
        } else {
            followers().forEach(follower -> wanted.put(follower, Wanted.PARTIAL));
            ask(master, "SHUTDOWN", durable ? "NOSAVE" : "SAVE");
            cluster.await(PATIENCE, () -> !cluster.running(master));
        }
        writers.forEach(SequentialWriter::stop);
        cluster.operate(new OperatorAction.RestartNode(master));
        // While it loads it says so.
        if (!cluster.await(PATIENCE, () -> ask(master, "PING").equals("PONG"))) {
            throw new Wrong("the master does not start again");
        }
        judgeWriters(Map.of());
        writers.forEach(writer -> writer.begin(master));
    }

    /// Wall clocks jump on all nodes, each by an hour or two in either direction. No timer may
    /// follow: the links stay up for longer than `repl-timeout` although nobody writes, and WAIT
    /// ends in time.
    private void setClocks() {
        settleWriters();
        followers().forEach(follower -> wanted.put(follower, Wanted.NONE));
        for (NodeId node : NODES) {
            cluster.inject(new ClockInjection.JumpClock(node, clockJump(prng)));
        }
        cluster.runFor(Duration.ofSeconds(7 + prng.nextInt(6)));
        if (ask(master, "WAIT", "3", "100").isEmpty()) {
            throw new Wrong("WAIT did not end");
        }
    }

    /// @return between an hour and three, backwards or forwards
    static Duration clockJump(Prng prng) {
        Duration by = Duration.ofSeconds(3_600 + prng.nextInt(7_200));
        return prng.nextInt(2) == 0 ? by : by.negated();
    }

    /// Who has more of the old history than the one that is about to be promoted must start over.
    private Map<NodeId, Wanted> wantedBehind(NodeId chosen) {
        long place = offset(chosen);
        var fair = new TreeMap<NodeId, Wanted>();
        for (NodeId other : NODES) {
            if (!other.equals(chosen)) {
                fair.put(other, offset(other) <= place ? Wanted.PARTIAL : Wanted.FULL);
            }
        }
        return fair;
    }

    private void follow(NodeId follower, NodeId leader) {
        String[] place = cluster.address(follower, leader).split(" ", -1);
        ask(follower, "REPLICAOF", place[0], place[1]);
        ask(follower, "CONFIG", "REWRITE");
    }

    private void promote(NodeId chosen) {
        ask(chosen, "REPLICAOF", "NO", "ONE");
        ask(chosen, "CONFIG", "REWRITE");
        NodeId old = master;
        master = chosen;
        wanted.remove(chosen);
        wanted.put(old, Wanted.ANY);
    }

    // Judging.

    private void settleWriters() {
        writers.forEach(SequentialWriter::stop);
        boolean settled =
                cluster.await(PATIENCE, () -> writers.stream().allMatch(SequentialWriter::settled));
        if (!settled) {
            throw new Wrong("a command is not answered");
        }
    }

    private String converge() {
        if (!cluster.await(PATIENCE, () -> followers().stream().allMatch(this::linkUp))) {
            return "a replica does not find its master again";
        }
        pass(1_000);
        settleWriters();
        awaitSameOffset();
        String digest = ask(master, "DEBUG", "DIGEST");
        for (NodeId follower : followers()) {
            if (!ask(follower, "DEBUG", "DIGEST").equals(digest)) {
                return "%s has other data than its master".formatted(follower);
            }
        }
        judgeWriters(Map.of());
        for (NodeId follower : followers()) {
            String wrong = judgeDecisions(follower);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        if (ledger.neverSaid().isEmpty()) {
            writers.forEach(writer -> writer.begin(master));
        }
        return ledger.neverSaid();
    }

    private boolean linkUp(NodeId follower) {
        return info(follower, "master_link_status").equals("up");
    }

    private void awaitSameOffset() {
        boolean same =
                cluster.await(
                        PATIENCE,
                        () -> {
                            long before = offset(master);
                            return followers().stream().allMatch(one -> offset(one) == before)
                                    && offset(master) == before;
                        });
        if (!same) {
            throw new Wrong(
                    "the offsets stay apart: "
                            + NODES.stream().map(one -> one + " " + offset(one)).toList());
        }
    }

    /// @param needed how many commands of a client must be there; where nothing is said, all that
    ///   were acknowledged
    private void judgeWriters(Map<String, Integer> needed) {
        for (SequentialWriter writer : writers) {
            var found = writer.foundOn(master);
            int prefix = writer.prefixThatGives(found);
            int least = needed.getOrDefault(writer.name(), writer.acked());
            if (prefix < least) {
                throw new Wrong(
                        prefix < 0
                                ? "not what any first commands make: " + writer.nearest(found)
                                : "%d commands of %s are there, %d must be"
                                        .formatted(prefix, writer.name(), least));
            }
            acknowledged += least;
            writer.goOnFrom(found);
        }
    }

    private String judgeDecisions(NodeId follower) {
        List<ResyncLedger.Decision> told = ledger.ofThisStep(follower);
        return switch (wanted.getOrDefault(follower, Wanted.ANY)) {
            case ANY -> "";
            case NONE ->
                    told.isEmpty() ? "" : "%s should have stayed: %s".formatted(follower, told);
            case PARTIAL ->
                    told.stream().noneMatch(ResyncLedger.Decision::full) && !told.isEmpty()
                            ? ""
                            : "%s should have gone on where it was: %s".formatted(follower, told);
            case FULL ->
                    told.stream().anyMatch(ResyncLedger.Decision::full)
                            ? ""
                            : "%s should have started over: %s".formatted(follower, told);
        };
    }

    // Asking.

    private long offset(NodeId node) {
        String text = number(node, "master_repl_offset");
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    private String number(NodeId node, String field) {
        String text = info(node, field);
        return text.isEmpty() || !Character.isDigit(text.charAt(0)) ? "" : text;
    }

    private String info(NodeId node, String field) {
        return ask(node, "INFO", "replication")
                .lines()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("");
    }
}
