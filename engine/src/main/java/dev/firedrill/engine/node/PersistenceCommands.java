package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import java.util.List;

/// SAVE, BGSAVE, LASTSAVE, BGREWRITEAOF.
final class PersistenceCommands {
    private final NodeContext node;

    PersistenceCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        return List.of(
                CommandSpec.of(
                        "save", 1, "admin noscript no_multi no_async_loading", "", this::save),
                CommandSpec.of("bgsave", -1, "admin noscript no_async_loading", "", this::bgsave),
                CommandSpec.of("lastsave", 1, "loading stale fast", "", this::lastsave),
                CommandSpec.of(
                        "bgrewriteaof",
                        1,
                        "admin noscript no_async_loading",
                        "",
                        this::bgrewriteaof));
    }

    /// Answers when the file is in place; other clients are served meanwhile, unlike in Redis.
    private void save(NodeCall call) throws Refused {
        if (node.snapshots.running()) {
            throw new Refused("ERR Background save already in progress");
        }
        Session session = call.session();
        node.block(session);
        node.persistence.save(failure -> {
            if (failure.isPresent()) {
                session.out.error("ERR " + failure.get());
            } else {
                session.out.ok();
            }
            node.unblock(session);
        });
    }

    private void bgsave(NodeCall call) throws Refused {
        boolean schedule = call.args().count() == 2 && call.args().is(1, "SCHEDULE");
        if (call.args().count() > 1 && !schedule) {
            throw new Refused("ERR syntax error");
        }
        if (node.snapshots.purpose() == SnapshotPurpose.SAVE) {
            throw new Refused("ERR Background save already in progress");
        }
        // In the middle of a transaction the data is ahead of the stream.
        boolean executing = node.transactions.executing();
        if (executing || node.snapshots.running()) {
            if (!schedule && !executing) {
                throw new Refused(
                        "ERR Another child process is active (AOF?): can't BGSAVE right now. Use"
                                + " BGSAVE SCHEDULE in order to schedule a BGSAVE whenever"
                                + " possible.");
            }
            node.persistence.scheduleSave();
            call.reply().simple("Background saving scheduled");
            return;
        }
        node.persistence.save(_ -> {});
        call.reply().simple("Background saving started");
    }

    private void lastsave(NodeCall call) {
        call.reply().integer(node.persistence.lastSaveUnixSeconds());
    }

    private void bgrewriteaof(NodeCall call) throws Refused {
        call.reply().simple(node.persistence.rewriteAof());
    }
}
