package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.node.Disk;
import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.ClockInjection;
import dev.firedrill.faults.injection.DiskInjection;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.ProcessInjection;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.ClusterFailed;
import dev.firedrill.faults.lab.ClusterSpec;
import dev.firedrill.faults.lab.ExitCause;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.lab.LabUnavailable;
import dev.firedrill.faults.lab.NodeSpec;
import dev.firedrill.faults.lab.Target;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/// One seed of the campaign: clients write, the log is rewritten and snapshots are saved meanwhile,
/// the disk is slow or refuses for a while, the wall clock is set back or forth, then the power
/// goes, or the process dies inside a write. After the restart each client's data must be what its
/// first commands, in their order, have made of it; and among these all that it could count on:
///
/// - under `always` every acknowledged one;
/// - under `everysec` every one that is older than what INFO's `aof_oldest_unsynced_age_ms` said.
///
/// A server may refuse to start, and say why, in one case: an fsync had failed, nothing had mended
/// that yet, and the power went, so there may be a hole in the file. And a machine whose page cache
/// differs from its disk since such a failure is of no more use: there the seed ends. Both are
/// counted, so that a campaign cannot become green by that alone.
final class PowerLossCampaign {
    private static final NodeId M = new NodeId("M");
    private static final int ROUNDS = 3;

    /// Of a file with a hole, and of one whose end is missing while the next one has bytes.
    private static final List<String> REFUSALS =
            List.of(
                    "Bad file format reading the append only file",
                    "Unexpected end of file reading the append only file");

    private static final String NO_START = "does not start again";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Prng prng;
    private final boolean always;
    private final Cluster cluster;
    private final List<SequentialWriter> writers = new ArrayList<>();
    private final List<Handle> faults = new ArrayList<>();
    private final List<String> log;

    /// Acknowledged before that moment must survive, says INFO.
    private long boundNanos = -1;

    private int acknowledged;
    private int rounds;
    private boolean powerLost;
    private boolean refused;
    private boolean over;

    /// The place in `log`.
    private int roundBegan;

    private PowerLossCampaign(Prng prng, boolean always, Cluster cluster, List<String> log) {
        this.prng = prng;
        this.always = always;
        this.cluster = cluster;
        this.log = log;
    }

    /// The policy of fsync: which of the two promises is judged.
    enum Policy {
        ALWAYS,
        EVERYSEC;

        static Policy drawnBy(long seed) {
            return new Prng(seed).fork("policy").nextInt(2) == 0 ? ALWAYS : EVERYSEC;
        }
    }

    /// @param acknowledged how many writes were: a run without any shows nothing
    /// @param rounds crashes that were judged
    /// @param refused whether the seed ended with a server that refuses a file with a hole
    /// @param over whether it ended early, for that or another reason
    /// @param wrong empty when all was held
    record Outcome(int acknowledged, int rounds, boolean refused, boolean over, String wrong) {}

    /// For a campaign whose classes are loaded anew with a bug planted in the engine.
    static String wrongOf(long seed) {
        return run(seed, Policy.drawnBy(seed), disk -> disk).wrong();
    }

    /// As [#wrongOf], with every seed under the promise that INFO's bound is kept.
    static String wrongOfEverySecond(long seed) {
        return run(seed, Policy.EVERYSEC, disk -> disk).wrong();
    }

    static Outcome run(long seed, Policy policy, UnaryOperator<Disk> disks) {
        var prng = new Prng(seed).fork("campaign");
        String conf =
                """
                appendonly yes
                appendfsync %s
                auto-aof-rewrite-min-size 3000
                %s
                aof-use-rdb-preamble %s
                """
                        .formatted(
                                policy.name().toLowerCase(Locale.ROOT),
                                prng.nextInt(2) == 0 ? "save \"\"" : "save 1 20",
                                seed % 3 == 0 ? "no" : "yes");
        var node = new NodeSpec(M, conf, List.of(), OptionalLong.empty(), false);
        var spec = new ClusterSpec("power", seed, Target.FIREDRILL, List.of(node), List.of());
        var log = new ArrayList<String>();
        try (Cluster cluster = new SimLab(List.of(), disks).start(spec, remembering(log))) {
            boolean always = policy == Policy.ALWAYS;
            var campaign = new PowerLossCampaign(prng, always, cluster, log);
            String wrong = campaign.allRounds();
            return new Outcome(
                    campaign.acknowledged, campaign.rounds, campaign.refused, campaign.over, wrong);
        } catch (LabUnavailable | ClusterFailed failed) {
            return new Outcome(0, 0, false, true, failed + " " + log);
        }
    }

    private static LabListener remembering(List<String> log) {
        return new LabListener() {
            @Override
            public void log(long atNanos, NodeId node, String text) {
                log.add(atNanos / 1_000_000 + " ms " + text);
            }

            @Override
            public void started(long atNanos, NodeId node) {
                log.add(atNanos / 1_000_000 + " ms started");
            }

            @Override
            public void exited(long atNanos, NodeId node, int exitCode, ExitCause cause) {
                log.add(atNanos / 1_000_000 + " ms exited " + exitCode + " " + cause);
            }
        };
    }

