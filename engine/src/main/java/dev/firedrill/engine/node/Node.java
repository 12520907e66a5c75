package dev.firedrill.engine.node;

import dev.firedrill.engine.base.Prng;
import dev.firedrill.engine.config.ServerConfig;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/// A server, as a value that is told what happened and when. Never blocks, never reads a clock,
/// never starts a thread: the same code runs behind sockets and in the simulator.
///
/// One owner calls it, never from inside one of its own port calls. `nowNanos` is the node's wall
/// clock in nanoseconds since the Unix epoch. After each batch of calls the owner calls [#settle].
public final class Node implements AutoCloseable {
    private final WorkDone work = new WorkDone(0, 0, 0, 0, 0, 0);

    public Node(ServerConfig config, Wire wire, Disk disk, Prng prng, NodeLog log) {}

    /// Begins to load what is on the disk. Until that has ended, clients are told `-LOADING`.
    public void start(long nowNanos) {}

    /// A client has connected; `peer` is its `host:port`.
    public void accepted(long nowNanos, Connection connection, String peer) {}

    /// A connection asked for by [Wire#connect] stands.
    public void connected(long nowNanos, Connection connection) {}

    /// The bytes are read before this returns.
    public void received(long nowNanos, Connection connection, ByteBuffer bytes) {}

    /// Everything written to the connection has been sent.
    public void writable(long nowNanos, Connection connection) {}

    /// The connection is gone, whoever ended it; it is not named again.
    public void closed(long nowNanos, Connection connection, CloseReason why) {}

    public void completed(long nowNanos, DiskTicket ticket, DiskOutcome outcome) {}

    /// Time has passed: timers, active expiry, a slice of the snapshot.
    public void tick(long nowNanos) {}

    /// Ends a batch of inputs: appends to the AOF, then releases replies and replication stream
    /// that may go out (Redis's `beforeSleep`).
    public void settle(long nowNanos) {}

    /// The owner calls [#tick] at this time at the latest; now or earlier means "at once, work is
    /// waiting".
    public long tickWantedAtNanos() {
        return Long.MAX_VALUE;
    }

    /// As `SHUTDOWN` would: final save, then [#exitCode].
    public void terminate(long nowNanos) {}

    /// Present once the process must end. The owner stops calling the node and exits with it.
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    /// What INFO reports as `used_memory`: dataset, buffers and replication log.
    public long usedMemoryBytes() {
        return 0;
    }

    public WorkDone workDone() {
        return work;
    }

    /// Frees memory outside the heap. The files stay as they are: this is also what a kill does.
    @Override
    public void close() {}
}
