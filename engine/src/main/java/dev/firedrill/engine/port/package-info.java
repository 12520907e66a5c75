/// What a node asks of the world and what it reports to it. The program that runs the node
/// implements these interfaces: on sockets and files, or in the simulator.
///
/// May import `engine.base` and values of `engine.replication`. Start reading at [NodeEvent].
@NullMarked
package dev.firedrill.engine.port;

import org.jspecify.annotations.NullMarked;
