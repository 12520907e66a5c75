package dev.firedrill.reports.account;

import dev.firedrill.reports.account.Effect.Kind;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.Outcome;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What clients wrote to one key, and what was read there.
final class KeyAccount {
    /// @param unanswered how many of `compared` show a write that was never acknowledged
    /// @param lost and `unexplained` in sentences
    record Result(
            long compared,
            long unanswered,
            List<String> lost,
            List<String> unexplained,
            long unread) {}

    private record Waiting(Place place, Reading reading) {}

    private final String name;
    private final WrittenValues written;
    private final ProcessEnds processEnds;
    private final Map<String, Place> places = new TreeMap<>();

    /// Removals of the whole key without an answer: they may still come to what is written later.
    private final List<Event.Operation> removals = new ArrayList<>();

    private final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private final List<String> unexplained = new ArrayList<>();
    private @Nullable Counter counter;
    private @Nullable Pushes pushes;
    private @Nullable String reason;
    private long firstAcknowledgedAtNanos = Long.MAX_VALUE;
    private long compared;
    private long highestRead = Long.MIN_VALUE;
    private long unanswered;

    /// The rounds in which it was read.
    private final BitSet readIn = new BitSet();

    KeyAccount(String name, WrittenValues written, ProcessEnds processEnds) {
        this.name = name;
        this.written = written;
        this.processEnds = processEnds;
    }

    String name() {
        return name;
    }

    /// From here on nothing can be said about this key.
    void unaccountedFor(String why) {
        if (reason == null) reason = why;
    }

    private static boolean acknowledged(Event.Operation operation) {
        return operation.outcome() == Outcome.OK;
    }

    private void note(Event.Operation operation) {
        if (acknowledged(operation)) {
            firstAcknowledgedAtNanos = Math.min(firstAcknowledgedAtNanos, operation.atNanos());
        }
        int uses = kinds.size() + (counter == null ? 0 : 1) + (pushes == null ? 0 : 1);
        if (uses > 1) unaccountedFor("written by commands of different types");
    }

    /// Found for every write, so that nothing is made for a place that is known.
    private Place place(String field) {
        Place known = places.get(field);
        if (known != null) return known;
        var place = new Place(field.isEmpty() ? name : name + " " + field, written);
        removals.forEach(removal -> erase(place, removal));
        places.put(field, place);
        return place;
    }

    void put(Effect.Put put, Event.Operation operation) {
        kinds.add(put.kind());
        note(operation);
        write(place(put.field()), put.value(), put.mayVanish(), operation);
        resolveWaiting();
    }

    private void write(
            Place place, @Nullable String value, boolean mayVanish, Event.Operation operation) {
        long invoked = operation.invokedAtNanos();
        String node = operation.node();
        if (acknowledged(operation)) {
            place.acknowledged(value, node, invoked, operation.atNanos(), mayVanish);
        } else {
            place.unanswered(value, node, invoked, processEnds.after(node, invoked), mayVanish);
        }
    }

    /// The process of a node has ended.
    void ended(String node, long atNanos) {
        places.values().forEach(place -> place.ended(node, atNanos));
    }

    void remove(Effect.Remove remove, Event.Operation operation) {
        kinds.add(remove.kind());
        note(operation);
        erase(place(remove.field()), operation);
    }

    void removeAll(Event.Operation operation) {
        if (counter != null || pushes != null) unaccountedFor("removed by " + operation.command());
        places.values().forEach(place -> erase(place, operation));
        if (!acknowledged(operation)) removals.add(operation);
    }

    private void erase(Place place, Event.Operation operation) {
        write(place, null, false, operation);
    }

    void mayVanish() {
        places.values().forEach(Place::mayVanish);
        if (counter != null || pushes != null) unaccountedFor("given a time to live");
    }

    /// @return the earlier answer that this one falls behind, or [Long#MIN_VALUE]
    long add(long delta, Event.Operation operation) {
        if (!removals.isEmpty()) unaccountedFor("perhaps removed since");
        Counter present = counter == null ? new Counter() : counter;
        counter = present;
        note(operation);
        boolean answered = acknowledged(operation);
        long behind =
                present.add(
                        delta,
                        operation.invokedAtNanos(),
                        operation.atNanos(),
                        answered,
                        answered ? Long.parseLong(operation.reply()) : 0);
        return reason == null ? behind : Long.MIN_VALUE;
    }

    void push(String element, Event.Operation operation) {
        if (!removals.isEmpty()) unaccountedFor("perhaps removed since");
        Pushes present = pushes == null ? new Pushes() : pushes;
        pushes = present;
        note(operation);
        present.push(element, operation.atNanos(), acknowledged(operation));
    }

