package dev.firedrill.engine.node;

import org.jspecify.annotations.Nullable;

/// One TCP connection as the node sees it: an identity that the adapter hands out. The adapter
/// subclasses it with its socket; the node hangs its own state on it, so that neither needs a map.
public abstract class Connection {
    @Nullable Object attachment;
}
