package dev.firedrill.faults.docker.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The versions of real servers that drills run against, and what differs between them. Each fact
/// was asked of the server itself; a later version of the same kind is taken for the last one here.
public enum ServerDialect {
    /// The first with PSYNC and CONFIG REWRITE. It knows no announced address, so a replica is
    /// called by the address of its socket; no WAIT; one append-only file; one replication id.
    /// Unlike later ones it takes a memory size that is no number for 0.
    REDIS_2_8("redis", "2.8", LogLine.Prefix.PROCESS_ID, "slave"),
    REDIS_6_2("redis", "6.2", LogLine.Prefix.PROCESS_ID_AND_ROLE, "replica"),
    REDIS_7_0("redis", "7.0", LogLine.Prefix.PROCESS_ID_AND_ROLE, "replica"),
    /// Says primary where others say master in its log, and master in INFO and redis.conf as they
    /// do.
    VALKEY_8_0("valkey", "8.0", LogLine.Prefix.PROCESS_ID_AND_ROLE, "replica");

    private final String kind;
    private final String version;
    private final LogLine.Prefix prefix;
    private final String replicaWord;

    ServerDialect(String kind, String version, LogLine.Prefix prefix, String replicaWord) {
        this.kind = kind;
        this.version = version;
        this.prefix = prefix;
        this.replicaWord = replicaWord;
    }

    /// By the name that `docker/images` gives it, for example `redis:2.8`.
    public static Optional<ServerDialect> named(String name) {
        return Arrays.stream(values()).filter(one -> one.targetName().equals(name)).findFirst();
    }

    public String targetName() {
        return kind + ":" + version;
    }

    /// As `docker/images` makes it. The server is its entry point; the command line follows.
    public String image() {
        return "firedrill/" + targetName();
    }

    /// For one node, from its first start on.
    ///
    /// @param configFile the path of redis.conf on the server's command line
    public LogDialect log(String configFile) {
        return new ServerLog(prefix, configFile);
    }

    private boolean isFrom(ServerDialect first) {
        return compareTo(first) >= 0;
    }

    // The command line.

    /// What a node of the lab is started with besides its own redis.conf, so that others reach it
    /// and the lab can compare datasets.
    ///
    /// @param name by which other nodes know it; unused where the server cannot announce one
    public List<String> labArguments(int port, String folder, String name) {
        var arguments = new ArrayList<>(List.of("--port", Integer.toString(port), "--dir", folder));
        if (isFrom(REDIS_6_2)) {
            arguments.addAll(List.of("--bind", "*", "--protected-mode", "no"));
        }
        if (isFrom(REDIS_7_0)) {
            arguments.addAll(List.of("--enable-debug-command", "yes"));
        }
        if (announcesAddress()) {
            arguments.addAll(List.of("--replica-announce-ip", name));
        }
        return List.copyOf(arguments);
    }

    /// To follow a master from the start. In three words: 2.8 refuses host and port in one.
    public List<String> followingArguments(String host, int port) {
        return List.of("--" + replicaWord + "of", host, Integer.toString(port));
    }

    // What it knows.

    /// `replicaof`, or `slaveof` where that is the only name. All of them take SLAVEOF.
    public String followDirective() {
        return replicaWord + "of";
    }

    /// The directive with the word for replicas that this version knows: `min-replicas-to-write`
    /// becomes `min-slaves-to-write`.
    public String directive(String modernName) {
        return modernName.replace("replica", replicaWord);
    }

    /// `replica-announce-ip`. INFO and the log show the announced name then.
    public boolean announcesAddress() {
        return isFrom(REDIS_6_2);
    }

    /// Several files in a folder with a manifest (`appenddirname`); one file otherwise.
    public boolean hasAppendOnlyFolder() {
        return isFrom(REDIS_7_0);
    }

    /// A second replication id, by which replicas continue after a promotion.
    public boolean hasSecondHistory() {
        return isFrom(REDIS_6_2);
    }

    public boolean hasAccessControlLists() {
        return isFrom(REDIS_6_2);
    }

    public boolean hasWait() {
        return isFrom(REDIS_6_2);
    }

    public boolean hasFailoverCommand() {
        return isFrom(REDIS_6_2);
    }

    /// Whether a snapshot goes to replicas without a file unless redis.conf says otherwise.
    public boolean isDisklessByDefault() {
        return isFrom(REDIS_7_0);
    }

    public long defaultBacklogBytes() {
        return this == VALKEY_8_0 ? 10L << 20 : 1L << 20;
    }
}
