package dev.firedrill.engine.node;

import dev.firedrill.engine.port.NodeEvent;
import java.nio.ByteBuffer;

/// Copies the last good snapshot aside before the first save over it by a server that did not load
/// it (`rdb-keep-replaced`): `dump.rdb` becomes also `dump.rdb.replaced-<unix seconds>`.
///
/// The incident: a server that is restarted with its append-only log switched on, and has none yet,
/// starts empty beside a full `dump.rdb`; a minute later a save point puts the empty dataset over
/// it, and the last copy is gone (Twilio, July 2013). A replica that takes an empty master's
/// dataset puts it over its own file at once; only a dataset of the history that it followed
/// already is no reason for a copy. The name carries the time, so that a second such start cannot
/// replace the good copy with an empty one.
final class ReplacedSnapshot {
    private static final int PIECE_BYTES = 256 * 1024;

    private final NodeContext node;
    private boolean foreign = true;

    ReplacedSnapshot(NodeContext node) {
        this.node = node;
    }

    void fileIsOurs() {
        foreign = false;
    }

    void fileIsForeign() {
        foreign = true;
    }

    /// Before a finished snapshot takes the place of the file at `path`; `next` runs in any case: a
    /// disk that has no room for a copy must not stop the server from saving what is newer.
    void keep(String path, Runnable next) {
        if (!foreign || !node.config.yes("rdb-keep-replaced")) {
            foreign = false;
            next.run();
            return;
        }
        foreign = false;
        node.disk.size(
                path,
                outcome -> {
                    if (outcome instanceof DiskOutcome.Size(long bytes) && bytes > 0) {
                        String kept = path + ".replaced-" + node.nowSeconds();
                        String temporary = kept + ".part";
                        node.disk.delete(
                                temporary, _ -> copy(path, temporary, kept, 0, bytes, next));
                    } else {
                        next.run();
                    }
                });
    }

    private void copy(
            String path, String temporary, String kept, long from, long bytes, Runnable next) {
        if (from >= bytes) {
            finish(path, temporary, kept, next);
            return;
        }
        int length = (int) Math.min(PIECE_BYTES, bytes - from);
        node.disk.read(
                path,
                from,
                length,
                outcome -> {
                    if (!(outcome instanceof DiskOutcome.Bytes(ByteBuffer piece))
                            || !piece.hasRemaining()) {
                        failed(path, outcome, next);
                        return;
                    }
                    int read = piece.remaining();
                    node.disk.append(
                            temporary,
                            piece,
                            written -> {
                                if (written instanceof DiskOutcome.Failed) {
                                    node.disk.delete(temporary, _ -> failed(path, written, next));
                                } else {
                                    copy(path, temporary, kept, from + read, bytes, next);
                                }
                            });
                });
    }

    private void finish(String path, String temporary, String kept, Runnable next) {
        node.disk.fsync(
                temporary,
                synced ->
                        node.disk.rename(
                                temporary,
                                kept,
                                outcome -> {
                                    if (synced instanceof DiskOutcome.Failed
                                            || outcome instanceof DiskOutcome.Failed) {
                                        failed(path, outcome, next);
                                        return;
                                    }
                                    node.report(new NodeEvent.SnapshotKept(kept));
                                    node.disk.fsyncFolder(
                                            DiskCalls.folderOf(path), _ -> next.run());
                                }));
    }

    private void failed(String path, DiskOutcome outcome, Runnable next) {
        node.warning("%s could not be copied aside before it is replaced: %s", path, outcome);
        next.run();
    }
}
