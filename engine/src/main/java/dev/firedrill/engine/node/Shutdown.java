package dev.firedrill.engine.node;

import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import java.util.ArrayList;
import java.util.List;

/// SHUTDOWN and SIGTERM: first writes wait while replicas catch up, for `shutdown-timeout` at most,
/// and all of it can still be called off; then nothing is executed any more, files are finished,
/// and the process ends.
///
/// Source: Redis documentation, "SHUTDOWN"; texts of redis-server 7.0.
final class Shutdown {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final String FAILED = "ERR Errors trying to SHUTDOWN. Check logs.";

    /// What the final save is to be.
    private enum Save {
        IF_CONFIGURED,
        ALWAYS,
        NEVER
    }

    private final NodeContext node;
    private final List<Session> asked = new ArrayList<>();
    private boolean waiting;
    private Save save = Save.IF_CONFIGURED;
    private boolean force;
    private long deadlineNanos;

    Shutdown(NodeContext node) {
        this.node = node;
    }

    void command(NodeCall call) throws Refused {
        Args args = call.args();
        boolean now = false;
        boolean forced = false;
        boolean abort = false;
        Save wanted = Save.IF_CONFIGURED;
        for (int i = 1; i < args.count(); i++) {
            if (args.is(i, "NOSAVE") && wanted != Save.ALWAYS) {
                wanted = Save.NEVER;
            } else if (args.is(i, "SAVE") && wanted != Save.NEVER) {
                wanted = Save.ALWAYS;
            } else if (args.is(i, "NOW")) {
                now = true;
            } else if (args.is(i, "FORCE")) {
                forced = true;
            } else if (args.is(i, "ABORT")) {
                abort = true;
            } else {
                throw new Refused("ERR syntax error");
            }
        }
        if (abort && (now || forced || wanted != Save.IF_CONFIGURED)) {
            throw new Refused("ERR syntax error");
        }
        if (abort) {
            abort();
            call.reply().ok();
            return;
        }
        node.block(call.session());
        asked.add(call.session());
        node.warning("User requested shutdown...");
        begin(wanted, now, forced);
    }

    /// As a signal does.
    ///
    /// @param directive whose words say how
    void terminate(String directive) {
        if (begun()) {
            return;
        }
        List<String> words = List.of(node.config.text(directive).split(" ", -1));
        Save wanted = Save.IF_CONFIGURED;
        if (words.contains("save")) {
            wanted = Save.ALWAYS;
        } else if (words.contains("nosave")) {
            wanted = Save.NEVER;
        }
        node.warning("User requested shutdown...");
        begin(wanted, words.contains("now"), words.contains("force"));
    }

    boolean begun() {
        return waiting || node.shuttingDown;
    }

    private void begin(Save wanted, boolean now, boolean forced) {
        if (node.shuttingDown) {
            return;
        }
        if (waiting && !now) {
            return;
        }
        save = wanted;
        force = forced;
        if (now || node.masterSide.replicas().isEmpty()) {
            finish();
            return;
        }
        // One last question, so that nobody waits a second for an acknowledgement.
        node.masterSide.askForAcks();
        waiting = true;
        node.pause.begin(ClientPause.Why.SHUTDOWN);
        deadlineNanos = node.nowNanos + node.config.number("shutdown-timeout") * NANOS_PER_SECOND;
        advance();
        if (waiting) {
            node.notice("Waiting for replicas before shutting down.");
        }
    }

    /// With each acknowledgement and each tick.
    void advance() {
        if (!waiting) {
            return;
        }
        boolean late = node.nowNanos >= deadlineNanos;
        if (late || node.masterSide.onlineHave(node.replication.offset())) {
            finish();
        }
    }

    private void finish() {
        waiting = false;
        reportReplicas();
        boolean loading = node.loading || node.replicaSide.answersLoading();
        node.shuttingDown = true;
        node.snapshots.abort();
        boolean saves =
                switch (save) {
                    case ALWAYS -> !loading;
                    case NEVER -> false;
                    case IF_CONFIGURED -> node.settings.savePointsExist && !loading;
                };
        node.persistence.end(saves, !force, this::refused);
    }

    private void reportReplicas() {
        long offset = node.replication.offset();
        int inSync = 0;
        int all = 0;
        for (Replica replica : node.masterSide.replicas()) {
            all++;
            if (replica.ackedOffset >= offset) {
                inSync++;
            } else {
                node.notice(
                        "Lagging replica %s reported offset %d behind master, lag=%d, state=%s.",
                        replica.name(),
                        offset - replica.ackedOffset,
                        (node.nowNanos - replica.ackedAtNanos) / NANOS_PER_SECOND,
                        replica.state.word());
            }
        }
        if (all > 0) {
            node.notice("%d of %d replicas are in sync when shutting down.", inSync, all);
        }
    }

    /// The final save failed: the server goes on, because its data is nowhere else.
    private void refused() {
        node.warning("Errors trying to shut down the server. Check the logs for more information.");
        node.shuttingDown = false;
        over();
        node.resumeAll();
        node.replicaSide.goOn();
    }

    private void abort() throws Refused {
        if (!waiting) {
            throw new Refused("ERR No shutdown in progress.");
        }
        node.notice("Shutdown manually aborted.");
        waiting = false;
        over();
    }

    private void over() {
        var told = List.copyOf(asked);
        asked.clear();
        for (Session session : told) {
            node.dispatcher.answerLateError(session, FAILED);
            node.unblock(session);
        }
        node.pause.end(ClientPause.Why.SHUTDOWN);
    }

    /// How long replicas still have to catch up; nothing while nobody wants the server to end.
    void info(Info info) {
        if (waiting) {
            info.put(
                    "shutdown_in_milliseconds",
                    Math.max(0, deadlineNanos - node.nowNanos) / 1_000_000L);
        }
    }

    void forget(Session session) {
        asked.remove(session);
    }
}
