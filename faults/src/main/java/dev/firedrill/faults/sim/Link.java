package dev.firedrill.faults.sim;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.faults.lab.LinkConditions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One direction between two hosts. Segments arrive in the order in which they were sent. While it
/// is cut they wait, as TCP would send them again until they get through: nothing is lost. What
/// nobody waits for any more by then takes nothing of the rate: the first segment is answered by a
/// reset, and the others are not sent again.
final class Link {
    /// A wire of limited rate.
    static final class Pipe {
        final double bytesPerSecond;
        private long freeAtNanos;

        Pipe(double bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        /// When the last byte of a segment has left.
        long leaves(long nowNanos, long bytes) {
            freeAtNanos = Math.max(nowNanos, freeAtNanos) + (long) (bytes * 1e9 / bytesPerSecond);
            return freeAtNanos;
        }
    }

    /// How much of a connection is on its way over a link.
    ///
    /// @param slowBytes while the link is slow
    record Windows(long bytes, long slowBytes) {}

    record Segment(long bytes, Runnable arrives, Runnable gap, BooleanSupplier unwanted) {}

    /// Ethernet, IP and TCP headers of one segment.
    static final long HEADER_BYTES = 66;

    /// From here on a proxy has to hold up what it carries.
    private static final Duration SLOW = Duration.ofMillis(1);

    private final EventQueue events;
    private final Prng prng;
    private final LinkConditions baseline;
    private final Windows windows;
    private final Pipe ownPipe;
    private final ArrayDeque<Segment> held = new ArrayDeque<>();
    private final List<Runnable> gaps = new ArrayList<>();

    /// Where this link shares its wire with others: all that it sends goes over that, and what
    /// limits this link alone comes before it.
    private final SharedLine.@Nullable Lane lane;

    private LinkConditions conditions;
    private Pipe pipe;
    private long lastArrivalNanos;

    /// Counts the changes of the number of bytes after which connections are closed, so that each
    /// connection counts from the last one.
    private int dropRound;

    /// @param windows how much of a connection is on its way over it
    Link(EventQueue events, Prng prng, LinkConditions baseline, Pipe pipe, Windows windows) {
        this(events, prng, baseline, pipe, null, windows);
    }

    /// One of the links that share the line.
    Link(EventQueue events, Prng prng, LinkConditions baseline, SharedLine line, Windows windows) {
        this(events, prng, baseline, new Pipe(line.bytesPerSecond()), line, windows);
    }

    private Link(
            EventQueue events,
            Prng prng,
            LinkConditions baseline,
            Pipe pipe,
            @Nullable SharedLine line,
            Windows windows) {
        this.events = events;
        this.prng = prng;
        this.baseline = baseline;
        this.windows = windows;
        ownPipe = pipe;
        conditions = baseline;
        this.pipe = pipe;
        lane = line == null ? null : line.join(this::left);
    }

    LinkConditions baseline() {
        return baseline;
    }

    LinkConditions conditions() {
        return conditions;
    }

    /// How much of a connection's bytes is on its way before its sender has to wait.
    long windowBytes() {
        return conditions.latency().compareTo(SLOW) < 0 ? windows.bytes() : windows.slowBytes();
    }

    double bytesPerSecond() {
        return lane == null
                ? pipe.bytesPerSecond
                : Math.min(pipe.bytesPerSecond, ownPipe.bytesPerSecond);
    }

    /// From here on the link behaves like that.
    void follow(LinkConditions wanted) {
        LinkConditions before = conditions;
        conditions = wanted;
        if (!wanted.dropAfterBytes().equals(before.dropAfterBytes())) {
            dropRound++;
        }
        if (!wanted.limited()) {
            pipe = ownPipe;
        } else if (!before.limited() || !wanted.bytesPerSecond().equals(before.bytesPerSecond())) {
            pipe = new Pipe(wanted.bytesPerSecond().orElseThrow());
        }
        takeBack();
        if (!wanted.blackhole()) {
            closeGaps();
        }
        if (!wanted.cut()) {
            release();
        }
    }

    /// What has not left the sender's side of a shared line when a fault begins meets that fault.
    private void takeBack() {
        if (lane == null) {
            return;
        }
        if (conditions.blackhole()) {
            lane.takeBack().forEach(segment -> gaps.add(segment.gap()));
        } else if (conditions.cut()) {
            held.addAll(lane.takeBack());
        }
    }

    private void closeGaps() {
        List<Runnable> missed = List.copyOf(gaps);
        gaps.clear();
        missed.forEach(Runnable::run);
    }

    private void release() {
        while (!conditions.cut() && !held.isEmpty()) {
            Segment first = held.removeFirst();
            if (!first.unwanted().getAsBoolean()) {
                send(first.bytes(), first.arrives(), first.gap(), first.unwanted());
            }
        }
    }

    int dropRound() {
        return dropRound;
    }

    void send(long bytes, Runnable arrives) {
        send(bytes, arrives, () -> {});
    }

    void send(long bytes, Runnable arrives, Runnable gap) {
        send(bytes, arrives, gap, () -> false);
    }

    /// @param gap what happens at the end of a blackhole that has swallowed this
    /// @param unwanted whether the receiving end is closed, asked when a cut ends
    void send(long bytes, Runnable arrives, Runnable gap, BooleanSupplier unwanted) {
        if (conditions.blackhole()) {
            gaps.add(gap);
            return;
        }
        if (conditions.cut()) {
            held.add(new Segment(bytes, arrives, gap, unwanted));
            return;
        }
        if (lane == null) {
            arrive(pipe.leaves(events.nowNanos(), bytes + HEADER_BYTES), arrives);
            return;
        }
        long ready =
                conditions.limited()
                        ? pipe.leaves(events.nowNanos(), bytes + HEADER_BYTES)
                        : events.nowNanos();
        lane.carry(new Segment(bytes, arrives, gap, unwanted), ready);
    }

    private void left(Segment segment) {
        arrive(events.nowNanos(), segment.arrives());
    }

    private void arrive(long leftNanos, Runnable arrives) {
        long plusOrMinus = conditions.jitter().toNanos();
        long jitter = plusOrMinus == 0 ? 0 : prng.nextLong(2 * plusOrMinus + 1) - plusOrMinus;
        long travel = Math.max(0, conditions.latency().toNanos() + jitter);
        lastArrivalNanos = Math.max(lastArrivalNanos, leftNanos + travel);
        events.at(lastArrivalNanos, arrives);
    }
}
