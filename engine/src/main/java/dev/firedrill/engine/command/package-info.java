/// The commands that work on data, one file per tight family, and the table that finds them. What
/// concerns the server itself (INFO, CONFIG, PSYNC, MULTI) lives with the node.
///
/// May import `engine.base`, `engine.resp`, `engine.keyspace`. Start reading at [Call], then
/// [StringCommands].
@NullMarked
package dev.firedrill.engine.command;

import org.jspecify.annotations.NullMarked;
