package dev.firedrill.faults.lab;

import static dev.firedrill.engine.base.Invariants.check;

import dev.firedrill.faults.injection.Handle;
import dev.firedrill.faults.injection.Injection;
import dev.firedrill.faults.injection.Lasting;
import dev.firedrill.faults.injection.Proof;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is broken in a cluster: the one place where injections begin, are proven, and end. How
/// links, disks and nodes behave is derived from what is in force, so healing one injection never
/// touches another. Used on the scenario's thread.
public final class Ledger {
    private final Set<Capability> capabilities;
    private final Injector injector;
    private final Prober prober;
    private final List<Class<? extends Injection>> ignored;
    private final List<Entry> entries = new ArrayList<>();

    /// @param ignored injections of these kinds are not carried out although the ledger lists them,
    ///   to show that a fault that does not bite is noticed
    public Ledger(
            Set<Capability> capabilities,
            Injector injector,
            Prober prober,
            List<Class<? extends Injection>> ignored) {
        this.capabilities = capabilities;
        this.injector = injector;
        this.prober = prober;
        this.ignored = List.copyOf(ignored);
    }

    private final class Entry implements Handle {
        private final Injection injection;
        private final boolean carriedOut;
        private volatile boolean inForce;
        private @Nullable Proof begun;
        private @Nullable Proof healed;

        Entry(Injection injection) {
            this.injection = injection;
            carriedOut = !ignored.contains(injection.getClass());
            inForce = !(injection instanceof Lasting);
        }

        @Override
        public Injection injection() {
            return injection;
        }

        @Override
        public boolean inForce() {
            return inForce;
        }

        @Override
        public Proof begun() {
            return Objects.requireNonNull(begun);
        }

        @Override
        public Proof heal() {
            return Ledger.this.heal(List.of(this)).getFirst();
        }
    }

    /// Carries all of them out at one moment, then measures each. In the order of the list.
    public List<Handle> begin(List<Injection> injections) {
        for (Injection injection : injections) {
            check(
                    capabilities.contains(Capability.of(injection)),
                    "this lab cannot do " + injection.describe());
        }
        List<Entry> fresh = injections.stream().map(Entry::new).toList();
        Prober.Measurement measurement = prober.beforeBegin(injections);
        fresh.stream().filter(Entry::inForce).forEach(entries::add);
        injector.begun(carriedOut(fresh), carriedOut());
        List<Proof> proofs = measurement.take(listed());
        for (int i = 0; i < fresh.size(); i++) {
            fresh.get(i).begun = proofs.get(i);
        }
        return List.copyOf(fresh);
    }

    /// Heals all of them at one moment, then measures each. In the order of the list; what is
    /// healed already answers as it did then.
    public List<Proof> heal(List<Handle> handles) {
        var leaving = new ArrayList<Entry>();
        for (Handle handle : handles) {
            var entry = (Entry) handle;
            if (entry.healed == null && entry.injection instanceof Lasting) {
                entry.healed = new Proof("nothing: a lasting change", "nothing to heal", true);
            } else if (entry.healed == null && !leaving.contains(entry)) {
                leaving.add(entry);
            }
        }
        if (!leaving.isEmpty()) {
            end(leaving);
            List<Proof> proofs =
                    prober.afterHeal(leaving.stream().map(Entry::injection).toList())
                            .take(listed());
            for (int i = 0; i < leaving.size(); i++) {
                leaving.get(i).healed = proofs.get(i);
            }
        }
        return handles.stream()
                .map(handle -> Objects.requireNonNull(((Entry) handle).healed))
                .toList();
    }

    /// Ends what has no effect any more: a torn write that has happened, a pause whose process is
    /// gone.
    public void usedUp(Predicate<Injection> spent) {
        List<Entry> over = entries.stream().filter(one -> spent.test(one.injection)).toList();
        if (!over.isEmpty()) {
            end(over);
        }
    }

    /// Ends everything without measuring it, as a cluster is taken down.
    public void endAll() {
        end(List.copyOf(entries));
    }

    private void end(List<Entry> over) {
        over.forEach(entry -> entry.inForce = false);
        entries.removeAll(over);
        injector.ended(carriedOut(over), carriedOut());
    }

    /// What is in force in the cluster.
    public InForce carriedOut() {
        return new InForce(carriedOut(entries).stream().map(Handle::injection).toList());
    }

    /// What should be in force: the same, unless some kinds are ignored.
    private InForce listed() {
        return new InForce(entries.stream().map(Entry::injection).toList());
    }

    private static List<Handle> carriedOut(List<Entry> some) {
        return some.stream().filter(entry -> entry.carriedOut).<Handle>map(entry -> entry).toList();
    }
}
