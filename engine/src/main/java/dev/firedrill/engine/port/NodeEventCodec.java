package dev.firedrill.engine.port;

import dev.firedrill.engine.port.NodeEvent.ConfigurationRewritten;
import dev.firedrill.engine.port.NodeEvent.DatasetLoaded;
import dev.firedrill.engine.port.NodeEvent.DatasetSource;
import dev.firedrill.engine.port.NodeEvent.FsyncDelayed;
import dev.firedrill.engine.port.NodeEvent.ReplicaCloseReason;
import dev.firedrill.engine.port.NodeEvent.ReplicaClosed;
import dev.firedrill.engine.port.NodeEvent.ResyncDecided;
import dev.firedrill.engine.port.NodeEvent.ResyncDelayed;
import dev.firedrill.engine.port.NodeEvent.ResyncEnded;
import dev.firedrill.engine.port.NodeEvent.ResyncKind;
import dev.firedrill.engine.port.NodeEvent.ResyncReason;
import dev.firedrill.engine.port.NodeEvent.SnapshotBegan;
import dev.firedrill.engine.port.NodeEvent.SnapshotEnded;
import dev.firedrill.engine.port.NodeEvent.SnapshotKept;
import dev.firedrill.engine.port.NodeEvent.SnapshotPurpose;
import dev.firedrill.engine.port.NodeEvent.SnapshotRefusal;
import dev.firedrill.engine.port.NodeEvent.SnapshotRefused;
import dev.firedrill.engine.port.NodeEvent.SnapshotResult;
import dev.firedrill.engine.port.NodeEvent.WriteRefusal;
import dev.firedrill.engine.port.NodeEvent.WriteRefusalEntered;
import dev.firedrill.engine.port.NodeEvent.WriteRefusalLeft;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An event as text and back: a name, then `field=value` for each component of its record, in their
/// order. Values are printable ASCII without a space, see [NodeEventFields]; a component that is
/// empty is left out.
///
/// ```
/// resync-decided replica=R1 kind=full reason=backlog-trimmed missing-bytes=900 ...
/// ```
///
/// What makes a line of a log an event is [#MARK] in the place of the level's character. Texts
/// cannot forge it: a level has another character, and no text begins a line
/// ([dev.firedrill.engine.base.LogText]).
public final class NodeEventCodec {
    /// Stands in a log line where other lines have the character of their level.
    public static final char MARK = '@';

    private NodeEventCodec() {}

    public static String print(NodeEvent event) {
        return switch (event) {
            case ResyncDecided e ->
                    new NodeEventFields("resync-decided")
                            .put("replica", e.replica())
                            .put("kind", e.kind())
                            .put("reason", e.reason())
                            .put("missing-bytes", e.missingBytes())
                            .put("backlog-bytes", e.backlogBytes())
                            .put("master-offset", e.masterOffset())
                            .line();
            case ResyncEnded e ->
                    new NodeEventFields("resync-ended")
                            .put("replica", e.replica())
                            .put("kind", e.kind())
                            .put("bytes", e.bytes())
                            .line();
            case SnapshotBegan e ->
                    new NodeEventFields("snapshot-began")
                            .put("purpose", e.purpose())
                            .put("replicas", e.replicas())
                            .line();
            case SnapshotEnded e ->
                    new NodeEventFields("snapshot-ended")
                            .put("purpose", e.purpose())
                            .put("result", e.result())
                            .put("entries", e.entries())
                            .put("bytes", e.bytes())
                            .line();
            case SnapshotRefused e ->
                    new NodeEventFields("snapshot-refused").put("reason", e.reason()).line();
            case SnapshotKept e ->
                    new NodeEventFields("snapshot-kept").put("file", e.file()).line();
            case ResyncDelayed e ->
                    new NodeEventFields("resync-delayed")
                            .put("refused", e.refused())
                            .put("delay-nanos", e.delayNanos())
                            .line();
            case DatasetLoaded e ->
                    new NodeEventFields("dataset-loaded")
                            .put("source", e.source())
                            .put("keys", e.keys())
                            .put("bytes", e.bytes())
                            .put("ignored", e.ignored())
                            .line();
            case ReplicaClosed e ->
                    new NodeEventFields("replica-closed")
                            .put("replica", e.replica())
                            .put("reason", e.reason())
                            .line();
            case ConfigurationRewritten e ->
                    new NodeEventFields("configuration-rewritten").put("file", e.file()).line();
            case WriteRefusalEntered e ->
                    new NodeEventFields("write-refusal-entered").put("kind", e.kind()).line();
            case WriteRefusalLeft e ->
                    new NodeEventFields("write-refusal-left")
                            .put("kind", e.kind())
                            .put("writes", e.writes())
                            .line();
            case FsyncDelayed e ->
                    new NodeEventFields("fsync-delayed")
                            .put("waited-nanos", e.waitedNanos())
                            .line();
        };
    }

    /// Empty for whatever [#print] does not write, to the letter: half an event, or one of another
    /// version, is no fact.
    public static Optional<NodeEvent> parse(String text) {
        NodeEventFields fields = NodeEventFields.parse(text);
        NodeEvent event;
        try {
            event = fields == null ? null : read(fields);
        } catch (NodeEventFields.Malformed malformed) {
            return Optional.empty();
        }
        return Optional.ofNullable(event).filter(known -> print(known).equals(text));
    }

    private static @Nullable NodeEvent read(NodeEventFields from) throws NodeEventFields.Malformed {
        return switch (from.name()) {
            case "resync-decided" ->
                    new ResyncDecided(
                            from.text("replica"),
                            from.word("kind", ResyncKind.values()),
                            from.word("reason", ResyncReason.values()),
                            from.numberIfAny("missing-bytes"),
                            from.numberIfAny("backlog-bytes"),
                            from.numberIfAny("master-offset"));
            case "resync-ended" ->
                    new ResyncEnded(
                            from.text("replica"),
                            from.word("kind", ResyncKind.values()),
                            from.numberIfAny("bytes"));
            case "snapshot-began" ->
                    new SnapshotBegan(
                            from.word("purpose", SnapshotPurpose.values()), from.count("replicas"));
            case "snapshot-ended" ->
                    new SnapshotEnded(
                            from.word("purpose", SnapshotPurpose.values()),
                            from.word("result", SnapshotResult.values()),
                            from.numberIfAny("entries"),
                            from.numberIfAny("bytes"));
            case "snapshot-refused" ->
                    new SnapshotRefused(from.word("reason", SnapshotRefusal.values()));
            case "snapshot-kept" -> new SnapshotKept(from.text("file"));
            case "resync-delayed" ->
                    new ResyncDelayed(from.count("refused"), from.number("delay-nanos"));
            case "dataset-loaded" ->
                    new DatasetLoaded(
                            from.word("source", DatasetSource.values()),
                            from.numberIfAny("keys"),
                            from.numberIfAny("bytes"),
                            from.files("ignored"));
            case "replica-closed" ->
                    new ReplicaClosed(
                            from.text("replica"), from.word("reason", ReplicaCloseReason.values()));
            case "configuration-rewritten" -> new ConfigurationRewritten(from.text("file"));
            case "write-refusal-entered" ->
                    new WriteRefusalEntered(from.word("kind", WriteRefusal.values()));
            case "write-refusal-left" ->
                    new WriteRefusalLeft(
                            from.word("kind", WriteRefusal.values()), from.number("writes"));
            case "fsync-delayed" -> new FsyncDelayed(from.numberIfAny("waited-nanos"));
            default -> null;
        };
    }
}
