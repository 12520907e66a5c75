package dev.firedrill.engine.node;

import dev.firedrill.engine.base.Invariants;
import dev.firedrill.engine.command.Call;
import dev.firedrill.engine.keyspace.Keyspace;
import org.jspecify.annotations.Nullable;

/// A command on its way through a whole server: also who asked.
final class NodeCall extends Call {
    private @Nullable Session session;

    NodeCall(Keyspace keyspace) {
        super(keyspace);
    }

    void asked(@Nullable Session by) {
        session = by;
    }

    /// The client; absent for a master's stream and for files.
    @Nullable Session sessionOrNull() {
        return session;
    }

    @Override
    public long stringBytesMax() {
        return session == null ? super.stringBytesMax() : session.parser.bulkBytesMax();
    }

    Session session() {
        Session known = session;
        Invariants.check(known != null, "a command that needs a client came without one");
        return java.util.Objects.requireNonNull(known);
    }
}
