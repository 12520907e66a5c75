package dev.firedrill.reports.incident;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.InjectionKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Follows the faults of one area from their beginning to their end, and observes each that took
/// effect. A fault that did not bite has caused nothing.
final class FaultsInForce implements Finding.Hearing {
    /// One fault, as far as it acts on the area.
    private static final class Fault {
        final Episode episode;
        final String name;
        final Map<InjectionKind, SortedSet<String>> places = new EnumMap<>(InjectionKind.class);
        final SortedSet<String> nodes = new TreeSet<>(NodeOrder.BY_NUMBER);

        int applied;

        /// Injections that took effect and have not been seen to end.
        final SortedSet<Integer> open = new TreeSet<>();

        Fault(long fromNanos, String name) {
            episode = new Episode(fromNanos);
            this.name = name;
        }
    }

    /// Of many injections of one fault these stand for all.
    private static final int APPLIED_SHOWN_MAX = 3;

    private final InjectionKind.Area area;
    private final Map<Integer, Fault> faults = new TreeMap<>();
    private final Map<Integer, Event.PlannedInjection> injections = new TreeMap<>();
    private long lastAtNanos;

    FaultsInForce(InjectionKind.Area area) {
        this.area = area;
    }

    @Override
    public void hear(JournalLine line) {
        // Of every event, a client's too: until then a fault lasts that is not healed.
        lastAtNanos = Math.max(lastAtNanos, line.atNanos());
        if (line.event() instanceof Event.FaultPlanned planned) {
            planned(line, planned);
        } else if (line.event() instanceof Event.FaultApplied applied) {
            if (applied.bit()) applied(line, applied);
        } else if (line.event() instanceof Event.FaultHealed healed) {
            Fault fault = faults.get(healed.fault());
            if (fault == null || !injections.containsKey(healed.injection())) return;
            fault.episode.lasts(line.atNanos());
            if (healed.healed()) fault.open.remove(healed.injection());
            if (fault.open.isEmpty()) fault.episode.show(line, "healed: " + healed.measured());
        }
    }

    private void planned(JournalLine line, Event.FaultPlanned planned) {
        var fault = new Fault(line.atNanos(), planned.name());
        fault.episode.show(line, planned.description());
        for (Event.PlannedInjection one : planned.injections()) {
            if (one.kind().area() == area) {
                injections.put(one.injection(), one);
                faults.put(planned.fault(), fault);
            }
        }
    }

    private void applied(JournalLine line, Event.FaultApplied applied) {
        Event.PlannedInjection injection = injections.get(applied.injection());
        Fault fault = faults.get(applied.fault());
        if (injection == null || fault == null) return;
        fault.places
                .computeIfAbsent(injection.kind(), _ -> new TreeSet<>(NodeOrder.BY_NUMBER))
                .add(injection.place());
        fault.nodes.addAll(Places.nodes(injection.place()));
        if (!injection.lasting()) fault.open.add(applied.injection());
        if (fault.applied++ < APPLIED_SHOWN_MAX) {
            fault.episode.show(line, injection.text() + ": " + applied.measured());
        }
    }

    @Override
    public List<Observation> observations() {
        return faults.values().stream()
                .filter(fault -> !fault.places.isEmpty())
                .map(this::observation)
                .toList();
    }

    private Observation observation(Fault fault) {
        boolean open = !fault.open.isEmpty();
        if (open) fault.episode.lasts(lastAtNanos);
        var deeds = new ArrayList<String>();
        fault.places.forEach(
                (kind, where) -> deeds.add(InjectionWords.of(kind, List.copyOf(where))));
        Span span = fault.episode.span();
        String when =
                open ? "from " + Phrases.seconds(span.fromNanos()) + " on" : Phrases.when(span);
        String sentence =
                Phrases.sentence(String.join(", ", deeds) + " " + when + " (" + fault.name + ")");
        return Observation.of(Origin.FAULT, sentence, span)
                .on(List.copyOf(fault.nodes))
                .figure("injections", fault.applied)
                .shownBy(fault.episode.evidence())
                .build();
    }
}
