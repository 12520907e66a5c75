package dev.firedrill.engine.node;

import dev.firedrill.engine.resp.Args;

/// What a client makes the server keep on the heap between its commands: the names that it listens
/// to, the keys that it watches or waits for, what is queued for EXEC. [MemoryRoom] bounds the sum
/// for all clients.
final class KeptBytes {
    /// What each takes beside its bytes, in the tables on both sides.
    private static final int EACH = 500;

    private static final int QUEUED_COMMAND = 300;
    private static final int QUEUED_ARGUMENT = 16;

    private long listened;
    private long watched;
    private long awaited;
    private long queued;
    private long queuedOutside;

    /// If all arguments of a command were kept.
    static long ofArguments(Args args) {
        return args.bytes() + (long) EACH * args.count();
    }

    void listens(String name) {
        listened += name.length() + EACH;
    }

    void listensNoMore(String name) {
        listened -= name.length() + EACH;
    }

    void listensToNothing() {
        listened = 0;
    }

    void watches(Args args) {
        watched += ofArguments(args);
    }

    void watchesNothing() {
        watched = 0;
    }

    void awaits(Iterable<byte[]> keys) {
        for (byte[] key : keys) {
            awaited += key.length + EACH;
        }
    }

    void awaitsNothing() {
        awaited = 0;
    }

    void queues(Args args) {
        queued +=
                args.bytes()
                        - args.bytesOutside()
                        + QUEUED_COMMAND
                        + (long) QUEUED_ARGUMENT * args.count();
        queuedOutside += args.bytesOutside();
    }

    void queuesNothing() {
        queued = 0;
        queuedOutside = 0;
    }

    /// Of long arguments that are queued, outside of the heap.
    long queuedOutside() {
        return queuedOutside;
    }

    /// As redis-server compares with `client-query-buffer-limit`.
    long queuedBytes() {
        return queued + queuedOutside;
    }

    long heapBytes() {
        return listened + watched + awaited + queued;
    }
}
