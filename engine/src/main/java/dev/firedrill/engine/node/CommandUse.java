package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// How often each command ran, failed or was refused, and how long it took: INFO commandstats and
/// latencystats, LATENCY HISTOGRAM.
final class CommandUse {
    /// Of one command or subcommand.
    static final class Row {
        final String name;
        final Durations durations = new Durations();
        long calls;
        long nanos;
        long refused;
        long failed;

        Row(String name) {
            this.name = name;
        }

        boolean used() {
            return calls > 0 || refused > 0 || failed > 0;
        }
    }

    /// Never iterated: its order would differ from run to run.
    private final IdentityHashMap<CommandSpec<NodeCall>, Row> rows = new IdentityHashMap<>();

    private final List<Row> inOrder = new ArrayList<>();

    Row of(CommandSpec<NodeCall> spec) {
        Row known = rows.get(spec);
        if (known == null) {
            known = new Row(spec.name());
            rows.put(spec, known);
            inOrder.add(known);
        }
        return known;
    }

    /// In the order in which they were first used.
    List<Row> used() {
        return inOrder.stream().filter(Row::used).toList();
    }

    void reset() {
        rows.clear();
        inOrder.clear();
    }
}
