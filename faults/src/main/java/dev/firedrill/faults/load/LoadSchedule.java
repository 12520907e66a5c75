package dev.firedrill.faults.load;

import org.HdrHistogram.Histogram;

/// A load under way: which write is due when and goes over which connection, and what became of it.
/// Whoever drives it has the clock and the connections, and tells it what happens.
///
/// Writes are alike, so that those which are due wait in no queue of their own: the next number is
/// all there is. They go to the connection whose turn it is until that has as many under way as it
/// may have; the turn passes with each call of [#advance], so that what is due together leaves
/// together. With no room anywhere the server is what is waited for. With room, a write that leaves
/// after it was due is the load's own fault, and counted as such ([LoadInterval#lateness]): who
/// judges latencies has to know what the load itself added.
public final class LoadSchedule {
    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long NEVER = Long.MAX_VALUE;

    /// Where writes go.
    public interface Outbox {
        void send(int connection, long number);
    }

    /// The writes under way on one connection, as the moments at which they were due, oldest first.
    private static final class Window {
        final long[] due;
        int first;
        int size;
        boolean open;

        Window(int pipeline) {
            due = new long[pipeline];
        }

        void add(long dueNanos) {
            due[(first + size++) % due.length] = dueNanos;
        }

        long remove() {
            long oldest = due[first];
            first = (first + 1) % due.length;
            size--;
            return oldest;
        }

        int room() {
            return open ? due.length - size : 0;
        }
    }

    private final HeavyLoad load;
    private final Window[] windows;
    private final long startNanos;
    private long end;
    private long next;
    private long ended;
    private int turn;
    private int room;

    /// Since when there has been room for a write.
    private long roomSinceNanos;

    // Since the last interval.
    private final Histogram latencies = LatencyCounts.empty();
    private final Histogram lateness = LatencyCounts.empty();
    private long fromNanos;
    private long sentBefore;
    private long dueBefore;
    private long answered;
    private long refused;
    private long unanswered;

    /// @param nowNanos when the first write is due
    public LoadSchedule(HeavyLoad load, long nowNanos) {
        this.load = load;
        startNanos = nowNanos;
        fromNanos = nowNanos;
        roomSinceNanos = nowNanos;
        end = load.count().orElse(NEVER);
        windows = new Window[load.connections()];
        for (int i = 0; i < windows.length; i++) {
            windows[i] = new Window(load.pipeline());
        }
    }

    /// Writes may go over that connection from now on.
    public void connected(int connection, long nowNanos) {
        Window window = windows[connection];
        if (window.open) return;
        window.open = true;
        makeRoom(window.room(), nowNanos);
    }

    private void makeRoom(int more, long nowNanos) {
        if (room == 0) roomSinceNanos = nowNanos;
        room += more;
    }

    /// The connection has ended; what was under way on it has no answer.
    public void lost(int connection) {
        Window window = windows[connection];
        room -= window.room();
        window.open = false;
        unanswered += window.size;
        ended += window.size;
        window.first = 0;
        window.size = 0;
    }

    /// Sends what is due and has room.
    public void advance(long nowNanos, Outbox outbox) {
        turn = (turn + 1) % windows.length;
        while (next < end && room > 0 && dueAt(next, nowNanos) <= nowNanos) {
            while (windows[turn].room() == 0) {
                turn = (turn + 1) % windows.length;
            }
            long due = dueAt(next, nowNanos);
            windows[turn].add(due);
            room--;
            LatencyCounts.record(lateness, nowNanos - Math.max(due, roomSinceNanos));
            outbox.send(turn, next++);
        }
    }

    /// The server has answered the oldest write that is under way on that connection.
    public void answered(int connection, long nowNanos, boolean succeeded) {
        Window window = windows[connection];
        if (window.size == 0) throw new IllegalStateException("an answer that nobody asked for");
        long due = window.remove();
        makeRoom(1, nowNanos);
        ended++;
        if (succeeded) {
            answered++;
            LatencyCounts.record(latencies, nowNanos - due);
        } else {
            refused++;
        }
    }

    /// When [#advance] has something to do next; [Long#MAX_VALUE] as long as only an answer or a
    /// connection can change that.
    public long nextNanos(long nowNanos) {
        return next >= end || room == 0 ? NEVER : dueAt(next, nowNanos);
    }

    /// Nothing that is not due yet will be.
    public void finish(long nowNanos) {
        end = Math.min(end, Math.max(next, dueBy(nowNanos)));
    }

    /// Whether every write has been sent and has ended.
    public boolean over() {
        return next >= end && ended == next;
    }

    private long dueAt(long number, long nowNanos) {
        if (load.perSecond().isEmpty()) return nowNanos;
        long rate = load.perSecond().getAsInt();
        return startNanos + number / rate * SECOND_NANOS + number % rate * SECOND_NANOS / rate;
    }

    /// How many are due until then.
    private long dueBy(long nowNanos) {
        if (load.perSecond().isEmpty()) return next;
        long rate = load.perSecond().getAsInt();
        long since = nowNanos - startNanos;
        long due = since / SECOND_NANOS * rate + since % SECOND_NANOS * rate / SECOND_NANOS + 1;
        return Math.min(end, due);
    }

    /// What happened since the last interval.
    public LoadInterval interval(long nowNanos) {
        return interval(nowNanos, 0);
    }

    /// The same for the last time: what has no answer now will have none.
    public LoadInterval lastInterval(long nowNanos) {
        return interval(nowNanos, dueBy(nowNanos) - ended);
    }

    private LoadInterval interval(long nowNanos, long givenUp) {
        long due = dueBy(nowNanos);
        var interval =
                new LoadInterval(
                        fromNanos - startNanos,
                        nowNanos - startNanos,
                        due - dueBefore,
                        next - sentBefore,
                        answered,
                        refused,
                        unanswered + givenUp,
                        LatencyCounts.of(latencies),
                        LatencyCounts.of(lateness));
        fromNanos = nowNanos;
        dueBefore = due;
        sentBefore = next;
        answered = 0;
        refused = 0;
        unanswered = 0;
        latencies.reset();
        lateness.reset();
        return interval;
    }
}
