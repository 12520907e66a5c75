/// The append-only log in Redis's multi-part form: the manifest that names its files, and the
/// reader of what they hold.
///
/// May import `engine.base`, `engine.keyspace`, `engine.resp`. Start reading at [AofManifest].
@NullMarked
package dev.firedrill.engine.aof;

import org.jspecify.annotations.NullMarked;
