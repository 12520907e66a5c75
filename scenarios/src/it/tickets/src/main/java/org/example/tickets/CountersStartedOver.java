package org.example.tickets;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.incident.CausedBy;
import dev.firedrill.reports.incident.Evidence;
import dev.firedrill.reports.incident.Finding;
import dev.firedrill.reports.incident.JournalLine;
import dev.firedrill.reports.incident.Observation;
import dev.firedrill.reports.incident.Origin;
import dev.firedrill.reports.incident.ProcessFault;
import dev.firedrill.reports.incident.Remedy;
import dev.firedrill.reports.incident.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counters that answered a lower number than before: what they had counted is gone.
public final class CountersStartedOver implements Finding {
    private static final int EVIDENCE_MAX = 5;

    @Override
    public String name() {
        return "counters-started-over";
    }

    @Override
    public Hearing begin() {
        return new Counters();
    }

    private static final class Counters implements Hearing {
        private final Map<String, Long> highest = new TreeMap<>();
        private final Map<String, String> fallen = new TreeMap<>();
        private final List<Evidence> evidence = new ArrayList<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.Operation operation
                    && operation.command().equals("INCR")
                    && operation.outcome() == Outcome.OK) {
                long number = Long.parseLong(operation.reply());
                long before = highest.getOrDefault(operation.key(), 0L);
                if (number > before) {
                    highest.put(operation.key(), number);
                } else if (fallen.putIfAbsent(operation.key(), operation.node()) == null
                        && evidence.size() < EVIDENCE_MAX) {
                    String text = operation.key() + " was " + before + " and is " + number;
                    evidence.add(Evidence.of(line, text));
                }
            }
        }

        @Override
        public List<Observation> observations() {
            if (fallen.isEmpty()) return List.of();
            Span span = Span.at(evidence.getFirst().atNanos());
            String sentence = fallen.size() + " ticket counters started over.";
            return List.of(
                    Observation.of(Origin.CONSEQUENCE, sentence, span)
                            .on(fallen.values().stream().distinct().toList())
                            .figure("counters", fallen.size())
                            .shownBy(evidence)
                            .causedBy(CausedBy.anywhere(ProcessFault.class))
                            .explains(NoTicketDrawnTwice.class)
                            .remedy(
                                    Remedy.forAll(
                                                    "Write each number to the disk before it is drawn.")
                                            .setting("appendonly", "yes")
                                            .setting("appendfsync", "always"))
                            .build());
        }
    }
}
