/// Databases, values, expiry on a given `now`, and the point-in-time snapshot.
///
/// May import `engine.base`. Start reading at [Value] and [EntrySink].
@NullMarked
package dev.firedrill.engine.keyspace;

import org.jspecify.annotations.NullMarked;
