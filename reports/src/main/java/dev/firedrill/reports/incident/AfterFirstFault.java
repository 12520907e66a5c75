package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;

/// Whether the drill has begun to break things. What a cluster does to come up is no finding.
final class AfterFirstFault {
    private boolean disturbed;

    boolean hear(Event event) {
        if (event instanceof Event.PhaseBegan(_, var phase)) disturbed |= phase == Phase.DISTURB;
        return disturbed;
    }
}
