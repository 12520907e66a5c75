package dev.firedrill.engine.node;

import java.util.List;

/// Removes the snapshot files that only a full resync has made, where nobody wants data on a disk:
/// `rdb-del-sync-files`. Source: redis-server 7.0, where a replica without save points removes what
/// it has loaded, and a master without save points and append-only log removes what it made for
/// replicas once none of them waits for it.
final class SyncFiles {
    private final NodeContext node;

    /// The present file was made for replicas while the directive was on.
    private boolean madeForReplicas;

    SyncFiles(NodeContext node) {
        this.node = node;
    }

    /// A snapshot for replicas is written to a file.
    void madeForReplicas() {
        madeForReplicas = node.config.yes("rdb-del-sync-files");
    }

    /// Our own data comes from the file that our master's snapshot became. At this moment
    /// redis-server has closed its append-only log, so that one does not count.
    void loaded() {
        if (node.config.yes("rdb-del-sync-files") && !node.settings.savePointsExist) {
            node.notice(
                    "Removing the RDB file obtained from the master. This replica has persistence"
                            + " disabled");
            node.disk.delete(SnapshotFile.dumpPath(node), _ -> {});
        }
    }

    void cron(List<Replica> replicas) {
        if (!node.config.yes("rdb-del-sync-files")) {
            madeForReplicas = false;
        }
        if (!madeForReplicas
                || !node.persistence.off()
                || replicas.stream().anyMatch(SyncFiles::needsFile)) {
            return;
        }
        madeForReplicas = false;
        node.notice("Removing the RDB file used to feed replicas in a persistence-less instance");
        node.disk.delete(SnapshotFile.dumpPath(node), _ -> {});
    }

    private static boolean needsFile(Replica replica) {
        return switch (replica.state) {
            case WAITING, WAITING_FOR_FILE, RECEIVING -> true;
            case AWAITING_ACK, ONLINE -> false;
        };
    }
}
