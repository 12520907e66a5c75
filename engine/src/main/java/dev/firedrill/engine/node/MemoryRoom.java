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

    private final NodeContext node;
    private final MemoryGauge gauge;
    private boolean exhausted;
    private long requestBytes;

    MemoryRoom(NodeContext node, MemoryGauge gauge) {
        this.node = node;
        this.gauge = gauge;
    }

    /// Whether this number of bytes may still be allocated outside the heap.
    boolean admits(long bytes) {
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
        if (wanted <= requestBytesMax() / Math.max(EVEN_SHARES_MIN, node.sessions.size())) {
            return true;
        }
        return requestBytes - session.requestBytes + unfinished + wanted <= requestBytesMax()
                && admits(unfinished);
    }

    /// What the client's requests hold of the heap now.
    void requestsOf(Session session) {
        if (requestBytes > requestBytesMax() / 2) {
            session.parser.shrink();
        }
        long held =
                session.closed
                        ? 0
                        : session.parser.heapBytes()
                                + session.kept.heapBytes()
                                + session.name.length();
        requestBytes += held - session.requestBytes;
        session.requestBytes = held;
    }

    /// Looks anew, once for each batch of inputs.
    void measure() {
        exhausted = !admits(reserveBytes());
    }

    /// A thirty-second of it is kept for what a command needs on the way.
    private long reserveBytes() {
        long max = gauge.foreignBytesMax();
        return max == Long.MAX_VALUE ? 0 : Math.max(0, max / 32);
    }

    /// Whether no command may take memory any more, as under `maxmemory`.
    boolean exhausted() {
        return exhausted;
    }
}
