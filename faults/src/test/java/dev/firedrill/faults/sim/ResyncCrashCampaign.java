package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
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
import java.util.OptionalLong;

/// One seed of the campaign: a replica is given a whole new dataset and dies at any moment of that.
/// It is started without its master: then it has what the first commands of each client have made,
/// never a mixture of old and new, and never less than it had before it was given anything. Then it
/// finds its master again.
///
/// Every other seed, by chance, has an append-only log, which is begun anew. The others have the
/// file that the received snapshot becomes: once the replica serves the new data, they have that
/// data after any crash, and go on from there without a full resync.
final class ResyncCrashCampaign {
    private static final NodeId M = new NodeId("M");
    private static final NodeId R = new NodeId("R");
    private static final int ROUNDS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NEW_DATA = "R MASTER <-> REPLICA sync: Finished with success";

    /// As long as a change may take from the replica's memory to its disk, when all is well.
    private static final Duration DURABLE_AFTER = Duration.ofMillis(1500);

    private final Prng prng;
    private final Prng clocks;
    private final Cluster cluster;
    private final ResyncLedger ledger;
    private final boolean logged;
    private final List<SequentialWriter> writers = new ArrayList<>();
    private final List<Handle> faults = new ArrayList<>();
    private int judged;
    private int onNewData;

    private ResyncCrashCampaign(Prng prng, Cluster cluster, ResyncLedger ledger, boolean logged) {
        this.logged = logged;
        this.prng = prng;
        clocks = prng.fork("clocks");
        this.cluster = cluster;
        this.ledger = ledger;
        for (int i = 0; i < 2; i++) {
            writers.add(new SequentialWriter("client" + i, prng.fork("client" + i), cluster));
        }
    }

    /// @param judged how many commands had to be there after a crash
    /// @param onNewData how many crashes came after the new dataset was taken over
    /// @param wrong empty when all was held
    record Outcome(int judged, int onNewData, String wrong) {}

    /// For a campaign whose classes are loaded anew with a bug planted in the engine.
    static String wrongOf(long seed) {
        return run(seed).wrong();
    }

    static Outcome run(long seed) {
        var prng = new Prng(seed).fork("resync crash campaign");
        String common = "save \"\"\nrepl-diskless-sync-delay 0\nrepl-timeout 5\n";
        boolean logged = prng.fork("log").nextInt(2) == 0;
        String log =
                "appendonly yes\nappendfsync %s\nauto-aof-rewrite-min-size 20000\n"
                        .formatted(prng.nextInt(3) == 0 ? "everysec" : "always");
        String files = "replicaof ${M}\n" + (logged ? log : "");
        var spec =
                new ClusterSpec(
                        "resync-crash",
                        seed,
                        Target.FIREDRILL,
                        List.of(node(M, common), node(R, common + files)),
                        List.of());
        var ledger = new ResyncLedger();
        try (Cluster cluster = new SimLab().start(spec, ledger)) {
            var campaign = new ResyncCrashCampaign(prng, cluster, ledger, logged);
            String wrong = campaign.rounds();
            return new Outcome(
                    campaign.judged,
                    campaign.onNewData,
                    wrong.isEmpty() ? "" : wrong + "\n" + ledger.text());
        } catch (LabUnavailable | ClusterFailed failed) {
            return new Outcome(0, 0, failed + "\n" + ledger.text());
        }
    }

    private static NodeSpec node(NodeId id, String conf) {
        return new NodeSpec(id, conf, List.of(), OptionalLong.empty(), false);
    }

    private String rounds() {
        ask(M, "DEBUG", "POPULATE", "2000");
        for (int round = 0; round < ROUNDS; round++) {
            String wrong = round();
            if (!wrong.isEmpty()) {
                return "round %d: %s".formatted(round, wrong);
            }
        }
        return "";
    }

