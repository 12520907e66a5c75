package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Every fault was measured to bite when it began and to be gone when it was healed: without that a
/// run has shown nothing.
public record FaultsProven() implements Checker {
    @Override
    public String name() {
        return "faults-proven";
    }

    @Override
    public String property() {
        return "every fault was measured when it began and when it was healed";
    }

    @Override
    public Verdict check(List<Event> history) {
        List<String> unproven = unproven(history);
        if (!unproven.isEmpty()) {
            return new Verdict.Inconclusive(String.join("; ", unproven));
        }
        long proven = history.stream().filter(Event.FaultApplied.class::isInstance).count();
        if (proven == 0) {
            return new Verdict.Inconclusive("no fault was applied");
        }
        return new Verdict.Held(proven, proven + " injections were measured to bite");
    }

    /// What was not seen to bite or to heal, in sentences.
    static List<String> unproven(List<Event> history) {
        var sentences = new ArrayList<String>();
        for (Event event : history) {
            if (event instanceof Event.FaultApplied applied && !applied.bit()) {
                sentences.add(
                        String.format(
                                Locale.ROOT,
                                "the fault %s did not bite: %s, wanted %s, measured %s",
                                applied.fault(),
                                applied.injection(),
                                applied.wanted(),
                                applied.measured()));
            } else if (event instanceof Event.FaultHealed healed && !healed.healed()) {
                sentences.add(
                        String.format(
                                Locale.ROOT,
                                "the fault %s was not healed: %s, measured %s",
                                healed.fault(),
                                healed.injection(),
                                healed.measured()));
            }
        }
        return sentences;
    }
}