    private String allRounds() {
        for (int i = 0; i < 3; i++) {
            writers.add(new SequentialWriter("client" + i, prng.fork("client" + i), cluster));
        }
        for (int round = 0; round < ROUNDS && !over; round++) {
            String wrong = round();
            rounds++;
            if (!wrong.isEmpty()) {
                return "round %d: %s%n%s".formatted(round, wrong, String.join("\n", log));
            }
        }
        return acknowledged > 0 || over ? "" : "no write was acknowledged";
    }

    private String round() {
        boundNanos = -1;
        roundBegan = log.size();
        writers.forEach(writer -> writer.begin(M));
        int steps = 5 + prng.nextInt(60);
        for (int i = 0; i < steps && cluster.running(M); i++) {
            cluster.runFor(Duration.ofMillis(prng.nextInt(60)));
            disturb();
            sample();
        }
        crash();
        writers.forEach(SequentialWriter::stop);
        writers.forEach(writer -> acknowledged += writer.acked());
        cluster.healAll(faults);
        faults.clear();
        boolean doubtful = doubtful();
        cluster.operate(new OperatorAction.RestartNode(M));
        over = doubtful;
        if (!cluster.await(PATIENCE, () -> answers())) {
            boolean saysWhy = REFUSALS.stream().anyMatch(text -> lastLine(text) >= 0);
            refused = doubtful && powerLost && saysWhy;
            return refused ? "" : NO_START;
        }
        return judge();
    }

    /// Whether an fsync had failed and nothing had mended that yet: then the disk may hold a hole.
    /// Only a loss of power shows it. A process that was killed and started again reads the page
    /// cache: all must be there, and it cannot know.
    private boolean doubtful() {
        int failed = lastLine("Fail to fsync the AOF file");
        return failed >= 0 && failed > lastLine("AOF fsync error looks solved");
    }

    private int lastLine(String text) {
        for (int i = log.size() - 1; i >= roundBegan; i--) {
            if (log.get(i).contains(text)) {
                return i;
            }
        }
        return -1;
    }

    private boolean answers() {
        return ask("DBSIZE").filter(reply -> reply instanceof Reply.Int).isPresent();
    }

    private void disturb() {
        switch (prng.nextInt(13)) {
            case 0 -> ask("BGREWRITEAOF");
            case 1 -> ask("BGSAVE");
            case 2 ->
                    faults.add(
                            cluster.inject(
                                    new DiskInjection.DelayFsync(
                                            M, Duration.ofMillis(prng.nextInt(3000)))));
            case 3 -> refuseForAWhile();
            case 4, 5 -> {
                cluster.healAll(faults);
                faults.clear();
            }
            case 6 ->
                    cluster.inject(
                            new ClockInjection.JumpClock(M, ReplicationCampaign.clockJump(prng)));
            default -> {
                // Most of the time nothing happens.
            }
        }
    }

    private void refuseForAWhile() {
        if (always) {
            // Then the process ends by itself, which `crash` does better.
            return;
        }
        faults.add(
                cluster.inject(
                        switch (prng.nextInt(3)) {
                            case 0 -> new DiskInjection.FailFsync(M);
                            case 1 -> new DiskInjection.FillDisk(M);
                            default -> new DiskInjection.FailWrite(M);
                        }));
    }

    private void sample() {
        long asked = cluster.nowNanos();
        ask("INFO", "persistence")
                .map(Reply::describe)
                .flatMap(text ->
                        text.lines()
                                .filter(line -> line.startsWith("aof_oldest_unsynced"))
                                .findFirst())
                .map(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                .ifPresent(ageMillis ->
                        boundNanos = Math.max(boundNanos, asked - (ageMillis + 1) * 1_000_000L));
    }

    private void crash() {
        powerLost = false;
        switch (prng.nextInt(4)) {
            case 0 -> cluster.inject(new ProcessInjection.KillNode(M));
            case 1 -> {
                faults.add(
                        cluster.inject(
                                new DiskInjection.CrashDuringNextWrite(M, prng.nextInt(100))));
                cluster.await(Duration.ofSeconds(3), () -> !cluster.running(M));
                if (cluster.running(M)) {
                    cluster.inject(new ProcessInjection.KillNode(M));
                }
            }
            case 2 -> {
                faults.add(
                        cluster.inject(
                                new DiskInjection.CrashDuringNextWrite(M, prng.nextInt(100))));
                cluster.await(Duration.ofSeconds(3), () -> !cluster.running(M));
                losePower();
            }
            default -> losePower();
        }
    }

    private void losePower() {
        powerLost = true;
        cluster.inject(new ProcessInjection.PowerLoss(M));
    }

    private String judge() {
        for (SequentialWriter writer : writers) {
            var found = writer.foundOn(M);
            int prefix = writer.prefixThatGives(found);
            int wanted = always ? writer.acked() : writer.ackedUntil(boundNanos);
            if (prefix < wanted) {
                return prefix < 0
                        ? "not what any first commands make: " + writer.nearest(found)
                        : "%d of %d acknowledged commands are there, %d must be"
                                .formatted(prefix, writer.acked(), wanted);
            }
            writer.goOnFrom(found);
        }
        return "";
    }

    private Optional<Reply> ask(String... command) {
        return cluster.admin(M, Duration.ofSeconds(5), List.of(command));
    }
}
