package dev.firedrill.engine.node;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// What a node asks of the network. Every call returns at once; outcomes come back through the door
/// ([Node#connected], [Node#writable], [Node#closed]), never from inside the call.
public interface Wire {
    /// Begins to connect. Answered by [Node#connected] or, when it cannot be, by [Node#closed].
    Connection connect(String host, int port);

    /// Takes all remaining bytes; the buffer may be reused as soon as this returns. Nothing is sent
    /// twice and nothing is reordered. A write to a closed connection is dropped: `closed` is on
    /// its way.
    void write(Connection connection, ByteBuffer bytes);

    /// Bytes taken by [#write] that the kernel has not accepted yet. When it has grown above zero,
    /// [Node#writable] tells once it is back at zero.
    long unsentBytes(Connection connection);

    /// As [#write] of bytes that the node leaves alone until `done` runs, which may be within the
    /// call: what is long is not copied.
    default void lend(Connection connection, ByteBuffer bytes, Runnable done) {
        write(connection, bytes);
        done.run();
    }

    /// [#unsentBytes] of all connections, as far as they are copies that the network holds.
    default long unsentBytes() {
        return 0;
    }

    /// Listens on these addresses and this port instead of the present ones, or, with port 0, on
    /// none. Either all of them or nothing changes, and it has happened when this returns.
    ///
    /// @param addresses as `bind` writes them
    /// @return why not; empty when it listens
    default Optional<String> listen(List<String> addresses, int port) {
        return Optional.of("This network cannot change what it listens on.");
    }

    /// Whether anything more is read from the connection. What has arrived already may still come.
    /// A network that holds nothing back need not do anything.
    default void reads(Connection connection, boolean wanted) {}

    /// Closes after what was written has been sent.
    void closeAfterWrites(Connection connection);

    /// Closes now and drops what was not sent.
    void abort(Connection connection);
}
