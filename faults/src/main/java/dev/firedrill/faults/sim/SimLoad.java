package dev.firedrill.faults.sim;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.load.LoadCommands;
import dev.firedrill.faults.load.LoadReport;
import dev.firedrill.faults.load.LoadSchedule;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A heavy load of simulated clients. They take no time of their own: what is due leaves at the
/// moment at which it is due, as soon as there is room for it.
final class SimLoad implements RunningLoad, LoadSchedule.Outbox {
    private static final Duration RETRY = Duration.ofMillis(200);

    /// For a server that does not answer any more.
    private static final Duration ANSWERS_MAX = Duration.ofSeconds(5);

    private static final Duration NOW = Duration.ZERO;

    private final Cluster cluster;
    private final NodeId site;
    private final NodeId node;
    private final LoadListener listener;
    private final LoadSchedule schedule;
    private final LoadCommands commands;
    private final Line[] lines;
    private long wakeAtNanos = Long.MAX_VALUE;
    private boolean troubled;
    private boolean over;

    private SimLoad(
            Cluster cluster, NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        this.cluster = cluster;
        this.site = site;
        this.node = node;
        this.listener = listener;
        schedule = new LoadSchedule(load, cluster.nowNanos());
        commands = new LoadCommands(load, "SET");
        lines = new Line[load.connections()];
    }

    static SimLoad start(
            Cluster cluster, NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        var started = new SimLoad(cluster, site, node, load, listener);
        started.report(new LoadReport.Began());
        for (int i = 0; i < started.lines.length; i++) {
            started.lines[i] = started.new Line(i);
        }
        started.intervals();
        return started;
    }

    private void report(LoadReport report) {
        listener.reported(cluster.nowNanos(), report);
    }

    private void intervals() {
        cluster.after(
                HeavyLoad.INTERVAL,
                () -> {
                    if (over) return;
                    report(new LoadReport.Measured(schedule.interval(cluster.nowNanos())));
                    intervals();
                });
    }

    /// Sends what can be sent, and comes back when that changes by itself.
    private void advance() {
        if (over) return;
        long now = cluster.nowNanos();
        schedule.advance(now, this);
        if (schedule.over()) {
            ended();
            return;
        }
        long next = schedule.nextNanos(now);
        if (next < wakeAtNanos) {
            wakeAtNanos = next;
            cluster.after(
                    Duration.ofNanos(Math.max(0, next - now)),
                    () -> {
                        if (wakeAtNanos == next) {
                            wakeAtNanos = Long.MAX_VALUE;
                            advance();
                        }
                    });
        }
    }

    private void ended() {
        if (over) return;
        over = true;
        report(new LoadReport.Measured(schedule.lastInterval(cluster.nowNanos())));
        report(new LoadReport.Ended());
        for (Line line : lines) {
            line.close();
        }
    }

    @Override
    public void send(int connection, long number) {
        lines[connection].send(number);
    }

    private void troubled(String what) {
        if (!troubled) {
            troubled = true;
            report(new LoadReport.Troubled(what));
        }
    }

    @Override
    public boolean over() {
        return over;
    }

    @Override
    public boolean end() {
        schedule.finish(cluster.nowNanos());
        cluster.after(NOW, this::advance);
        if (!cluster.await(ANSWERS_MAX, this::over)) ended();
        return true;
    }

    /// One connection, opened again when it is lost.
    private final class Line implements ClientListener {
        private final int number;
        private @Nullable ClientConnection connection;
        private @Nullable ClientConnection open;

        Line(int number) {
            this.number = number;
            connection = cluster.connect(site, node, this);
        }

        void send(long write) {
            ClientConnection present = open;
            if (present != null) present.send(commands.words(write));
        }

        void close() {
            ClientConnection present = connection;
            connection = null;
            open = null;
            if (present != null) present.close();
        }

        @Override
        public void connected(ClientConnection made) {
            open = made;
            schedule.connected(number, cluster.nowNanos());
            advance();
        }

        @Override
        public void replied(ClientConnection from, Reply reply) {
            if (over) return;
            boolean succeeded = !(reply instanceof Reply.Failure);
            if (!succeeded) troubled(reply.describe());
            schedule.answered(number, cluster.nowNanos(), succeeded);
            advance();
        }

        @Override
        public void closed(ClientConnection from, String why) {
            if (over) return;
            troubled(why);
            if (open != null) schedule.lost(number);
            open = null;
            cluster.after(
                    RETRY,
                    () -> {
                        if (!over) connection = cluster.connect(site, node, this);
                    });
            advance();
        }
    }
}
