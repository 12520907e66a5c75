package dev.firedrill.engine.node;

import dev.firedrill.engine.resp.Args;

/// What a client makes the server keep on the heap between its commands: the names that it listens
/// to, the keys that it watches or waits for, what is queued for EXEC, the command that is still to
/// be answered. [MemoryRoom] bounds the sum for all clients.
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
    private long suspended;

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

    /// What a client takes that waits for keys.
    static long ofAwaited(Iterable<byte[]> keys) {
        long bytes = 0;
        for (byte[] key : keys) {
            bytes += key.length + EACH;
        }
        return bytes;
    }

    void awaits(Iterable<byte[]> keys) {
        awaited += ofAwaited(keys);
    }

    void awaitsNothing() {
        awaited = 0;
    }

    /// Of a whole command, without what lies outside of the heap.
    static long ofCommand(Args args) {
        return args.bytes()
                - args.bytesOutside()
                + QUEUED_COMMAND
                + (long) QUEUED_ARGUMENT * args.count();
    }

    void queues(Args args) {
        queued += ofCommand(args);
        queuedOutside += args.bytesOutside();
    }

    /// A command whose answer, or whose turn, comes later.
    void suspends(Args args) {
        suspended = ofCommand(args);
    }

    void suspendsNothing() {
        suspended = 0;
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
        return listened + watched + awaited + queued + suspended;
    }
}
