package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Keyspace;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A last look at a dataset that was loaded aside, before it takes the place of ours. A file that
/// holds a key twice is refused, as by Redis: one of the two values is wrong, and the order of the
/// file does not say which.
final class KeysOfSnapshot {
    private KeysOfSnapshot() {}

    /// Null when nothing is wrong.
    ///
    /// @param entries how many were read, none of which may have been put over another
    static @Nullable String refusal(Keyspace aside, long entries) {
        long keys = aside.keys();
        return keys == entries
                ? null
                : String.format(
                        Locale.ROOT,
                        "a key that is there twice: %d entries, %d keys",
                        entries,
                        keys);
    }
}
