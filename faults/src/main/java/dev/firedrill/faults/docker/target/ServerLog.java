package dev.firedrill.faults.docker.target;

import dev.firedrill.engine.port.NodeEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The log of one redis or valkey server of any version. Lines are worded so much alike that one
/// set of patterns reads all; the prefix is what differs.
///
/// A figure that the log does not tell stays empty, and so does what it never tells: no server logs
/// that it refuses a write, or that a replica has caught up after a partial resync.
final class ServerLog implements LogDialect {
    private final LogLine.Prefix prefix;
    private final List<NodeEvent> told = new ArrayList<>();
    private final ResyncLines resyncs = new ResyncLines(told::add);
    private final LossLines losses = new LossLines(resyncs, told::add);
    private final SnapshotLines snapshots = new SnapshotLines(resyncs, losses, told::add);
    private final StartLines starts;
    private final LineRules others;

    /// @param configFile which file CONFIG REWRITE writes: the one that the server was started with
    ServerLog(LogLine.Prefix prefix, String configFile) {
        this.prefix = prefix;
        starts = new StartLines(this::begin, told::add);
        others =
                new LineRules()
                        .on(
                                "CONFIG REWRITE executed with success\\.",
                                () -> told.add(new NodeEvent.ConfigurationRewritten(configFile)))
                        .on(
                                "Asynchronous AOF fsync is taking too long .*",
                                () -> told.add(new NodeEvent.FsyncDelayed(OptionalLong.empty())));
    }

    /// Another process: what the former was about to do is over.
    private void begin() {
        resyncs.begin();
        snapshots.begin();
        losses.begin();
    }

    @Override
    public List<NodeEvent> events(String line) {
        take(line);
        List<NodeEvent> events = List.copyOf(told);
        told.clear();
        return events;
    }

    @Override
    public String text(String line) {
        return prefix.read(line).text();
    }

    /// Whether the line means something here, if only together with others.
    boolean take(String line) {
        LogLine read = prefix.read(line);
        if (starts.read(read)) {
            return true;
        }
        if (read.author() != LogLine.Author.SERVER) {
            return false;
        }
        String text = read.text();
        boolean decision = resyncs.read(text);
        if (!decision) {
            resyncs.decideByOtherLine();
        }
        return decision || snapshots.read(text) || losses.read(text) || others.read(text);
    }
}
