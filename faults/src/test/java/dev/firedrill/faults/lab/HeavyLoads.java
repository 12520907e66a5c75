package dev.firedrill.faults.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.LinkInjection;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadInterval;
import dev.firedrill.faults.load.LoadReport;
import dev.firedrill.faults.topology.LinkId;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a heavy load has to do in every lab.
public final class HeavyLoads {
    public static final String RUN_ID = "heavy";
    private static final NodeId M = new NodeId("M");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int RATE = 500;

    private HeavyLoads() {}

    private static Cluster master(Lab lab, String redisConf) throws Exception {
        var node = new NodeSpec(M, redisConf, List.of(), OptionalLong.empty(), false);
        var target = lab.resolve(Target.FIREDRILL);
        return lab.start(
                new ClusterSpec(RUN_ID, 1, target, List.of(node), List.of()), LabListener.NOBODY);
    }

    /// A load, and what it has reported.
    private record Loaded(RunningLoad running, List<LoadReport> reports) {
        static Loaded start(Cluster cluster, HeavyLoad load) {
            var reports = new CopyOnWriteArrayList<LoadReport>();
            return new Loaded(
                    cluster.startLoad(NodeId.CLIENTS, M, load, (_, report) -> reports.add(report)),
                    reports);
        }

        List<LoadInterval> intervals() {
            return reports.stream()
                    .filter(LoadReport.Measured.class::isInstance)
                    .map(report -> ((LoadReport.Measured) report).interval())
                    .toList();
        }

        long answered() {
            return intervals().stream().mapToLong(LoadInterval::answered).sum();
        }

        long due() {
            return intervals().stream().mapToLong(LoadInterval::due).sum();
        }
    }

    /// While that link is cut nothing is answered; afterwards everything is, late.
    public static void comesInOverTheLinkOfItsSite(Lab lab) throws Exception {
        try (Cluster cluster = master(lab, "save \"\"\n")) {
            Loaded load = Loaded.start(cluster, HeavyLoad.atRate(RATE, 100, 20));
            assertThat(cluster.await(SOON, () -> load.intervals().size() >= 2)).isTrue();
            Handle cut = cluster.inject(new LinkInjection.CutLink(new LinkId(NodeId.CLIENTS, M)));
            int before = load.intervals().size();
            assertThat(cluster.await(SOON, () -> load.intervals().size() >= before + 3)).isTrue();
            assertThat(load.intervals().getLast().answered()).isZero();
            cluster.healAll(List.of(cut));
            assertThat(cluster.await(SOON, () -> load.intervals().getLast().answered() > 0))
                    .isTrue();

            assertThat(load.running().end()).isTrue();
            assertThat(load.running().over()).isTrue();
            assertThat(load.reports())
                    .startsWith(new LoadReport.Began())
                    .endsWith(new LoadReport.Ended());
            assertThat(load.answered()).isEqualTo(load.due()).isGreaterThan(4 * RATE);
            long slowest =
                    load.intervals().stream()
                            .filter(one -> one.answered() > 0)
                            .mapToLong(one -> one.latencies().byMicros().lastKey())
                            .max()
                            .orElseThrow();
            assertThat(slowest).isGreaterThan(Duration.ofSeconds(2).toNanos() / 1_000);
        }
    }

    /// As whom, and under which name of SET, follows from the server's configuration.
    public static void authenticatesAsClientsDo(Lab lab) throws Exception {
        String conf = "save \"\"\nrequirepass \"a b\"\nrename-command SET put\n";
        try (Cluster cluster = master(lab, conf)) {
            Loaded load = Loaded.start(cluster, HeavyLoad.filling(3_000, 20));
            assertThat(cluster.await(SOON, () -> load.running().over()))
                    .as("%s", load.reports())
                    .isTrue();
            assertThat(load.answered()).isEqualTo(3_000);
            assertThat(cluster.admin(M, SOON, List.of("DBSIZE"))).contains(new Reply.Int(3_000));
            assertThat(load.running().end()).as("again").isTrue();
        }
    }
}
