package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import dev.firedrill.engine.port.NodeEvent.SnapshotRefusal;
import dev.firedrill.engine.port.NodeEvent.SnapshotResult;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What a server says about the snapshots that it writes, and about those that it is sent. Writing
/// one is announced in two lines: what it is for, then that its child has started.
final class SnapshotLines {
    /// By which a server ends its own child.
    private static final String SIGUSR1 = "10";

    private static final String FROM_MASTER = " (?:MASTER|PRIMARY)";

    private final LineRules rules =
            new LineRules()
                    .on("Starting BGSAVE for SYNC.*", this::arranged)
                    .on("Delay next BGSAVE for (?:diskless )?SYNC", this::postponed)
                    .on("Can't attach the {role} to the current BGSAVE\\..*", this::postponed)
                    .on("Waiting for next BGSAVE for SYNC", this::postponed)
                    .on("Current BGSAVE has socket target\\..*", this::postponed)
                    .on("No BGSAVE in progress, but .*", this::postponed)
                    .on("Waiting for end of BGSAVE for SYNC", this::joined)
                    .on(
                            "Background (?:saving|RDB transfer) started by pid \\d+(?: to pipe.*)?",
                            this::began)
                    .on(
                            "Background (?:saving|RDB transfer) terminated with success",
                            () -> ended(SnapshotResult.SUCCEEDED))
                    .on("Background (?:saving|transfer) error", () -> ended(SnapshotResult.FAILED))
                    .on(
                            "Background (?:saving|transfer) terminated by signal (?<signal>\\d+)",
                            line -> ended(killed(line)))
                    .on(
                            "Background append only file rewriting started by pid \\d+",
                            () -> tellBegan(SnapshotPurpose.AOF_REWRITE, 0))
                    .on(
                            "Background AOF rewrite terminated with success",
                            () -> tellEnded(SnapshotPurpose.AOF_REWRITE, SnapshotResult.SUCCEEDED))
                    .on(
                            "Background AOF rewrite terminated with error",
                            () -> tellEnded(SnapshotPurpose.AOF_REWRITE, SnapshotResult.FAILED))
                    .on(
                            "Background AOF rewrite terminated by signal (?<signal>\\d+)",
                            line -> tellEnded(SnapshotPurpose.AOF_REWRITE, killed(line)))
                    .on(
                            "Failed trying to load the"
                                    + FROM_MASTER
                                    + " synchronization DB from.*",
                            () -> refused(SnapshotRefusal.UNREADABLE))
                    .on(
                            "(?:Write error or short write writing to the DB dump file needed for"
                                    + "|Opening the temp file needed for"
                                    + "|Failed trying to (?:rename|sync) the temp DB .* in)"
                                    + FROM_MASTER
                                    + " <-> (?:REPLICA|SLAVE) synchronization: .*",
                            () -> refused(SnapshotRefusal.NOT_STORED));

    private final ResyncLines resyncs;
    private final LossLines losses;
    private final Consumer<NodeEvent> tell;

    /// Its child has not started yet.
    private boolean forReplicas;

    /// Null while none is written.
    private @Nullable SnapshotPurpose present;

    SnapshotLines(ResyncLines resyncs, LossLines losses, Consumer<NodeEvent> tell) {
        this.resyncs = resyncs;
        this.losses = losses;
        this.tell = tell;
    }

    void begin() {
        forReplicas = false;
        present = null;
    }

    boolean read(String text) {
        return rules.read(text);
    }

    private void arranged() {
        resyncs.snapshotArranged();
        forReplicas = true;
    }

    private void postponed() {
        resyncs.snapshotArranged();
    }

    private void joined() {
        resyncs.joined();
    }

    private void began() {
        present = forReplicas ? SnapshotPurpose.REPLICATION : SnapshotPurpose.SAVE;
        int replicas = forReplicas ? resyncs.snapshotBegins() : 0;
        forReplicas = false;
        tellBegan(present, replicas);
    }

    private static SnapshotResult killed(Matcher line) {
        return line.group("signal").equals(SIGUSR1)
                ? SnapshotResult.GIVEN_UP
                : SnapshotResult.FAILED;
    }

    private void ended(SnapshotResult result) {
        if (present != null) {
            tellEnded(present, result);
        }
        present = null;
        List<String> replicas = resyncs.snapshotEnds();
        if (result == SnapshotResult.FAILED) {
            losses.noSnapshotFor(replicas);
        }
    }

    private void refused(SnapshotRefusal reason) {
        tell.accept(new NodeEvent.SnapshotRefused(reason));
    }

    private void tellBegan(SnapshotPurpose purpose, int replicas) {
        tell.accept(new NodeEvent.SnapshotBegan(purpose, replicas));
    }

    private void tellEnded(SnapshotPurpose purpose, SnapshotResult result) {
        tell.accept(
                new NodeEvent.SnapshotEnded(
                        purpose, result, OptionalLong.empty(), OptionalLong.empty()));
    }
}
