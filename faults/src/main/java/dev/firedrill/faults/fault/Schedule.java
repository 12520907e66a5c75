package dev.firedrill.faults.fault;

import dev.firedrill.engine.base.Prng;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A course that a scenario puts together from faults: in sequence, side by side, or at moments of
/// its own.
///
/// ```java
/// Schedule.named("slow-disk-then-partition")
///         .then(new SlowDataDisk(), Duration.ofSeconds(10))
///         .together(new StarvedCpu(), Duration.ofSeconds(5))
///         .then(new IsolateMaster(), Duration.ofSeconds(20));
/// ```
public record Schedule(String name, List<Entry> entries) implements Course {
    public Schedule {
        entries = List.copyOf(entries);
    }

    /// A fault with its times.
    public record Entry(Fault fault, Duration at, Duration lasts) {
        Duration until() {
            return at.plus(lasts);
        }
    }

    /// With nothing in it yet.
    ///
    /// @param name in kebab case
    public static Schedule named(String name) {
        return new Schedule(name, List.of());
    }

    /// A fault that begins at a moment of the course.
    public Schedule at(Duration moment, Fault fault, Duration lasts) {
        var more = new ArrayList<>(entries);
        more.add(new Entry(fault, moment, lasts));
        return new Schedule(name, more);
    }

    /// A fault that begins when all before it are healed.
    public Schedule then(Fault fault, Duration lasts) {
        return at(end(), fault, lasts);
    }

    /// A fault that begins together with the one before it.
    public Schedule together(Fault fault, Duration lasts) {
        return at(entries.isEmpty() ? Duration.ZERO : entries.getLast().at(), fault, lasts);
    }

    private Duration end() {
        return entries.stream().map(Entry::until).max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public List<Step> steps(ClusterView cluster, Prng prng) {
        var steps = new ArrayList<Step>();
        for (Entry entry : entries) {
            Prng own = prng.fork("entry " + steps.size());
            steps.add(Step.of(entry.fault(), cluster, own, entry.at(), entry.lasts()));
        }
        return steps;
    }

    @Override
    public String describe() {
        return String.join(
                ", ",
                entries.stream()
                        .map(entry -> entry.fault().name() + " at " + entry.at().toMillis() + " ms")
                        .toList());
    }
}
