/// The servers of the docker lab that are not ours: one dialect per kind and version, which says
/// how the server is started, which directives it knows and what its log lines mean. Nobody else
/// asks which server it is.
///
/// May import `engine.port`, `lab` and `topology`. Start reading at [Dialect], then [LogDialect]
/// and [ServerLog]; [SentinelConf] and [SentinelLog] are about the Sentinels of a guarded cluster.
///
/// What a master logs about a resync, from its first line to its last (redis 7.0; older versions
/// say slave, valkey says primary):
///
/// ```
/// Replica R1:6379 asks for synchronization
/// Unable to partial resync with replica R1:6379 for lack of backlog (Replica request was: 51).
/// Starting BGSAVE for SYNC with target: disk
/// Background saving started by pid 12
/// Background saving terminated with success
/// Synchronization with replica R1:6379 succeeded
/// ```
@NullMarked
package dev.firedrill.faults.docker.target;

import org.jspecify.annotations.NullMarked;
