package dev.firedrill.engine.keyspace;

/// A large value on its way into a snapshot, part by part, so that no slice has to take it whole.
sealed interface Parts permits ElementParts, TextParts {
    ValueType type();

    /// Of the whole value: how many elements, of a string how many bytes.
    int size();

    /// Whether there is something to come.
    boolean more();

    /// Of the part that came last.
    long bytes();

    /// Of what was kept because a command was about to change it.
    long bytesPreserved();

    /// Nothing more of it is wanted.
    void close();

    /// The next part: at most `countMax` elements, and no further one once `bytesMax` bytes are
    /// reached. Of a string, at most `bytesMax` bytes.
    Value next(int countMax, long bytesMax);
}
