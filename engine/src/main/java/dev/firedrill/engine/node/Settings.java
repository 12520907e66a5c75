package dev.firedrill.engine.node;

import dev.firedrill.engine.config.AccessUsers;
import dev.firedrill.engine.config.ServerConfig;
import dev.firedrill.engine.replication.OutputLimit;
import dev.firedrill.engine.resp.RequestParser;
import java.util.Locale;

/// The directives that are looked at with every command or every batch, read once after each
/// change.
final class Settings {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    final AccessUsers users;
    final long maxMemoryBytes;
    final boolean replicaReadOnly;
    final boolean replicaServesStale;
    final int replicasToWriteMin;
    final long replicaLagNanosMax;
    final long replicationTimeoutNanos;
    final long pingPeriodSeconds;
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
    final long slowerThanMicros;
    final long slowLogEntriesMax;
    final long latencyThresholdMillis;
    final boolean latencyTracking;
    final EvictionPolicy evictionPolicy;
    final int evictionSamples;
    final boolean ignoresMaxMemoryAsReplica;
    final boolean evictsLazily;
    final boolean expiresLazily;
    final OutputLimit normalOutputLimit;
    final OutputLimit pubSubOutputLimit;
    final long bulkBytesMax;
    final long queryBufferBytesMax;
    final boolean protectedMode;
    final long cronPeriodNanos;
    final NodeLog.Level logLevel;
    final boolean fsyncsAlways;
    final boolean fsyncsEverySecond;
    final boolean fsyncsNotDuringRewrite;
    final boolean timestampsInAof;

    Settings(ServerConfig config) {
        users = config.users();
        maxMemoryBytes = config.number("maxmemory");
        replicaReadOnly = config.yes("replica-read-only");
        replicaServesStale = config.yes("replica-serve-stale-data");
        replicasToWriteMin = (int) config.number("min-replicas-to-write");
        replicaLagNanosMax = config.number("min-replicas-max-lag") * NANOS_PER_SECOND;
        replicationTimeoutNanos = config.number("repl-timeout") * NANOS_PER_SECOND;
        pingPeriodSeconds = config.number("repl-ping-replica-period");
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
        slowerThanMicros = config.number("slowlog-log-slower-than");
        slowLogEntriesMax = config.number("slowlog-max-len");
        latencyThresholdMillis = config.number("latency-monitor-threshold");
        latencyTracking = config.yes("latency-tracking");
        evictionPolicy = EvictionPolicy.named(config.text("maxmemory-policy"));
        evictionSamples = (int) Math.min(64, config.number("maxmemory-samples"));
        ignoresMaxMemoryAsReplica = config.yes("replica-ignore-maxmemory");
        evictsLazily = config.yes("lazyfree-lazy-eviction");
        expiresLazily = config.yes("lazyfree-lazy-expire");
        normalOutputLimit = outputLimit(config, "normal");
        pubSubOutputLimit = outputLimit(config, "pubsub");
        bulkBytesMax = config.number("proto-max-bulk-len");
        queryBufferBytesMax =
                Math.min(RequestParser.HELD_BYTES_MAX, config.number("client-query-buffer-limit"));
        protectedMode = config.yes("protected-mode");
        cronPeriodNanos = NANOS_PER_SECOND / config.number("hz");
        fsyncsAlways = config.text("appendfsync").equals("always");
        fsyncsEverySecond = config.text("appendfsync").equals("everysec");
        fsyncsNotDuringRewrite = config.yes("no-appendfsync-on-rewrite");
        timestampsInAof = config.yes("aof-timestamp-enabled");
        logLevel = NodeLog.Level.valueOf(config.text("loglevel").toUpperCase(Locale.ROOT));
    }

    private static OutputLimit outputLimit(ServerConfig config, String clazz) {
        var limit = config.outputBufferLimit(clazz);
        return new OutputLimit(limit.hardBytes(), limit.softBytes(), limit.softSeconds());
    }
}
