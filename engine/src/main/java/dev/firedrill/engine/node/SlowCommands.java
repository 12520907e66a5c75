package dev.firedrill.engine.node;

import dev.firedrill.engine.command.CommandSpec;
import dev.firedrill.engine.command.Refused;
import dev.firedrill.engine.resp.Args;
import dev.firedrill.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// SLOWLOG and LATENCY.
final class SlowCommands {
    private static final int GRAPH_ROWS = 4;

    private final NodeContext node;

    SlowCommands(NodeContext node) {
        this.node = node;
    }

    List<CommandSpec<NodeCall>> rows() {
        String admin = "admin loading stale";
        String silent = "admin noscript loading stale";
        return List.of(
                CommandSpec.family(
                        "slowlog",
                        List.of(
                                CommandSpec.of("slowlog|get", -2, admin, "", this::slowest),
                                CommandSpec.of("slowlog|len", 2, admin, "", this::slowLogLength),
                                CommandSpec.of("slowlog|reset", 2, admin, "", this::slowLogReset),
                                Helps.row("slowlog"))),
                CommandSpec.family(
                        "latency",
                        List.of(
                                CommandSpec.of("latency|doctor", 2, silent, "", this::doctor),
                                CommandSpec.of("latency|graph", 3, silent, "", this::graph),
                                CommandSpec.of("latency|histogram", -2, silent, "", this::times),
                                CommandSpec.of("latency|history", 3, silent, "", this::history),
                                CommandSpec.of("latency|latest", 2, silent, "", this::latest),
                                CommandSpec.of("latency|reset", -2, silent, "", this::reset),
                                Helps.row("latency"))));
    }

    private void slowest(NodeCall call) throws Refused {
        long count = 10;
        if (call.args().count() > 3) {
            throw Helps.wrongArguments("SLOWLOG", call.args().text(1));
        }
        if (call.args().count() == 3) {
            try {
                count = call.integer(2);
            } catch (Refused notANumber) {
                count = -2;
            }
            if (count < -1) {
                throw new Refused("ERR count should be greater than or equal to -1");
            }
        }
        ReplyWriter reply = call.reply();
        List<SlowLog.Entry> entries = node.slowLog.latest(count);
        reply.array(entries.size());
        for (SlowLog.Entry entry : entries) {
            reply.array(6);
            reply.integer(entry.id());
            reply.integer(entry.unixSeconds());
            reply.integer(entry.micros());
            reply.array(entry.words().size());
            entry.words().forEach(reply::bulk);
            reply.bulk(entry.peer());
            reply.bulk(entry.name());
        }
    }

    private void slowLogLength(NodeCall call) {
        call.reply().integer(node.slowLog.size());
    }

    private void slowLogReset(NodeCall call) {
        node.slowLog.reset();
        call.reply().ok();
    }

    private void latest(NodeCall call) {
        ReplyWriter reply = call.reply();
        var events = node.latency.events();
        reply.array(events.size());
        events.forEach((name, event) -> {
            reply.array(4);
            reply.bulk(name);
            reply.integer(event.latest().unixSeconds());
            reply.integer(event.latest().millis());
            reply.integer(event.millisMax());
        });
    }

    private void history(NodeCall call) {
        ReplyWriter reply = call.reply();
        LatencyMonitor.Event event = node.latency.event(call.args().text(2));
        if (event == null) {
            reply.array(0);
            return;
        }
        reply.array(event.samples().size());
        for (LatencyMonitor.Sample sample : event.samples()) {
            reply.array(2);
            reply.integer(sample.unixSeconds());
            reply.integer(sample.millis());
        }
    }

    private void reset(NodeCall call) {
        if (call.args().count() == 2) {
            call.reply().integer(node.latency.reset());
            return;
        }
        int count = 0;
        for (int i = 2; i < call.args().count(); i++) {
            count += node.latency.reset(call.args().text(i)) ? 1 : 0;
        }
        call.reply().integer(count);
    }

    private void graph(NodeCall call) throws Refused {
        String name = call.args().text(2);
        LatencyMonitor.Event event = node.latency.event(name);
        if (event == null) {
            throw new Refused(
                    String.format(
                            Locale.ROOT,
                            "ERR No samples available for event '%s'",
                            Args.shown(name)));
        }
        long high = 0;
        long low = Long.MAX_VALUE;
        for (LatencyMonitor.Sample sample : event.samples()) {
            high = Math.max(high, sample.millis());
            low = Math.min(low, sample.millis());
        }
        var text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "%s - high %d ms, low %d ms (all time high %d ms)\n",
                        name,
                        high,
                        low,
                        event.millisMax()));
        text.append("-".repeat(80)).append('\n');
        for (int row = GRAPH_ROWS; row > 0; row--) {
            for (LatencyMonitor.Sample sample : event.samples()) {
                long span = Math.max(1, high - low);
                long height = 1 + (sample.millis() - low) * (GRAPH_ROWS - 1) / span;
                text.append(height == row ? '#' : height > row ? '|' : ' ');
            }
            text.append('\n');
        }
        long now = node.nowSeconds();
        text.append(
                String.format(
                        Locale.ROOT,
                        "\nfrom %d to %d seconds ago\n",
                        now - event.samples().getFirst().unixSeconds(),
                        now - event.latest().unixSeconds()));
        call.reply().verbatim(text.toString());
    }

    private void doctor(NodeCall call) {
        var text = new StringBuilder();
        if (node.settings.latencyThresholdMillis == 0) {
            text.append(
                    "Latency monitoring is off. Turn it on with CONFIG SET"
                            + " latency-monitor-threshold <milliseconds>.\n");
        } else if (node.latency.events().isEmpty()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "No event took longer than %d ms so far.\n",
                            node.settings.latencyThresholdMillis));
        }
        node.latency
                .events()
                .forEach((name, event) ->
                        text.append(
                                String.format(
                                        Locale.ROOT,
                                        "%s: %d samples, the last one %d ms, never longer than %d ms.\n",
                                        name,
                                        event.samples().size(),
                                        event.latest().millis(),
                                        event.millisMax())));
        call.reply().verbatim(text.toString());
    }

    private List<CommandUse.Row> timed(Predicate<String> wanted) {
        return node.commandUse.used().stream()
                .filter(row -> row.durations.total() > 0 && wanted.test(row.name))
                .toList();
    }

    private void times(NodeCall call) {
        var found = new ArrayList<CommandUse.Row>();
        if (call.args().count() == 2) {
            found.addAll(timed(_ -> true));
        }
        // In the order in which they are named, as often as they are.
        for (int i = 2; i < call.args().count(); i++) {
            String name = call.args().text(i).toLowerCase(Locale.ROOT);
            found.addAll(timed(row -> row.equals(name) || row.startsWith(name + "|")));
        }
        ReplyWriter reply = call.reply();
        reply.map(found.size());
        for (CommandUse.Row row : found) {
            reply.bulk(row.name);
            reply.map(2);
            reply.bulk("calls");
            reply.integer(row.durations.total());
            reply.bulk("histogram_usec");
            var bounds = new ArrayList<long[]>();
            row.durations.forEachDoubling((nanos, count) -> bounds.add(new long[] {nanos, count}));
            reply.map(bounds.size());
            for (long[] bound : bounds) {
                reply.integer(bound[0] / 1000);
                reply.integer(bound[1]);
            }
        }
    }
}
