/// `main` of a server: arguments, redis.conf, signals, exit codes.
///
/// May import `engine.node`, `engine.config` and `engine.adapter`.
@NullMarked
package dev.firedrill.engine.server;

import org.jspecify.annotations.NullMarked;
