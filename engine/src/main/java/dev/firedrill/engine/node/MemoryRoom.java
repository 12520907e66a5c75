package dev.firedrill.engine.node;

import dev.firedrill.engine.rdb.ReadingRoom;

/// Whether there is room for what a client asks for. What does not fit is refused to that client
/// with an error, before it is begun: a process that runs out of memory ends for all of them.
///
/// Outside of the heap lie the dataset and everything long on its way; on the heap, what a command
/// needs for itself. Of the heap one client gets a share, since garbage and small things need the
/// rest.
final class MemoryRoom {
    static final String REFUSAL =
            "OOM command not allowed: the server has no memory left for it. Raise the container's"
                    + " limit, set 'maxmemory', or send less at a time.";

    /// One command's own share of the heap, and that of all requests that are not complete.
    private static final int HEAP_SHARE = 5;

    /// However few clients there are, each one's even share is a part like this.
    private static final int EVEN_SHARES_MIN = 100;

    /// So much of what is kept for each client, or of its unfinished requests, is allowed in any
    /// case: a channel, a few watched keys, a short command.
    private static final long ALWAYS_KEPT_BYTES = 1024;

    private final NodeContext node;
    private final MemoryGauge gauge;
    private long limitBytes;
    private boolean exhausted;
    private boolean overfull;
    private long requestBytes;

    MemoryRoom(NodeContext node, MemoryGauge gauge) {
        this.node = node;
        this.gauge = gauge;
        limitBytes = gauge.readLimitBytes();
    }

    /// Whether this number of bytes may still be allocated outside the heap.
    boolean admits(long bytes) {
        if (node.settings.compat26) {
            // Redis 2.6 knows of no limit but `maxmemory`: above its cap the kernel kills it.
            return true;
        }
        long max = gauge.foreignBytesMax();
        return max == Long.MAX_VALUE || bytes <= max - takenBytes();
    }

    private long takenBytes() {
        return node.keyspace.foreignBytes()
                + node.transit.reservedBytes()
                + node.wire.unsentBytes();
    }

    /// What one command may take of the heap for itself.
    long commandBytesMax() {
        return gauge.heapBytesMax() / HEAP_SHARE;
    }

    /// What the words of a command may come to that is not about data: a name or a password.
    long wordsBytesMax() {
        return commandBytesMax() / 16;
    }

    /// The same for a command of a master's stream or of a file: there is one at a time.
    long replayBytesMax() {
        return gauge.heapBytesMax() / 4;
    }

    /// What the slow log may take of the heap.
    long slowLogBytesMax() {
        return gauge.heapBytesMax() / 16;
    }

    /// For the reading of a snapshot.
    ReadingRoom reading() {
        return new ReadingRoom(node.transit, replayBytesMax());
    }

    /// What the unfinished requests of all clients may take of the heap, their queues included.
    long requestBytesMax() {
        return gauge.heapBytesMax() / HEAP_SHARE;
    }

    /// Whether what a client has sent may be taken, though it is no whole command yet. Each client
    /// has an even share in any case; beyond it, as much as the others have left.
    boolean admitsRequest(Session session, int bytes) {
        long onHeap = Math.max(0, bytes - session.parser.awaitedBytes());
        long unfinished = session.parser.pendingBytes() - session.parser.outsideBytes() + onHeap;
        long wanted = unfinished + session.kept.heapBytes();
        long others = requestBytes - session.requestBytes;
        if (wanted <= requestBytesMax() / Math.max(EVEN_SHARES_MIN, node.sessions.size())) {
            // Those who came when there were fewer clients keep the larger shares of that time.
            return wanted <= ALWAYS_KEPT_BYTES || others + wanted <= requestBytesMax() * 3 / 2;
        }
        return others + unfinished + wanted <= requestBytesMax() && admits(unfinished);
    }

    /// Whether the heap may hold that many more bytes for a client between its commands.
    boolean admitsKept(Session session, long bytes) {
        return session.kept.heapBytes() + bytes <= ALWAYS_KEPT_BYTES
                || requestBytes - session.requestBytes + heldOnHeap(session) + bytes
                        <= requestBytesMax();
    }

    private static long heldOnHeap(Session session) {
        return session.parser.heapBytes()
                + session.kept.heapBytes()
                + session.name.length()
                + session.libraryName.length()
                + session.libraryVersion.length();
    }

    /// What the client's requests hold of the heap now.
    void requestsOf(Session session) {
        if (requestBytes > requestBytesMax() / 2) {
            session.parser.shrink();
        }
        long held = session.closed ? 0 : heldOnHeap(session);
        requestBytes += held - session.requestBytes;
        session.requestBytes = held;
    }

    /// Follows a limit that an operator has moved.
    void followLimit() {
        long now = gauge.readLimitBytes();
        if (now != limitBytes) {
            node.notice(
                    "The memory limit is now %d bytes, it was %d; %d bytes are left for data and"
                            + " what is on its way",
                    now, limitBytes, Math.max(0, gauge.foreignBytesMax() - takenBytes()));
            limitBytes = now;
        }
    }

    /// Looks anew, once for each batch of inputs.
    void measure() {
        exhausted = !admits(reserveBytes());
        overfull = exhausted && !admits(0);
    }

    /// A thirty-second of it is kept for what a command needs on the way.
    private long reserveBytes() {
        long max = gauge.foreignBytesMax();
        return max == Long.MAX_VALUE ? 0 : Math.max(0, max / 32);
    }

    /// Whether a master's commands that take memory may not be applied either.
    boolean overfull() {
        return overfull;
    }

    /// Whether no command may take memory any more, as under `maxmemory`.
    boolean exhausted() {
        return exhausted;
    }
}
