package org.example.tickets;

import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Verdict;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Every number of a ticket machine is drawn at most once.
public record NoTicketDrawnTwice() implements Checker {
    @Override
    public String name() {
        return "no-ticket-drawn-twice";
    }

    @Override
    public String property() {
        return "no ticket is drawn twice";
    }

    @Override
    public Hearing begin() {
        return new Hearing() {
            private final Set<String> drawn = new HashSet<>();
            private final List<String> twice = new ArrayList<>();

            @Override
            public void hear(Event event) {
                if (event instanceof Event.Operation operation
                        && operation.command().equals("INCR")
                        && operation.outcome() == Outcome.OK) {
                    String ticket = operation.key() + " number " + operation.reply();
                    if (!drawn.add(ticket)) twice.add(ticket);
                }
            }

            @Override
            public Verdict verdict() {
                if (!twice.isEmpty()) {
                    return new Verdict.Violated(twice.size() + " tickets were drawn twice", twice);
                }
                // Held rests on what was observed: nothing at all is inconclusive.
                return drawn.isEmpty()
                        ? new Verdict.Inconclusive("no ticket was drawn")
                        : new Verdict.Held(drawn.size(), drawn.size() + " tickets, each once");
            }
        };
    }
}
