package dev.firedrill.reports.incident;

import static dev.firedrill.reports.Histories.DISTURB;
import static dev.firedrill.reports.Histories.all;
import static dev.firedrill.reports.Histories.applied;
import static dev.firedrill.reports.Histories.healed;
import static dev.firedrill.reports.Histories.nodes;
import static dev.firedrill.reports.Histories.planned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.check.UnsyncedAgeAtMost;
import dev.firedrill.reports.history.DataType;
import dev.firedrill.reports.history.DatasetSource;
import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.InjectionKind;
import dev.firedrill.reports.history.Moment;
import dev.firedrill.reports.history.OperatorAction;
import dev.firedrill.reports.history.Outcome;
import dev.firedrill.reports.history.ReplicaCloseReason;
import dev.firedrill.reports.history.ResyncKind;
import dev.firedrill.reports.history.ResyncReason;
import dev.firedrill.reports.history.ServerRole;
import dev.firedrill.reports.history.SnapshotPurpose;
import dev.firedrill.reports.history.SnapshotRefusal;
import dev.firedrill.reports.history.SnapshotResult;
import dev.firedrill.reports.history.WriteRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Events of which incidents are made, with times in seconds.
public final class Scenes {
    public static final Event BEGAN = nodes("M", "R1", "R2");

    private Scenes() {}

    public static long at(double seconds) {
        return (long) (seconds * 1e9);
    }

    /// A fault of one injection that bites, from second 3 to second 20.
    public static List<Event> fault(InjectionKind kind, String place) {
        return List.of(
                new Event.FaultPlanned(
                        at(3),
                        1,
                        "some-fault",
                        "something breaks",
                        OptionalLong.empty(),
                        List.of(
                                new Event.PlannedInjection(
                                        1, kind, place, false, kind + " " + place))),
                new Event.FaultApplied(at(3), 1, 1, "wanted", "measured", true),
                new Event.FaultHealed(at(20), 1, 1, "wanted", "measured", true));
    }

    /// Planned and healed, but measured not to have bitten.
    public static List<Event> faultWithoutEffect(InjectionKind kind, String place) {
        return List.of(planned(1, kind, place, false), applied(1, false), healed(1, true));
    }

    public static Event full(double seconds, String replica, ResyncReason reason) {
        return decided(seconds, replica, ResyncKind.FULL, reason, OptionalLong.of(1_048_576));
    }

    public static Event decided(
            double seconds,
            String replica,
            ResyncKind kind,
            ResyncReason reason,
            OptionalLong backlogBytes) {
        OptionalLong missing =
                reason == ResyncReason.BACKLOG_TRIMMED
                        ? OptionalLong.of(4_000_000)
                        : OptionalLong.empty();
        return new Event.ResyncDecided(
                at(seconds),
                "M",
                replica,
                kind,
                reason,
                missing,
                backlogBytes,
                OptionalLong.of(9_000_000));
    }

    public static Event partial(double seconds, String replica) {
        return decided(
                seconds,
                replica,
                ResyncKind.PARTIAL,
                ResyncReason.CONTINUED,
                OptionalLong.of(1_048_576));
    }

    public static Event resyncEnded(double seconds, String replica) {
        return new Event.ResyncEnded(
                at(seconds), "M", replica, ResyncKind.FULL, OptionalLong.of(1_000));
    }

    public static Event closed(double seconds, String replica, ReplicaCloseReason reason) {
        return new Event.ReplicaClosed(at(seconds), "M", replica, reason);
    }

    public static Event snapshotBegan(double seconds) {
        return new Event.SnapshotBegan(at(seconds), "M", SnapshotPurpose.REPLICATION, 1);
    }

    public static Event snapshotEnded(double seconds, SnapshotResult result, long bytes) {
        return new Event.SnapshotEnded(
                at(seconds),
                "M",
                SnapshotPurpose.REPLICATION,
                result,
                OptionalLong.of(10),
                OptionalLong.of(bytes));
    }

    public static Event snapshotRefused(double seconds) {
        return new Event.SnapshotRefused(at(seconds), "R1", SnapshotRefusal.DATASET_SHRUNK);
    }

    public static Event loaded(double seconds, DatasetSource source, Event.IgnoredFile... ignored) {
        return new Event.DatasetLoaded(
                at(seconds), "M", source, OptionalLong.of(0), OptionalLong.of(0), List.of(ignored));
    }

    public static Event exited(double seconds, String node, ExitCause cause) {
        return new Event.ProcessExited(at(seconds), node, 137, cause);
    }

    public static Event started(double seconds, String node, int start) {
        return new Event.ProcessStarted(at(seconds), node, start);
    }

    public static Event operator(double seconds, String node, OperatorAction action) {
        return new Event.OperatorActed(at(seconds), node, action, true, "OK");
    }

    public static Event promoted(double seconds, String node) {
        return operator(seconds, node, new OperatorAction.Promoted());
    }

    public static Event guarded(double seconds, GuardAction action) {
        return new Event.GuardActed(at(seconds), "sentinel-2", action);
    }

