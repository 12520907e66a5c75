package dev.firedrill.engine.rdb;

import java.util.LinkedHashMap;

/// What the head of a file says: the remarks of redis-server 7.0, in its order.
///
/// @param replicationDatabase the database that the replication stream has selected, -1 if none
/// @param replicationId empty for a file that no replica may continue from
/// @param appendOnlyBase whether the file is the base of an append-only log
public record RdbHeader(
        long unixSeconds,
        long usedMemoryBytes,
        int replicationDatabase,
        String replicationId,
        long replicationOffset,
        boolean appendOnlyBase) {

    public RdbAux aux() {
        var fields = new LinkedHashMap<String, String>();
        fields.put("redis-ver", "7.0.15");
        fields.put("redis-bits", "64");
        fields.put("ctime", Long.toString(unixSeconds));
        fields.put("used-mem", Long.toString(usedMemoryBytes));
        if (!replicationId.isEmpty()) {
            fields.put("repl-stream-db", Integer.toString(replicationDatabase));
            fields.put("repl-id", replicationId);
            fields.put("repl-offset", Long.toString(replicationOffset));
        }
        fields.put("aof-base", appendOnlyBase ? "1" : "0");
        return new RdbAux(fields);
    }
}
