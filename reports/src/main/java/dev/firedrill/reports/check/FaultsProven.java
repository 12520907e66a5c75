package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Every fault was measured to bite when it began and to be gone when it was healed: without that a
/// run has shown nothing.
public record FaultsProven() implements Checker {
    @Override
    public String name() {
        return "faults-proven";
    }

    @Override
    public String property() {
        return "every fault was verified to take effect and to be removed";
    }

    @Override
    public Hearing begin() {
        return new Proofs();
    }

    /// What was planned, and what became of it.
    private static final class Proofs implements Hearing {
        private final Map<Integer, Event.PlannedInjection> notApplied = new TreeMap<>();
        private final Map<Integer, Event.PlannedInjection> notHealed = new TreeMap<>();
        private final Map<Integer, Event.PlannedInjection> known = new TreeMap<>();
        private final Map<Integer, String> faults = new TreeMap<>();
        private final List<String> unproven = new ArrayList<>();
        private long proven;

        @Override
        public void hear(Event event) {
            if (event instanceof Event.FaultPlanned planned) {
                faults.put(planned.fault(), planned.name());
                if (planned.injections().isEmpty()) {
                    unproven.add("the fault " + planned.name() + " found nothing to act on");
                }
                for (Event.PlannedInjection injection : planned.injections()) {
                    known.put(injection.injection(), injection);
                    notApplied.put(injection.injection(), injection);
                    if (!injection.lasting()) notHealed.put(injection.injection(), injection);
                }
            } else if (event instanceof Event.FaultApplied applied) {
                applied(applied);
            } else if (event instanceof Event.FaultHealed healed) {
                healed(healed);
            }
        }

        private void applied(Event.FaultApplied applied) {
            if (notApplied.remove(applied.injection()) == null) {
                unproven.add("an injection was applied that was not planned");
            } else if (applied.bit()) {
                proven++;
            } else {
                unproven.add(
                        String.format(
                                Locale.ROOT,
                                "the fault %s did not bite: %s, wanted %s, measured %s",
                                faults.get(applied.fault()),
                                text(applied.injection()),
                                applied.wanted(),
                                applied.measured()));
            }
        }

        private void healed(Event.FaultHealed healed) {
            notHealed.remove(healed.injection());
            if (!healed.healed()) {
                unproven.add(
                        String.format(
                                Locale.ROOT,
                                "the fault %s was not healed: %s, measured %s",
                                faults.get(healed.fault()),
                                text(healed.injection()),
                                healed.measured()));
            }
        }

        private String text(int injection) {
            Event.PlannedInjection planned = known.get(injection);
            return planned == null ? "an unplanned injection" : planned.text();
        }

        @Override
        public Verdict verdict() {
            notApplied.values().forEach(one -> unproven.add(one.text() + " was never applied"));
            notHealed.values().stream()
                    .filter(one -> !notApplied.containsKey(one.injection()))
                    .forEach(one -> unproven.add(one.text() + " was never healed"));
            if (!unproven.isEmpty()) return new Verdict.Inconclusive(String.join("; ", unproven));
            return proven == 0
                    ? new Verdict.Inconclusive("no fault was applied")
                    : new Verdict.Held(
                            proven,
                            Counted.of(
                                    proven, "injection was verified", "injections were verified"));
        }
    }
}
