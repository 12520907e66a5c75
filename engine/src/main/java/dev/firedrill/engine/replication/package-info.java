/// Both sides of Redis's replication as values and decisions, without a socket: history ids and
/// offsets, the shared replication log with the backlog as its tail, the answer to a PSYNC, the
/// states of a link.
///
/// ```
/// replica                              master
///   PING                           ->
///                                  <-  +PONG (or -NOAUTH, -NOPERM: goes on)
///   AUTH [user] password           ->
///   REPLCONF listening-port P      ->
///   REPLCONF ip-address I          ->
///   REPLCONF capa eof capa psync2  ->
///                                  <-  one reply to each; errors of REPLCONF are not critical
///   PSYNC <id> <offset> | ? -1     ->
///                                  <-  newlines while it waits for a snapshot
///                                  <-  +CONTINUE <id>          and the stream from <offset> on
///                                  <-  +FULLRESYNC <id> <off>  then $EOF:<40 bytes> or $<length>,
///                                      the snapshot, and the stream after <off>
///   REPLCONF ACK <offset>          ->  once a second, and when the master asks (GETACK)
/// ```
///
/// Source: Redis documentation, "Redis replication"; behaviour of redis-server 7.0.
///
/// May import `engine.base` and `engine.resp`. Start reading at [PsyncDecision], then
/// [ReplicationLog] and [LinkState].
@NullMarked
package dev.firedrill.engine.replication;

import org.jspecify.annotations.NullMarked;