    /// @param round in which all keys are read once
    void read(Event.KeyRead seen, int round) {
        readIn.set(round);
        if (reason != null) return;
        if (counter != null) {
            readCounter(counter, seen);
        } else if (pushes != null) {
            compared += pushes.read(seen, name, lost);
        } else {
            readPlaces(seen);
        }
    }

    private void readCounter(Counter present, Event.KeyRead seen) {
        compared++;
        unanswered += present.hasUnanswered() ? 1 : 0;
        String text = seen.dataType() == DataType.STRING ? seen.elements().getFirst() : "0";
        long value;
        try {
            value = Long.parseLong(text);
        } catch (NumberFormatException _) {
            unexplained.add(name + " holds '" + text + "', which is no number");
            return;
        }
        highestRead = Math.max(highestRead, value);
        long least = present.leastAt(seen.invokedAtNanos());
        if (!present.shrinks() && value < least) {
            lost.add(
                    String.format(
                            Locale.ROOT,
                            "%s: increments up to %d were acknowledged, read %d on %s",
                            name,
                            least,
                            value,
                            seen.node()));
        }
    }

    private void readPlaces(Event.KeyRead seen) {
        Map<String, String> found = fieldsOf(seen);
        places.forEach((field, place) -> compare(place, reading(seen, found.remove(field))));
        // What nobody wrote so far: a write may be under way.
        found.forEach((field, value) -> compare(place(field), reading(seen, value)));
    }

    private static Reading reading(Event.KeyRead seen, @Nullable String value) {
        return new Reading(seen.invokedAtNanos(), seen.atNanos(), seen.node(), value);
    }

    private void compare(Place place, Reading reading) {
        compared += place.acknowledged() ? 1 : 0;
        switch (place.match(reading)) {
            case AS_WRITTEN -> {}
            case AS_UNANSWERED -> unanswered += place.acknowledged() ? 1 : 0;
            case LOST ->
                    lost.add(
                            String.format(
                                    Locale.ROOT,
                                    "%s: %s was acknowledged, read %s on %s",
                                    place.name(),
                                    place.expected(),
                                    reading.value() == null
                                            ? "nothing"
                                            : "'" + reading.value() + "'",
                                    reading.node()));
            case UNKNOWN -> waiting.add(new Waiting(place, reading));
            case VANISHED -> unexplained.add(place.name() + " is absent; it may have expired");
        }
    }

    private void resolveWaiting() {
        for (var each = waiting.iterator(); each.hasNext(); ) {
            Waiting one = each.next();
            Place.Match match = one.place().match(one.reading());
            if (match == Place.Match.AS_UNANSWERED && one.place().acknowledged()) unanswered++;
            if (match == Place.Match.AS_WRITTEN || match == Place.Match.AS_UNANSWERED) {
                each.remove();
            }
        }
    }

    private Map<String, String> fieldsOf(Event.KeyRead seen) {
        var found = new TreeMap<String, String>();
        List<String> elements = seen.elements();
        switch (seen.dataType()) {
            case NONE -> {}
            case STRING -> found.put(Effect.WHOLE, elements.getFirst());
            case SET -> elements.forEach(member -> found.put(member, Effects.member()));
            case HASH -> pairs(elements, found, false);
            case SORTED_SET -> pairs(elements, found, true);
            case LIST, OTHER -> unaccountedFor("holds a " + seen.dataType());
        }
        return found;
    }

    private static void pairs(List<String> elements, Map<String, String> into, boolean scores) {
        for (int i = 0; i + 1 < elements.size(); i += 2) {
            String value = elements.get(i + 1);
            into.put(elements.get(i), scores ? Effects.score(value) : value);
        }
    }

    /// @param rounds in each of which the key has to be read, unless it was acknowledged later
    Result settle(List<ReadingRound> rounds) {
        var doubts = new ArrayList<>(unexplained);
        if (reason != null) {
            // Nothing that was compared before counts.
            return new Result(0, 0, List.of(), List.of(name + " cannot be judged: " + reason), 0);
        }
        for (Waiting one : waiting) {
            doubts.add(
                    String.format(
                            Locale.ROOT,
                            "%s holds '%s' on %s, which no recorded write stored",
                            one.place().name(),
                            one.reading().value(),
                            one.reading().node()));
        }
        if (counter != null && highestRead > counter.most()) {
            doubts.add(name + " is " + highestRead + ", more than all increments come to");
        }
        long unread =
                rounds.stream()
                        .filter(round -> firstAcknowledgedAtNanos < round.firstReadAtNanos())
                        .filter(round -> !readIn.get(round.number()))
                        .count();
        return new Result(compared, unanswered, List.copyOf(lost), doubts, unread);
    }
}
