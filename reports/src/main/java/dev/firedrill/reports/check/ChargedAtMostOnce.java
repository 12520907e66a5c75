package dev.firedrill.reports.check;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.account.SideEffects;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Phase;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;

/// Each card is charged at most once for each thing that it has to pay.
public record ChargedAtMostOnce() implements AccountChecker {
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
    public Hearing begin(Accounts accounts) {
        return new Charges(accounts.sideEffects());
    }

    private static final class Charges implements Hearing {
        private final Accounts.Account<SideEffects> effects;
        private long centsTooMany;
        private long sinceFault;
        private boolean disturbed;

        Charges(Accounts.Account<SideEffects> effects) {
            this.effects = effects;
        }

        @Override
        public void hear(Event event) {
            if (event instanceof Event.PhaseBegan(_, var phase)) {
                disturbed |= phase == Phase.DISTURB;
            } else if (event instanceof Event.SideEffect effect && effect.what().equals(CHARGE)) {
                centsTooMany += effects.get().count(effect) > 1 ? effect.amount() : 0;
                sinceFault += disturbed ? 1 : 0;
            }
        }

        @Override
        public Verdict verdict() {
            Map<String, Integer> charges = effects.get().byKey(CHARGE);
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
