package dev.firedrill.scenarios.run;

import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadInterval;
import dev.firedrill.faults.load.LoadReport;
import dev.firedrill.faults.topology.NodeId;
import dev.firedrill.reports.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/// The heavy loads of a drill, and what they report as events of the journal.
final class HeavyLoads {
    /// A load may take a while to come up where it is a process of its own.
    private static final Duration UP_MAX = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final Consumer<Event> journal;
    private final List<Begun> begun = new ArrayList<>();
    private int count;

    HeavyLoads(Cluster cluster, Consumer<Event> journal) {
        this.cluster = cluster;
        this.journal = journal;
    }

    /// One load as the journal tells of it. Its listener is called on the loop.
    private final class One implements LoadListener {
        private final int number;
        private final HeavyLoad load;
        private final NodeId node;
        private final Duration window;
        private long beganNanos = -1;

        One(int number, HeavyLoad load, NodeId node, Duration window) {
            this.number = number;
            this.load = load;
            this.node = node;
            this.window = window;
        }

        boolean began() {
            return beganNanos >= 0;
        }

        @Override
        public void reported(long atNanos, LoadReport report) {
            switch (report) {
                case LoadReport.Began _ -> {
                    beganNanos = atNanos;
                    journal.accept(began(atNanos));
                }
                case LoadReport.Measured(LoadInterval interval) ->
                        journal.accept(measured(atNanos, interval));
                case LoadReport.Troubled(String what) ->
                        journal.accept(new Event.LoadTroubled(atNanos, number, what));
                case LoadReport.Ended _ ->
                        journal.accept(new Event.LoadEnded(atNanos, number, true));
            }
        }

        private Event began(long atNanos) {
            OptionalLong rate =
                    load.perSecond().isPresent()
                            ? OptionalLong.of(load.perSecond().getAsInt())
                            : OptionalLong.empty();
            return new Event.LoadBegan(
                    atNanos, number, node.name(), load.describe(), rate, window.toNanos());
        }

        private Event measured(long atNanos, LoadInterval interval) {
            return new Event.LoadMeasured(
                    atNanos,
                    number,
                    beganNanos + interval.fromNanos(),
                    beganNanos + interval.toNanos(),
                    interval.due(),
                    interval.sent(),
                    interval.answered(),
                    interval.refused(),
                    interval.unanswered(),
                    interval.latencies().byMicros(),
                    interval.lateness().byMicros());
        }
    }

    private record Begun(One one, RunningLoad running) {}

    /// Returns when its first write is due.
    void begin(HeavyLoad load, NodeId site, NodeId node, Duration window) {
        begun.add(start(load, site, node, window));
    }

    private Begun start(HeavyLoad load, NodeId site, NodeId node, Duration window) {
        var one = new One(++count, load, node, window);
        RunningLoad running = cluster.startLoad(site, node, load, one);
        cluster.await(UP_MAX, one::began);
        return new Begun(one, running);
    }

    /// Carries out a load that ends by itself.
    void carryOut(HeavyLoad load, NodeId site, NodeId node, Duration atMost) {
        Begun carried = start(load, site, node, HeavyLoad.INTERVAL);
        cluster.await(atMost, () -> carried.running().over());
        end(carried);
    }

    /// Ends what has not ended.
    void end() {
        begun.forEach(this::end);
        begun.clear();
    }

    private void end(Begun ending) {
        if (!ending.running().end()) {
            cluster.onLoop(() ->
                    journal.accept(
                            new Event.LoadEnded(cluster.nowNanos(), ending.one().number, false)));
        }
    }
}
