/// One file per command, or per tight family, and the table that lists them with arity and flags.
///
/// May import `engine.base`, `engine.resp`, `engine.keyspace`. What a command needs of the server
/// (configuration, replication, persistence) it asks through an interface that `engine.node`
/// implements.
@NullMarked
package dev.firedrill.engine.command;

import org.jspecify.annotations.NullMarked;
