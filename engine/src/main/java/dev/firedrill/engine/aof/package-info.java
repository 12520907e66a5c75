/// The append-only log in Redis's multi-part form: the manifest that names its files, the reader of
/// what they hold, and the writer of a base that is commands.
///
/// May import `engine.base`, `engine.keyspace`, `engine.resp`. Start reading at [AofManifest].
@NullMarked
package dev.firedrill.engine.aof;

import org.jspecify.annotations.NullMarked;