    public static Event restarted(double seconds, String node) {
        return operator(seconds, node, new OperatorAction.Restarted());
    }

    public static Event config(double seconds, Moment moment, String... namesAndValues) {
        var values = new TreeMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Event.ConfigObserved(at(seconds), "M", moment, values);
    }

    public static Event file(double seconds, Moment moment, String... lines) {
        return new Event.ConfigFileObserved(at(seconds), "M", moment, List.of(lines));
    }

    public static Event addresses() {
        var addresses = new TreeMap<String, String>();
        addresses.put("M", "127.0.0.1 6379");
        addresses.put("R1", "R1 6379");
        return new Event.AddressesKnown(at(0.5), "M", addresses);
    }

    /// The operator restarts M at second 30, and CONFIG GET says another value than before.
    public static List<Event> restartWith(String directive, String before, String after) {
        return all(
                config(29, Moment.RUNNING, directive, before, "port", "6379"),
                exited(30, "M", ExitCause.TERMINATED),
                started(31, "M", 2),
                restarted(31, "M"),
                config(32, Moment.AFTER_RESTART, directive, after, "port", "6379"),
                file(32, Moment.AFTER_RESTART, directive + " " + after));
    }

    public static Event refused(double seconds, String error) {
        return answer("M", seconds, seconds, Outcome.FAILED, error);
    }

    public static Event acknowledged(double invoked, double ended) {
        return acknowledgedBy("M", invoked, ended);
    }

    public static Event acknowledgedBy(String node, double invoked, double ended) {
        return answer(node, invoked, ended, Outcome.OK, "");
    }

    private static Event answer(
            String node, double invoked, double ended, Outcome outcome, String error) {
        return new Event.Operation(
                at(ended), at(invoked), 0, node, "SET", "k", List.of("v"), "", outcome, error);
    }

    public static Event refusal(double seconds, WriteRefusal kind) {
        return new Event.WriteRefusalEntered(at(seconds), "M", kind);
    }

    public static Event sampled(double seconds, Object... namesAndValues) {
        var fields = new TreeMap<String, Double>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], ((Number) namesAndValues[i + 1]).doubleValue());
        }
        return new Event.Sampled(at(seconds), "M", fields);
    }

    public static Event unsynced(double seconds, double millis) {
        return sampled(
                seconds, UnsyncedAgeAtMost.FIELD, millis, "master_repl_offset", seconds * 1000);
    }

    public static Event memory(double seconds, long bytes, long bufferBytes) {
        return sampled(
                seconds, "rss", bytes, "mem_clients_slaves", bufferBytes, "connected_slaves", 2);
    }

    public static Event readBack(double seconds, DataType type, String... elements) {
        return new Event.KeyRead(
                at(seconds), at(seconds), "M", Moment.FINAL, "k", type, List.of(elements));
    }

    public static Event dataset(double seconds, String node, ServerRole role, String digest) {
        return new Event.DatasetObserved(
                at(seconds), node, Moment.FINAL, role, 7, "id", 100, digest);
    }

    /// What a client did, known a second after an event.
    private static Event operationAfter(Event event) {
        return new Event.Operation(
                event.atNanos() + at(1),
                event.atNanos(),
                1,
                "M",
                "SET",
                "k",
                List.of("v"),
                "",
                Outcome.FAILED,
                "READONLY no");
    }

    private static Event chargeAfter(Event event) {
        return new Event.SideEffect(event.atNanos() + at(1), 1, "charge", "k", 1);
    }

    public static Event charge(double seconds, String invoice) {
        return new Event.SideEffect(at(seconds), 0, "charge", invoice, 2_000);
    }

    public static List<Event> scene(Object... parts) {
        var events = new ArrayList<Event>(List.of(BEGAN));
        events.addAll(all(parts));
        return events;
    }

    /// After the first fault has begun.
    public static List<Event> disturbed(Object... parts) {
        var events = new ArrayList<Event>(List.of(BEGAN, DISTURB));
        events.addAll(all(parts));
        return events;
    }

    /// What a finding observes in these events. A hearing that is spared what clients did must
    /// observe the same where it is not.
    public static List<Observation> observed(Finding finding, List<Event> events) {
        List<Observation> observed = observed(finding, events, List.of());
        if (finding.begin() instanceof Finding.ServerHearing) {
            assertThat(
                            observed(
                                    finding,
                                    events,
                                    List.of(Scenes::operationAfter, Scenes::chargeAfter)))
                    .as("%s hears what clients did", finding.name())
                    .isEqualTo(observed);
        }
        return observed;
    }

    /// @param clients what they do after each event
    private static List<Observation> observed(
            Finding finding, List<Event> events, List<UnaryOperator<Event>> clients) {
        Finding.Hearing hearing = finding.begin();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            hearing.hear(new JournalLine(i + 1L, event));
            clients.forEach(one -> hearing.hear(new JournalLine(99, one.apply(event))));
        }
        return hearing.observations();
    }
}
