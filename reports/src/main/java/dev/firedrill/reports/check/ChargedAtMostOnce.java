package dev.firedrill.reports.check;

import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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
    public Verdict check(List<Event> history) {
        Map<String, Integer> charges = new LinkedHashMap<>();
        long amount = 0;
        for (Event event : history) {
            if (event instanceof Event.SideEffect effect && effect.what().equals(CHARGE)) {
                int count = charges.merge(effect.key(), 1, Integer::sum);
                amount += count > 1 ? effect.amount() : 0;
            }
        }
        if (charges.isEmpty()) {
            return new Verdict.Inconclusive("no card was charged");
        }
        var evidence = new ArrayList<String>();
        long repeated = 0;
        int invoices = 0;
        for (var entry : charges.entrySet()) {
            if (entry.getValue() > 1) {
                invoices++;
                repeated += entry.getValue() - 1;
                if (evidence.size() < EVIDENCE_MAX) {
                    evidence.add(entry.getKey() + " was charged " + entry.getValue() + " times");
                }
            }
        }
        if (invoices == 0) {
            return new Verdict.Held(charges.size(), charges.size() + " charges, each once");
        }
        return new Verdict.Violated(
                String.format(
                        Locale.ROOT,
                        "%d charges too many for %d invoices, %d cents in all",
                        repeated,
                        invoices,
                        amount),
                evidence);
    }
}
