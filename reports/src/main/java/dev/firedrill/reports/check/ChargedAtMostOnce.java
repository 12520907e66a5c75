package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Each card is charged at most once for each thing that it has to pay.
public record ChargedAtMostOnce() implements Checker {
    /// The kind of [Event.SideEffect] that counts.
    public static final String CHARGE = "charge";

    private static final int EVIDENCE_MAX = 20;

    @Override
    public String name() {
        return "charged-at-most-once";
    }

    @Override
    public String property() {
        return "each card is charged at most once per invoice";
    }

    @Override
    public Hearing begin() {
        return new Charges();
    }

    private static final class Charges implements Hearing {
        private final Map<String, Integer> charges = new LinkedHashMap<>();
        private long centsTooMany;
        private long sinceFault;
        private boolean disturbed;

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(_, var phase)) {
                disturbed |= phase == Phase.DISTURB;
            } else if (event instanceof Event.SideEffect effect && effect.what().equals(CHARGE)) {
                int count = charges.merge(effect.key(), 1, Integer::sum);
                centsTooMany += count > 1 ? effect.amount() : 0;
                sinceFault += disturbed ? 1 : 0;
            }
        }

        @Override
        public Verdict verdict() {
            var evidence = new ArrayList<String>();
            long repeated = 0;
            int invoices = 0;
            for (var entry : charges.entrySet()) {
                if (entry.getValue() > 1) {
                    invoices++;
                    repeated += entry.getValue() - 1;
                    if (evidence.size() < EVIDENCE_MAX) {
                        evidence.add(
                                entry.getKey() + " was charged " + entry.getValue() + " times");
                    }
                }
            }
            if (invoices > 0) {
                return new Verdict.Violated(
                        String.format(
                                Locale.ROOT,
                                "%s too many for %s, %d cents in all",
                                Counted.of(repeated, "charge", "charges"),
                                Counted.of(invoices, "invoice", "invoices"),
                                centsTooMany),
                        evidence);
            }
            return sinceFault == 0
                    ? new Verdict.Inconclusive("no card was charged after the first fault")
                    : new Verdict.Held(charges.size(), charges.size() + " charges, each once");
        }
    }
}
