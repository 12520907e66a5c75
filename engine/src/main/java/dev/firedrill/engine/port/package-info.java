/// What a node asks of the world and what it reports to it. A port is an interface that whoever
/// runs the node implements: sockets and files, or the simulator.
///
/// May import `engine.base` and values of `engine.replication`. Start reading at [NodeEvent].
@NullMarked
package dev.firedrill.engine.port;

import org.jspecify.annotations.NullMarked;