    private String round() {
        ledger.nextStep("round");
        if (clocks.nextInt(3) == 0) {
            NodeId set = clocks.nextInt(2) == 0 ? M : R;
            cluster.inject(
                    new ClockInjection.JumpClock(set, ReplicationCampaign.clockJump(clocks)));
        }
        if (!sameAsMaster()) {
            return "the replica does not come to be as its master";
        }
        writers.forEach(writer -> writer.goOnFrom(writer.foundOn(M)));
        if (!logged) {
            ask(R, "SAVE");
        }
        writers.forEach(writer -> writer.begin(M));
        pass(1_000);
        writers.forEach(SequentialWriter::stop);
        if (!sameAsMaster()) {
            return "the replica does not follow its master";
        }
        cluster.runFor(DURABLE_AFTER);
        List<Integer> kept = acked();
        writers.forEach(writer -> writer.begin(M));
        pass(100);
        disturbDisk();
        List<Integer> given = acked();
        int had = ledger.count(NEW_DATA);
        // Only a log is written to all the time; else the next write is that of the new data.
        boolean torn = !logged && prng.nextInt(4) == 0;
        if (torn) {
            cluster.inject(new DiskInjection.CrashDuringNextWrite(R, prng.nextInt(100)));
        }
        giveNewData();
        if (torn) {
            cluster.await(PATIENCE, () -> !cluster.running(R));
            cluster.inject(new ProcessInjection.PowerLoss(R));
        } else if (prng.nextInt(3) > 0) {
            cluster.await(PATIENCE, () -> ledger.count(NEW_DATA) > had);
            cluster.runFor(Duration.ofNanos(1_000L * prng.nextInt(15_000)));
        } else {
            pass(400);
        }
        if (!torn) {
            crash();
        }
        boolean fresh = ledger.count(NEW_DATA) > had;
        onNewData += fresh ? 1 : 0;
        writers.forEach(SequentialWriter::stop);
        List<Integer> saved = fresh ? given : writers.stream().map(_ -> 0).toList();
        String wrong = judgeAlone(logged ? kept : saved);
        cluster.healAll(faults);
        faults.clear();
        return wrong.isEmpty() && fresh && !logged ? judgeResumption() : wrong;
    }

    private List<Integer> acked() {
        return writers.stream().map(SequentialWriter::acked).toList();
    }

    /// The file that it was given says where it goes on.
    private String judgeResumption() {
        long full = ledger.count(true);
        if (!sameAsMaster()) {
            return "the replica does not come back to its master";
        }
        return ledger.count(true) == full
                ? ""
                : "the replica needs a full resync although it had received a snapshot";
    }

    private void pass(int millisMax) {
        cluster.runFor(Duration.ofMillis(1L + prng.nextInt(millisMax)));
    }

    private void disturbDisk() {
        switch (prng.nextInt(6)) {
            case 0, 1 ->
                    faults.add(
                            cluster.inject(
                                    new DiskInjection.DelayFsync(
                                            R, Duration.ofMillis(prng.nextInt(200)))));
            case 2 -> ask(R, logged ? "BGREWRITEAOF" : "BGSAVE");
            default -> {
                // The disk is as it should be.
            }
        }
    }

    /// Another history, so the replica must be sent everything.
    private void giveNewData() {
        ask(M, "DEBUG", "CHANGE-REPL-ID");
        cluster.inject(new LinkInjection.ResetLink(new LinkId(M, R)));
    }

    private void crash() {
        switch (logged ? prng.nextInt(4) : 3 * prng.nextInt(2)) {
            case 0 -> cluster.inject(new ProcessInjection.KillNode(R));
            case 1 -> {
                cluster.inject(new DiskInjection.CrashDuringNextWrite(R, prng.nextInt(100)));
                cluster.await(Duration.ofSeconds(3), () -> !cluster.running(R));
                cluster.inject(new ProcessInjection.PowerLoss(R));
            }
            default -> cluster.inject(new ProcessInjection.PowerLoss(R));
        }
    }

    /// Started while its master cannot be reached: what it has it has from its own disk.
    private String judgeAlone(List<Integer> least) {
        cluster.healAll(faults);
        faults.clear();
        faults.addAll(
                cluster.injectAll(
                        List.of(
                                new LinkInjection.CutLink(new LinkId(M, R)),
                                new LinkInjection.CutLink(new LinkId(R, M)))));
        cluster.operate(new OperatorAction.RestartNode(R));
        if (!cluster.await(PATIENCE, () -> ask(R, "DBSIZE").matches("\\d+"))) {
            return "the replica does not start again";
        }
        for (int i = 0; i < writers.size(); i++) {
            SequentialWriter writer = writers.get(i);
            var found = writer.foundOn(R);
            int prefix = writer.prefixThatGives(found);
            if (prefix < 0) {
                return "not what any first commands make: " + writer.nearest(found);
            }
            if (prefix < least.get(i)) {
                return "%d commands of %s are there, %d must be"
                        .formatted(prefix, writer.name(), least.get(i));
            }
            judged += least.get(i);
        }
        return "";
    }

    private boolean sameAsMaster() {
        return cluster.await(PATIENCE, () -> writers.stream().allMatch(SequentialWriter::settled))
                && cluster.await(
                        PATIENCE,
                        () -> ask(R, "INFO", "replication").contains("master_link_status:up"))
                && cluster.await(
                        PATIENCE,
                        () -> ask(R, "DEBUG", "DIGEST").equals(ask(M, "DEBUG", "DIGEST")));
    }

    private String ask(NodeId node, String... command) {
        return cluster.admin(node, Duration.ofSeconds(5), List.of(command))
                .map(Reply::describe)
                .orElse("");
    }
}
