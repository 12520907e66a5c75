package dev.firedrill.engine.node;

import dev.firedrill.engine.keyspace.Database;
import dev.firedrill.engine.keyspace.Keyspace;
import java.util.Optional;
import java.util.function.Consumer;

/// DEBUG RELOAD: what the snapshot on the disk holds, in place of the data or beside it. Replicas
/// and the append-only log are told nothing, as in Redis.
final class SnapshotReload {
    /// @param flushes whether the data goes first
    /// @param merges whether a key of the file may take the place of one that is there
    record Manner(boolean flushes, boolean merges) {}

    private final NodeContext node;
    private final Manner manner;
    private final Consumer<Optional<String>> done;

    /// @param done told what went wrong, if anything did
    SnapshotReload(NodeContext node, Manner manner, Consumer<Optional<String>> done) {
        this.node = node;
        this.manner = manner;
        this.done = done;
    }

    void begin() {
        node.snapshots.abort();
        if (manner.flushes()) {
            node.keyspace.flushAll();
            node.keyspace.releaseAll();
        }
        new SnapshotFile(node, SnapshotFile.dumpPath(node), this::failed, this::read).read();
    }

    private void failed(String why) {
        node.warning("%s", why);
        done.accept(Optional.of("Error trying to load the RDB dump"));
    }

    private void read(SnapshotFile.Content content) {
        Keyspace aside = content.aside();
        if (manner.flushes()) {
            node.keyspace.adopt(aside);
        } else if (!manner.merges() && clashes(aside)) {
            aside.close();
            // Here redis-server 7.0 ends itself.
            failed("DEBUG RELOAD NOFLUSH: the snapshot holds a key that is there.");
            return;
        } else {
            aside.forEach((index, key, value, expireAtMillis) ->
                    node.keyspace.database(index).put(key, value, expireAtMillis));
            aside.close();
        }
        node.entriesLoaded(content.entries());
        node.warning("DB reloaded by DEBUG RELOAD");
        done.accept(Optional.empty());
    }

    private boolean clashes(Keyspace aside) {
        boolean[] found = {false};
        aside.forEach((index, key, _, _) ->
                found[0] |=
                        node.keyspace
                                        .database(index)
                                        .findQuietly(key, 0, key.length, node.nowMillis())
                                != Database.NONE);
        return found[0];
    }
}
