package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.RestartKeptDataset;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A server that came up with a file that had been damaged while it was down: what it serves since
/// is less than, or something else than, what it had acknowledged.
public final class DamagedDataLoaded implements Finding {
    @Override
    public String name() {
        return "damaged-data-loaded";
    }

    @Override
    public Hearing begin() {
        return new Starts();
    }

    /// A file of a node was damaged.
    private record Damage(JournalLine line, Event.PlannedInjection injection) {
        boolean isTruncation() {
            return injection.kind() == InjectionKind.TRUNCATE_FILE;
        }
    }

    private static final class Starts implements ServerHearing {
        private final Map<Integer, Event.PlannedInjection> planned = new TreeMap<>();

        /// Since the node last loaded something.
        private final Map<String, Damage> damaged = new TreeMap<>();

        private final List<Observation> found = new ArrayList<>();

        @Override
        public void hear(JournalLine line) {
            if (line.event() instanceof Event.FaultPlanned fault) {
                fault.injections().stream()
                        .filter(one -> damages(one.kind()))
                        .forEach(one -> planned.put(one.injection(), one));
            } else if (line.event() instanceof Event.FaultApplied applied) {
                Event.PlannedInjection one = planned.get(applied.injection());
                if (one != null && applied.bit()) damaged.put(one.place(), new Damage(line, one));
            } else if (line.event() instanceof Event.DatasetLoaded loaded) {
                Damage damage = damaged.remove(loaded.node());
                if (damage != null && loaded.source() != DatasetSource.NOTHING) {
                    found.add(observation(line, loaded, damage));
                }
            }
        }

        private static boolean damages(InjectionKind kind) {
            return kind == InjectionKind.TRUNCATE_FILE || kind == InjectionKind.FLIP_BIT;
        }

        @Override
        public List<Observation> observations() {
            return List.copyOf(found);
        }
    }

    private static Observation observation(
            JournalLine line, Event.DatasetLoaded loaded, Damage damage) {
        String how = damage.isTruncation() ? "whose end was missing" : "in which a bit was wrong";
        return Observation.of(
                        Origin.CONSEQUENCE,
                        loaded.node()
                                + " came up at "
                                + Phrases.seconds(line.atNanos())
                                + " with a file "
                                + how
                                + ".",
                        Span.at(line.atNanos()))
                .on(loaded.node())
                .shownBy(
                        List.of(
                                Evidence.of(damage.line(), damage.injection().text()),
                                Evidence.of(line, loaded.node() + " loaded its dataset")))
                .causedBy(
                        CausedBy.sameNode(DiskFault.class),
                        CausedBy.sameNode(RestartedByOperator.class),
                        CausedBy.sameNode(RestartedBySupervisor.class))
                .explains(RestartKeptDataset.class)
                .remedy(remedy(damage))
                .build();
    }

    private static Remedy remedy(Damage damage) {
        return damage.isTruncation()
                ? Remedy.forAll(
                                "Let the server refuse a log that ends in the middle of a command,"
                                        + " and promote a replica, which has what is missing.")
                        .setting("aof-load-truncated", "no")
                : Remedy.forAll(
                                "A log has no checksum, and a snapshot has one: restart a master"
                                        + " from a snapshot, or promote a replica in its place.")
                        .setting("rdbchecksum", "yes");
    }
}
