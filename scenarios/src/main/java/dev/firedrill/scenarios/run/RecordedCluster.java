package dev.firedrill.scenarios.run;

import dev.firedrill.engine.resp.Reply;
import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.OperatorAction;
import dev.firedrill.faults.injection.OperatorOutcome;
import dev.firedrill.faults.injection.Proof;
import dev.firedrill.faults.lab.ClientConnection;
import dev.firedrill.faults.lab.ClientListener;
import dev.firedrill.faults.lab.Cluster;
import dev.firedrill.faults.lab.LoadListener;
import dev.firedrill.faults.lab.RunningLoad;
import dev.firedrill.faults.load.HeavyLoad;
import dev.firedrill.faults.topology.NodeId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// The lab's cluster, as long as what happens in it is recorded. Once the record has failed, for
/// example because the disk is full, every wait throws that failure: what happens from then on
/// could not be judged. While a scenario waits, what is on the agenda is done when it is due.
record RecordedCluster(Cluster lab, Recorder journal, Agenda agenda) implements Cluster {
    /// A wait looks at the record as often as that.
    private static final Duration SLICE = Duration.ofSeconds(1);

    @Override
    public void runFor(Duration duration) {
        long deadline = lab.nowNanos() + duration.toNanos();
        journal.throwFailure();
        agenda.workOff(lab.nowNanos());
        for (long left = deadline - lab.nowNanos(); left > 0; left = deadline - lab.nowNanos()) {
            long untilNext = agenda.untilNextNanos(lab.nowNanos());
            lab.runFor(Duration.ofNanos(Math.min(Math.min(left, SLICE.toNanos()), untilNext)));
            journal.throwFailure();
            agenda.workOff(lab.nowNanos());
        }
    }

    @Override
    public boolean await(Duration atMost, BooleanSupplier condition) {
        long deadline = lab.nowNanos() + atMost.toNanos();
        while (true) {
            agenda.workOff(lab.nowNanos());
            long left = Math.max(0, deadline - lab.nowNanos());
            long slice = Math.min(left, agenda.untilNextNanos(lab.nowNanos()));
            boolean held = awaitRecorded(Duration.ofNanos(slice), condition);
            if (held || slice == left) return held;
        }
    }

    private boolean awaitRecorded(Duration atMost, BooleanSupplier condition) {
        boolean held =
                lab.await(atMost, () -> journal.failure().isPresent() || condition.getAsBoolean());
        journal.throwFailure();
        return held;
    }

    @Override
    public Optional<Reply> admin(NodeId node, Duration atMost, List<String> command) {
        journal.throwFailure();
        return lab.admin(node, atMost, command);
    }

    @Override
    public List<NodeId> nodes() {
        return lab.nodes();
    }

    @Override
    public long nowNanos() {
        return lab.nowNanos();
    }

    @Override
    public void after(Duration delay, Runnable task) {
        lab.after(delay, task);
    }

    @Override
    public void onLoop(Runnable task) {
        lab.onLoop(task);
    }

    @Override
    public ClientConnection connect(NodeId site, NodeId node, ClientListener listener) {
        return lab.connect(site, node, listener);
    }

    @Override
    public RunningLoad startLoad(NodeId site, NodeId node, HeavyLoad load, LoadListener listener) {
        return lab.startLoad(site, node, load, listener);
    }

    @Override
    public ClientConnection connectAsOperator(NodeId node, ClientListener listener) {
        return lab.connectAsOperator(node, listener);
    }

    @Override
    public String address(NodeId from, NodeId to) {
        return lab.address(from, to);
    }

    @Override
    public OperatorOutcome operate(OperatorAction action) {
        return lab.operate(action);
    }

    @Override
    public List<Handle> injectAll(List<Injection> injections) {
        return lab.injectAll(injections);
    }

    @Override
    public List<Proof> healAll(List<Handle> handles) {
        return lab.healAll(handles);
    }

    @Override
    public boolean running(NodeId node) {
        return lab.running(node);
    }

    @Override
    public int starts(NodeId node) {
        return lab.starts(node);
    }

    @Override
    public OptionalLong memoryBytes(NodeId node) {
        return lab.memoryBytes(node);
    }

    @Override
    public String redisConf(NodeId node) {
        return lab.redisConf(node);
    }

    @Override
    public OptionalLong fileBytes(NodeId node, String name) {
        return lab.fileBytes(node, name);
    }

    @Override
    public void close() {
        lab.close();
    }
}
