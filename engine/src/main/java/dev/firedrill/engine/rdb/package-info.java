/// Redis's snapshot format, both directions.
///
/// May import `engine.base`, `engine.keyspace`, `engine.resp`.
@NullMarked
package dev.firedrill.engine.rdb;

import org.jspecify.annotations.NullMarked;
