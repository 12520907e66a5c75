package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/// What a master says about resyncs.
///
/// ```
///            asks                    refused or requested
///   (none) -------> asking ------------------------------------> full: waits for a snapshot
///                     |  \___ accepted ________________________> partial
///                     |______ lack of backlog _> lacking ______> full: trimmed, or ahead
///                     |______ a snapshot is arranged __________> full: it sent SYNC
/// ```
///
/// The line about the lack of backlog does not tell whether the replica is ahead; the line after it
/// does.
final class ResyncLines {
    private final LineRules rules =
            new LineRules()
                    .on("{role} {replica} asks for synchronization", this::asks)
                    .on("Full resync requested by {role} {replica}", this::requested)
                    .on(
                            "Partial resynchronization request from {replica} accepted\\. Sending"
                                    + " (?<bytes>\\d{1,18}) bytes of backlog starting from offset"
                                    + " (?<offset>\\d{1,18})\\.",
                            this::accepted)
                    .on(
                            "Partial resynchronization not accepted: (?:Replication ID|Runid)"
                                    + " mismatch .*",
                            () -> refused(ResyncReason.UNKNOWN_HISTORY))
                    .on(
                            "Partial resynchronization not accepted: Requested offset for second"
                                    + " ID was .*",
                            () -> refused(ResyncReason.BEYOND_SECONDARY_HISTORY))
                    .on(
                            "Unable to partial resync with {role} {replica} for lack of backlog"
                                    + " \\({role} request was: -?\\d+\\)\\.",
                            this::lacksBacklog)
                    .on(
                            "Warning: {role} {replica} tried to PSYNC with an offset that is"
                                    + " greater than the (?:master|primary) replication offset\\.",
                            this::ahead)
                    .on(
                            "Replication backlog freed after \\d+ seconds without connected"
                                    + " {role}s\\.",
                            () -> backlogFreed = true)
                    .on(
                            "Synchronization with {role} {replica} succeeded",
                            line -> ended(line.group("replica")));

    private final Consumer<NodeEvent> tell;

    /// Whose request is not answered yet.
    private @Nullable String asking;

    private @Nullable String lacking;

    /// Until the next replica, with which a backlog begins.
    private boolean backlogFreed;

    /// All of whom no loss was logged.
    private final Set<String> attached = new LinkedHashSet<>();

    /// Who waits for a snapshot to begin.
    private final LinkedHashSet<String> waiting = new LinkedHashSet<>();

    /// Who waits for the present snapshot to end.
    private final Set<String> served = new LinkedHashSet<>();

    ResyncLines(Consumer<NodeEvent> tell) {
        this.tell = tell;
    }

    void begin() {
        asking = null;
        lacking = null;
        backlogFreed = false;
        attached.clear();
        waiting.clear();
        served.clear();
    }

    boolean read(String text) {
        return rules.read(text);
    }

    private void asks(Matcher line) {
        decideByOtherLine();
        asking = line.group("replica");
        attached.add(asking);
    }

    private void requested(Matcher line) {
        full(line.group("replica"), ResyncReason.REQUESTED_BY_REPLICA);
    }

    private void refused(ResyncReason reason) {
        // Names no replica; it is about the one that has just asked.
        if (asking != null) {
            full(asking, reason);
        }
    }

    private void accepted(Matcher line) {
        asking = null;
        long bytes = Long.parseLong(line.group("bytes"));
        long nextOffset = Long.parseLong(line.group("offset"));
        tell.accept(
                new NodeEvent.ResyncDecided(
                        line.group("replica"),
                        ResyncKind.PARTIAL,
                        ResyncReason.CONTINUED,
                        OptionalLong.of(bytes),
                        OptionalLong.empty(),
                        // The offset is that of the first byte which the replica lacks.
                        OptionalLong.of(nextOffset + bytes - 1)));
    }

    private void lacksBacklog(Matcher line) {
        lacking = line.group("replica");
    }

    private void ahead(Matcher line) {
        // 2.8 says so as well when it has no backlog at all.
        full(
                line.group("replica"),
                backlogFreed ? ResyncReason.NO_BACKLOG : ResyncReason.AHEAD_OF_MASTER);
    }

    private void full(String replica, ResyncReason reason) {
        asking = null;
        lacking = null;
        backlogFreed = false;
        waiting.add(replica);
        tell.accept(
                new NodeEvent.ResyncDecided(
                        replica,
                        ResyncKind.FULL,
                        reason,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()));
    }

    private void ended(String replica) {
        tell.accept(new NodeEvent.ResyncEnded(replica, ResyncKind.FULL, OptionalLong.empty()));
    }

    /// No line of a decision follows: a lack of backlog was the reason then.
    void decideByOtherLine() {
        if (lacking != null) {
            full(lacking, backlogFreed ? ResyncReason.NO_BACKLOG : ResyncReason.BACKLOG_TRIMMED);
        }
    }

    /// A snapshot is arranged for whom nothing was decided about: it sent SYNC, which is not
    /// refused.
    void snapshotArranged() {
        if (asking != null) {
            full(asking, ResyncReason.SYNC_ONLY);
        }
    }

    /// It is sent the snapshot that is being written for others.
    void joined() {
        snapshotArranged();
        if (!waiting.isEmpty()) {
            served.add(waiting.removeLast());
        }
    }

    /// How many replicas are sent the snapshot that begins.
    int snapshotBegins() {
        served.addAll(waiting);
        waiting.clear();
        return served.size();
    }

    /// @return who was to be sent it
    List<String> snapshotEnds() {
        List<String> replicas = List.copyOf(served);
        served.clear();
        return replicas;
    }

    List<String> waiting() {
        return List.copyOf(waiting);
    }

    /// Who is meant: a replica that has closed its socket may be called by its connection's number,
    /// which tells who it was only where there is no other.
    String known(String replica) {
        return attached.size() == 1 && replica.startsWith(LineRules.CONNECTION)
                ? attached.iterator().next()
                : replica;
    }

    void lost(String replica) {
        attached.remove(replica);
        waiting.remove(replica);
        served.remove(replica);
        if (replica.equals(asking)) {
            asking = null;
        }
    }
}
