/// The outside world of one node: Netty sockets, files and fsync, the wall clock. One event loop
/// owns one node.
///
/// May import `engine.node`, `engine.config`, Netty and `java.nio`.
@NullMarked
package dev.firedrill.engine.adapter;

import org.jspecify.annotations.NullMarked;
