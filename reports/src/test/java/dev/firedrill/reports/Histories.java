package dev.firedrill.reports;

import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.Phase;
import dev.firedrill.reports.history.ServerRole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Events for histories that tests write by hand.
public final class Histories {
    public static final Event STEADY = new Event.PhaseBegan(1, Phase.STEADY);
    public static final Event DISTURB = new Event.PhaseBegan(2, Phase.DISTURB);
    public static final Event HEAL = new Event.PhaseBegan(100, Phase.HEAL);
    public static final Event ENDED = new Event.VariantEnded(200);

    private Histories() {}

    public static Event.RunHeader header(boolean single, String... variants) {
        return new Event.RunHeader(
                "s",
                "a title",
                "a story",
                "./firedrill run s",
                "sim",
                "firedrill",
                "abc",
                7,
                Map.of("keys", "1"),
                "machine",
                List.of(variants),
                single);
    }

    public static Event.VariantBegan began(
            Event.RunHeader header,
            String variant,
            Event.Expectation expectation,
            String... mustBeViolated) {
        return new Event.VariantBegan(
                0,
                header,
                variant,
                "a variant",
                expectation,
                List.of(mustBeViolated),
                List.of("M", "R1"),
                "M");
    }

    /// A variant of its own with these nodes.
    public static Event.VariantBegan nodes(String... nodes) {
        return new Event.VariantBegan(
                0,
                header(true, "v"),
                "v",
                "a variant",
                Event.Expectation.HOLDS,
                List.of(),
                List.of(nodes),
                nodes[0]);
    }

    public static Event operation(
            long invoked, long ended, Outcome outcome, String command, String key, String... rest) {
        return answered(invoked, ended, outcome, "", command, key, rest);
    }

    public static Event answered(
            long invoked,
            long ended,
            Outcome outcome,
            String reply,
            String command,
            String key,
            String... rest) {
        return new Event.Operation(
                ended, invoked, 0, "M", command, key, List.of(rest), reply, outcome, "");
    }

    public static Event set(String key, String value, Outcome outcome) {
        return operation(10, 20, outcome, "SET", key, value);
    }

    public static Event read(Moment moment, String key, DataType type, String... elements) {
        return new Event.KeyRead(90, 80, "M", moment, key, type, List.of(elements));
    }

    /// A string at the end of the run; absent when the value is empty.
    public static Event read(String key, String value) {
        return value.isEmpty()
                ? read(Moment.FINAL, key, DataType.NONE)
                : read(Moment.FINAL, key, DataType.STRING, value);
    }

    public static Event stored(long keys) {
        return new Event.DatasetStored(3, "M", "profile", keys, keys * 10);
    }

    public static Event datasetRead(Moment moment, long intact, long absent, long unread) {
        return new Event.DatasetRead(
                90, "M", moment, "profile", intact, absent, 0, unread, List.of("profile:1"));
    }

    public static Event planned(int fault, InjectionKind kind, String place, boolean lasting) {
        return new Event.FaultPlanned(
                3,
                fault,
                "f",
                "a fault",
                OptionalLong.empty(),
                List.of(
                        new Event.PlannedInjection(
                                fault, kind, place, lasting, kind + " " + place)));
    }

    public static Event applied(int fault, boolean bit) {
        return new Event.FaultApplied(4, fault, fault, "wanted", "measured", bit);
    }

    public static Event healed(int fault, boolean healed) {
        return new Event.FaultHealed(5, fault, fault, "wanted", "measured", healed);
    }

    /// One fault that bit and was healed.
    public static List<Event> proven() {
        return List.of(
                planned(1, InjectionKind.CUT_LINK, "M->R1", false),
                applied(1, true),
                healed(1, true));
    }

    public static Event exited(String node, ExitCause cause) {
        return new Event.ProcessExited(50, node, 137, cause);
    }

    public static Event sampled(long at, String node, String field, double value) {
        return new Event.Sampled(at, node, Map.of(field, value));
    }

    public static Event data(String node, Moment moment, long keys, long offset, String digest) {
        return new Event.DatasetObserved(
                80, node, moment, ServerRole.MASTER, keys, "id", offset, digest);
    }

    public static List<Event> all(Object... parts) {
        var events = new ArrayList<Event>();
        Arrays.stream(parts)
                .forEach(part -> {
                    if (part instanceof Event event) {
                        events.add(event);
                    } else {
                        events.addAll(all(((List<?>) part).toArray()));
                    }
                });
        return events;
    }
}
