package dev.firedrill.faults.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A wire of limited rate that several links share. It serves next whichever of them has been
/// served least, as kernels do (start-time fair queueing, Goyal, Vin and Cheng 1996): a snapshot
/// that is on its way to one replica does not hold up the heartbeats of the others.
final class SharedLine {
    /// @param readyAtNanos before that it may not be sent
    private record Waiting(Link.Segment segment, long readyAtNanos) {}

    /// One link's place at the line. Its segments leave in the order in which they came.
    final class Lane {
        private final Consumer<Link.Segment> left;
        private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
        private long servedBytes;

        private Lane(Consumer<Link.Segment> left) {
            this.left = left;
        }

        void carry(Link.Segment segment, long readyAtNanos) {
            if (waiting.isEmpty()) {
                forgetSilence();
            }
            waiting.add(new Waiting(segment, readyAtNanos));
            serve();
        }

        /// A link that did not send for a while has no right to more of the line after that.
        private void forgetSilence() {
            servedBytes = Math.max(servedBytes, leastServedBytes);
        }

        /// What nobody waits for any more takes nothing of the rate.
        private @Nullable Waiting firstWanted() {
            Waiting first = waiting.peek();
            while (first != null && first.segment().unwanted().getAsBoolean()) {
                waiting.remove();
                first = waiting.peek();
            }
            return first;
        }

        /// What has not left yet, in order; it leaves no more.
        List<Link.Segment> takeBack() {
            List<Link.Segment> all = waiting.stream().map(Waiting::segment).toList();
            waiting.clear();
            return all;
        }
    }

    private final EventQueue events;
    private final double bytesPerSecond;
    private final List<Lane> lanes = new ArrayList<>();

    /// What the lane that is being served had been served before.
    private long leastServedBytes;

    private boolean busy;
    private long wakesAtNanos = -1;

    SharedLine(EventQueue events, double bytesPerSecond) {
        this.events = events;
        this.bytesPerSecond = bytesPerSecond;
    }

    double bytesPerSecond() {
        return bytesPerSecond;
    }

    /// @param left told of each segment when its last byte has left
    Lane join(Consumer<Link.Segment> left) {
        var lane = new Lane(left);
        lanes.add(lane);
        return lane;
    }

    private void serve() {
        if (busy) {
            return;
        }
        Lane next = null;
        long soonestNanos = Long.MAX_VALUE;
        for (Lane lane : lanes) {
            Waiting first = lane.firstWanted();
            if (first == null) {
                continue;
            }
            if (first.readyAtNanos() > events.nowNanos()) {
                lane.forgetSilence();
                soonestNanos = Math.min(soonestNanos, first.readyAtNanos());
            } else if (next == null || lane.servedBytes < next.servedBytes) {
                next = lane;
            }
        }
        if (next == null) {
            wake(soonestNanos);
        } else {
            send(next);
        }
    }

    private void wake(long atNanos) {
        boolean planned = wakesAtNanos > events.nowNanos() && wakesAtNanos <= atNanos;
        if (atNanos < Long.MAX_VALUE && !planned) {
            wakesAtNanos = atNanos;
            events.at(atNanos, this::serve);
        }
    }

    private void send(Lane lane) {
        Link.Segment segment = lane.waiting.remove().segment();
        long bytes = segment.bytes() + Link.HEADER_BYTES;
        leastServedBytes = lane.servedBytes;
        lane.servedBytes += bytes;
        busy = true;
        events.after(
                (long) (bytes * 1e9 / bytesPerSecond),
                () -> {
                    busy = false;
                    lane.left.accept(segment);
                    serve();
                });
    }
}
