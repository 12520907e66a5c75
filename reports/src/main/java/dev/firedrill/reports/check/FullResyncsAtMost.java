package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ResyncKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Replicas that lost their link go on from where they were, except at most `max` of them.
///
/// Each decision is reported by a master; what the same process counts in INFO (`sync_full`) must
/// agree, so that a report that was not heard is not taken for a resync that did not happen.
public record FullResyncsAtMost(int max) implements Checker {
    private static final String COUNTER = "sync_full";

    @Override
    public String name() {
        return "full-resyncs-at-most-" + max;
    }

    @Override
    public String property() {
        return max == 0
                ? "no replica needs a full resync after the fault"
                : "at most " + max + " full resyncs after the fault";
    }

    @Override
    public Verdict check(List<Event> history) {
        boolean disturbed = false;
        int resyncs = 0;
        var full = new ArrayList<String>();
        for (Event event : history) {
            switch (event) {
                case Event.PhaseBegan(_, var phase) -> disturbed |= phase.equals(Phase.DISTURB);
                case Event.ResyncDecided decided -> {
                    resyncs += disturbed ? 1 : 0;
                    if (disturbed && decided.kind() == ResyncKind.FULL) {
                        full.add(describe(decided));
                    }
                }
                default -> {
                    // Not about resyncs.
                }
            }
        }
        String unheard = unheard(history);
        if (!unheard.isEmpty() && full.size() <= max) {
            return new Verdict.Inconclusive(unheard);
        }
        if (resyncs == 0) {
            return new Verdict.Inconclusive("no replica asked for a resync after the fault");
        }
        if (full.size() > max) {
            return new Verdict.Violated(
                    String.format(Locale.ROOT, "%d full resyncs, %d allowed", full.size(), max),
                    full);
        }
        return new Verdict.Held(
                resyncs,
                String.format(Locale.ROOT, "%d of %d resyncs were full", full.size(), resyncs));
    }

    /// Where INFO counts more full resyncs than were heard of; empty when it nowhere does.
    private static String unheard(List<Event> history) {
        Map<String, Long> heard = new TreeMap<>();
        Map<String, Double> counted = new TreeMap<>();
        for (Event event : history) {
            switch (event) {
                case Event.ResyncDecided decided when decided.kind() == ResyncKind.FULL ->
                        heard.merge(decided.master(), 1L, Long::sum);
                case Event.Sampled(_, var node, var fields) when fields.containsKey(COUNTER) ->
                        counted.put(node, fields.get(COUNTER));
                case Event.ProcessStarted started -> {
                    String missed = missed(started.node(), heard, counted);
                    if (!missed.isEmpty()) {
                        return missed;
                    }
                    // A new process counts from nothing.
                    heard.remove(started.node());
                    counted.remove(started.node());
                }
                default -> {
                    // Not about resyncs.
                }
            }
        }
        return counted.keySet().stream()
                .map(node -> missed(node, heard, counted))
                .filter(missed -> !missed.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static String missed(
            String node, Map<String, Long> heard, Map<String, Double> counted) {
        long told = heard.getOrDefault(node, 0L);
        double count = counted.getOrDefault(node, 0.0);
        return count > told
                ? String.format(
                        Locale.ROOT,
                        "%s counts %.0f full resyncs, its events tell of %d",
                        node,
                        count,
                        told)
                : "";
    }

    private static String describe(Event.ResyncDecided decided) {
        var text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                "%.3f s: %s full, because %s",
                                decided.atNanos() / 1e9,
                                decided.replica(),
                                decided.reason().word()));
        if (decided.missingBytes().isPresent()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "; it lacked %d bytes",
                            decided.missingBytes().getAsLong()));
            if (decided.backlogBytes().isPresent()) {
                text.append(
                        String.format(
                                Locale.ROOT,
                                ", the backlog holds %d",
                                decided.backlogBytes().getAsLong()));
            }
        }
        return text.toString();
    }
}
