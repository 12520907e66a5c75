package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a client was told is written can be read at the end. Each key has one writer, whose values
/// begin with a sequence number and a colon; so the last acknowledged number of a key is the least
/// that a final read may show.
public record NoAcknowledgedWriteLost() implements Checker {
    private static final int EVIDENCE_MAX = 20;

    @Override
    public String name() {
        return "no-acknowledged-write-lost";
    }

    @Override
    public String property() {
        return "no acknowledged write is lost";
    }

    @Override
    public Verdict check(List<Event> history) {
        Map<String, Long> acknowledged = new LinkedHashMap<>();
        Map<String, Long> invoked = new LinkedHashMap<>();
        Map<String, Event.FinalRead> reads = new LinkedHashMap<>();
        for (Event event : history) {
            switch (event) {
                case Event.Operation operation when operation.operation().equals("SET") -> {
                    long sequence = sequence(operation.value());
                    invoked.merge(operation.key(), sequence, Math::max);
                    if (operation.outcome() == Outcome.OK) {
                        acknowledged.merge(operation.key(), sequence, Math::max);
                    }
                }
                case Event.FinalRead read -> reads.put(read.key(), read);
                default -> {
                    // Not about data.
                }
            }
        }
        if (acknowledged.isEmpty()) {
            return new Verdict.Inconclusive("no write was acknowledged");
        }
        if (reads.isEmpty()) {
            return new Verdict.Inconclusive("nothing could be read at the end");
        }
        return compare(acknowledged, invoked, reads);
    }

    private static Verdict compare(
            Map<String, Long> acknowledged,
            Map<String, Long> invoked,
            Map<String, Event.FinalRead> reads) {
        var lost = new ArrayList<String>();
        long lostKeys = 0;
        long unread = 0;
        for (var entry : acknowledged.entrySet()) {
            Event.FinalRead read = reads.get(entry.getKey());
            if (read == null) {
                unread++;
                continue;
            }
            long found = read.present() ? sequence(read.value()) : 0;
            boolean invented = found > invoked.getOrDefault(entry.getKey(), 0L);
            if (found >= entry.getValue() && !invented) {
                continue;
            }
            lostKeys++;
            if (lost.size() < EVIDENCE_MAX) {
                lost.add(
                        String.format(
                                Locale.ROOT,
                                "%s: acknowledged up to write %d, read %s on %s",
                                entry.getKey(),
                                entry.getValue(),
                                read.present() ? "write " + found : "nothing",
                                read.node()));
            }
        }
        if (lostKeys > 0) {
            return new Verdict.Violated(
                    String.format(
                            Locale.ROOT,
                            "%d of %d keys lost acknowledged writes",
                            lostKeys,
                            acknowledged.size()),
                    lost);
        }
        if (unread > 0) {
            return new Verdict.Inconclusive(unread + " written keys were not read at the end");
        }
        return new Verdict.Held(
                acknowledged.size(),
                acknowledged.size() + " keys read back at or after their last acknowledged write");
    }

    /// 0 for a value that no client of ours wrote.
    private static long sequence(String value) {
        int colon = value.indexOf(':');
        if (colon <= 0) {
            return 0;
        }
        try {
            return Long.parseLong(value.substring(0, colon));
        } catch (NumberFormatException foreign) {
            return 0;
        }
    }
}
