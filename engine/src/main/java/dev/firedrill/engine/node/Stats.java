package dev.firedrill.engine.node;

import java.util.Map;
import java.util.TreeMap;

/// Counters of one server since its start, or since CONFIG RESETSTAT.
final class Stats {
    long commands;
    long connections;
    long rejectedConnections;
    long errors;
    long expiredKeys;
    long evictedKeys;
    long bytesIn;
    long bytesOut;
    long replicationBytesIn;
    long replicationBytesOut;
    long outputLimitDisconnections;

    /// Commands of a master's stream that could not be carried out.
    long unexpectedErrors;

    long snapshots;
    long lastSnapshotNanos;
    long reads;
    long writes;
    final Rate inputRate = new Rate();
    final Rate outputRate = new Rate();
    final Rate replicationInputRate = new Rate();
    final Rate replicationOutputRate = new Rate();

    private long forgottenCommands;
    private long forgottenBytesIn;
    private long forgottenBytesOut;
    private long sampledCommands;
    private long sampledAtNanos;
    private double commandsPerSecond;
    private final TreeMap<String, Long> errorsByCode = new TreeMap<>();

    void error(String text) {
        int space = text.indexOf(' ');
        errorsByCode.merge(space < 0 ? text : text.substring(0, space), 1L, Long::sum);
    }

    Map<String, Long> errorsByCode() {
        return errorsByCode;
    }

    /// Never reset: the cost model counts on them.
    long allCommands() {
        return forgottenCommands + commands;
    }

    long allBytesIn() {
        return forgottenBytesIn + bytesIn;
    }

    long allBytesOut() {
        return forgottenBytesOut + bytesOut;
    }

    void reset() {
        forgottenCommands += commands;
        forgottenBytesIn += bytesIn;
        forgottenBytesOut += bytesOut;
        commands = 0;
        connections = 0;
        rejectedConnections = 0;
        errors = 0;
        expiredKeys = 0;
        evictedKeys = 0;
        bytesIn = 0;
        bytesOut = 0;
        replicationBytesIn = 0;
        replicationBytesOut = 0;
        outputLimitDisconnections = 0;
        unexpectedErrors = 0;
        sampledCommands = 0;
        reads = 0;
        writes = 0;
        errorsByCode.clear();
    }

    /// From here on rates are measured.
    void began(long nowNanos) {
        sampledAtNanos = nowNanos;
    }

    /// To be called several times a second: smooths the rate over about a second.
    void sample(long nowNanos) {
        long elapsed = nowNanos - sampledAtNanos;
        if (elapsed <= 0) {
            return;
        }
        double present = (commands - sampledCommands) * 1e9 / elapsed;
        commandsPerSecond += (present - commandsPerSecond) * Math.min(1.0, elapsed / 5e8);
        inputRate.sample(bytesIn, elapsed);
        outputRate.sample(bytesOut, elapsed);
        replicationInputRate.sample(replicationBytesIn, elapsed);
        replicationOutputRate.sample(replicationBytesOut, elapsed);
        sampledCommands = commands;
        sampledAtNanos = nowNanos;
    }

    long commandsPerSecond() {
        return Math.round(commandsPerSecond);
    }
}
