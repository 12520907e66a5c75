/// Redis's multi-part append-only file, both directions, with the repair of a torn tail.
///
/// May import `engine.base`, `engine.keyspace`, `engine.resp` and `engine.rdb` (the base part is an
/// RDB).
@NullMarked
package dev.firedrill.engine.aof;

import org.jspecify.annotations.NullMarked;
