/// `main` of a server: arguments, redis.conf, signals, exit codes.
///
/// May import `engine.node`, `engine.config`, `engine.adapter` and, for the patterns of `include`,
/// `engine.command`.
@NullMarked
package dev.firedrill.engine.server;

import org.jspecify.annotations.NullMarked;
