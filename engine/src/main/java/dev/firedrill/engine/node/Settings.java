package dev.firedrill.engine.node;

import dev.firedrill.engine.config.ServerConfig;

/// The directives that are looked at with every command or every batch, read once after each
/// change.
final class Settings {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final String password;
    final long maxMemoryBytes;
    final boolean replicaReadOnly;
    final boolean replicaServesStale;
    final int replicasToWriteMin;
    final long replicaLagNanosMax;
    final long replicationTimeoutNanos;
    final long pingPeriodNanos;
    final boolean compat26;
    final boolean refusesSelf;
    final boolean stopsWritesOnSaveError;
    final boolean savePointsExist;
    final boolean disklessSync;
    final long disklessDelayNanos;
    final long disklessReplicasMax;
    final long fullResyncsMax;
    final long clientTimeoutNanos;
    final long clientsMax;

    Settings(ServerConfig config) {
        password = config.text("requirepass");
        maxMemoryBytes = config.number("maxmemory");
        replicaReadOnly = config.yes("replica-read-only");
        replicaServesStale = config.yes("replica-serve-stale-data");
        replicasToWriteMin = (int) config.number("min-replicas-to-write");
        replicaLagNanosMax = config.number("min-replicas-max-lag") * NANOS_PER_SECOND;
        replicationTimeoutNanos = config.number("repl-timeout") * NANOS_PER_SECOND;
        pingPeriodNanos = config.number("repl-ping-replica-period") * NANOS_PER_SECOND;
        compat26 = config.text("compat").equals("2.6");
        refusesSelf = config.yes("replicaof-refuse-self");
        stopsWritesOnSaveError = config.yes("stop-writes-on-bgsave-error");
        savePointsExist = !config.savePoints().isEmpty();
        disklessSync = config.yes("repl-diskless-sync");
        disklessDelayNanos = config.number("repl-diskless-sync-delay") * NANOS_PER_SECOND;
        disklessReplicasMax = config.number("repl-diskless-sync-max-replicas");
        fullResyncsMax = config.number("repl-full-resyncs-max");
        clientTimeoutNanos = config.number("timeout") * NANOS_PER_SECOND;
        clientsMax = config.number("maxclients");
    }
}
