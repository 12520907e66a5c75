package dev.firedrill.reports.incident;

import dev.firedrill.reports.account.Accounts;
import dev.firedrill.reports.account.SideEffects;
import dev.firedrill.reports.check.ChargedAtMostOnce;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// What clients did outside the cluster more than once for the same thing, for example charging a
/// card.
public final class DuplicateEffects implements AccountFinding {
    @Override
    public String name() {
        return "duplicate-side-effects";
    }

    @Override
    public Hearing begin(Accounts accounts) {
        return new Effects(accounts.sideEffects());
    }

    /// Effects of one kind that were repeated.
    private static final class Kind {
        final Episode repeats = new Episode();
        long amount;
        long things;
    }

    private static final class Effects implements Hearing {
        private final Accounts.Account<SideEffects> effects;
        private final Map<String, Kind> kinds = new TreeMap<>();

        Effects(Accounts.Account<SideEffects> effects) {
            this.effects = effects;
        }

        @Override
        public void hear(JournalLine line) {
            if (!(line.event() instanceof Event.SideEffect effect)) return;
            int count = effects.get().count(effect);
            if (count == 1) return;
            Kind kind = kinds.computeIfAbsent(effect.what(), _ -> new Kind());
            if (count == 2) kind.things++;
            kind.amount += effect.amount();
            kind.repeats.add(
                    line,
                    "client " + effect.client(),
                    effect.what() + " number " + count + " for " + effect.key());
        }

        @Override
        public List<Observation> observations() {
            var all = new ArrayList<Observation>();
            kinds.forEach((what, kind) -> all.add(observation(what, kind)));
            return all;
        }
    }

    private static Observation observation(String what, Kind kind) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "Clients repeated '%s' %s for %s %s, an amount of %d too much.",
                                what,
                                Phrases.times(kind.repeats.count()),
                                Phrases.count(kind.things, "thing"),
                                Phrases.within(kind.repeats.span()),
                                kind.amount),
                        kind.repeats.span())
                .about(what)
                .figure("repeats", kind.repeats.count())
                .figure("things", kind.things)
                .figure("amount", kind.amount)
                .shownBy(kind.repeats.evidence())
                .causedBy(
                        CausedBy.anywhere(WritesRefused.class),
                        CausedBy.anywhere(EmptyStart.class),
                        CausedBy.anywhere(Promotion.class),
                        CausedBy.anywhere(ProcessDied.class),
                        CausedBy.anywhere(KilledAtMemoryCap.class))
                .explains(ChargedAtMostOnce.class)
                .remedy(
                        Remedy.forAll(
                                "Give each side effect an idempotency key, so that a store that"
                                        + " lost or refused a write does not have it repeated."))
                .build();
    }
}
