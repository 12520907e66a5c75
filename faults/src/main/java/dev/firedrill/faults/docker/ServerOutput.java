package dev.firedrill.faults.docker;

import dev.firedrill.engine.port.NodeEvent;
import dev.firedrill.faults.docker.mesh.NodeAddresses;
import dev.firedrill.faults.docker.target.Dialect;
import dev.firedrill.faults.docker.target.LogDialect;
import dev.firedrill.faults.lab.LabListener;
import dev.firedrill.faults.topology.NodeId;
import java.util.ArrayDeque;
import java.util.List;
import java.util.OptionalLong;

/// What a server prints, line by line: events where a line reports some, and text. Lives on the
/// lab's loop, but for [#starts].
final class ServerOutput {
    static final String SNAPSHOT = "dump.rdb";

    /// For the message of a failure.
    private static final int LAST_LINES = 5;

    private final NodeId node;
    private final Dialect dialect;
    private final LogDialect lines;
    private final NodeAddresses addresses;
    private final LabListener listener;
    private final LogRate rate = new LogRate();
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private volatile OptionalLong snapshotAtStart = OptionalLong.empty();

    ServerOutput(NodeId node, Dialect dialect, NodeAddresses addresses, LabListener listener) {
        this.node = node;
        this.dialect = dialect;
        this.addresses = addresses;
        this.listener = listener;
        lines = dialect.log(ConfFolder.CONF);
    }

    /// A process is about to be started. May be called by any thread.
    ///
    /// @param snapshotBytes the size of its dump.rdb
    void starts(OptionalLong snapshotBytes) {
        snapshotAtStart = snapshotBytes;
    }

    void printed(long atNanos, String line) {
        if (last.size() == LAST_LINES) {
            last.removeFirst();
        }
        last.add(line);
        List<NodeEvent> events = lines.events(line);
        if (events.isEmpty() || !dialect.printsEvents()) {
            rate.kept(atNanos, lines.text(line)).forEach(kept -> listener.log(atNanos, node, kept));
        }
        events.forEach(event ->
                listener.reported(atNanos, node, addresses.known(withIgnoredSnapshot(event))));
    }

    /// A real server does not log that a snapshot lay there which it was not to load.
    private NodeEvent withIgnoredSnapshot(NodeEvent event) {
        OptionalLong lay = snapshotAtStart;
        return event instanceof NodeEvent.DatasetLoaded loaded
                        && !dialect.printsEvents()
                        && loaded.source() != NodeEvent.DatasetSource.SNAPSHOT
                        && lay.orElse(0) > 0
                ? new NodeEvent.DatasetLoaded(
                        loaded.source(),
                        loaded.keys(),
                        loaded.bytes(),
                        List.of(new NodeEvent.IgnoredFile(SNAPSHOT, lay.getAsLong())))
                : event;
    }

    /// The process has ended.
    void ended(long atNanos) {
        rate.ended().ifPresent(left -> listener.log(atNanos, node, left));
    }

    List<String> lastLines() {
        return List.copyOf(last);
    }
}
