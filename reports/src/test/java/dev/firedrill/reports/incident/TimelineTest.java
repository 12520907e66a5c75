package dev.firedrill.reports.incident;

import static dev.firedrill.reports.incident.Scenes.disturbed;
import static dev.firedrill.reports.incident.Scenes.exited;
import static dev.firedrill.reports.incident.Scenes.fault;
import static dev.firedrill.reports.incident.Scenes.started;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firedrill.reports.history.Event;
import dev.firedrill.reports.history.ExitCause;
import dev.firedrill.reports.history.GuardAction;
import dev.firedrill.reports.history.InjectionKind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The timeline and the charts show every fault from its beginning to its end, whatever it acts on,
/// and every end and start of a process.
class TimelineTest {
    private static Incident incident(List<Event> events) {
        return CausalChainTest.incident(List.of(), events);
    }

    @ParameterizedTest
    @EnumSource(
            value = InjectionKind.class,
            names = {"CUT_LINK", "THROTTLE_DISK", "CAP_MEMORY", "PAUSE_NODE", "DRIFT_CLOCK"})
    void everyFaultHasABandAndItsHealingIsTold(InjectionKind kind) {
        Incident incident = incident(disturbed(fault(kind, "M")));

        assertThat(incident.series().faults())
                .containsExactly(new Series.Band(3, 20, "some-fault"));
        assertThat(incident.timeline())
                .filteredOn(entry -> entry.topic() == TimelineEntry.Topic.FAULT)
                .extracting(TimelineEntry::text)
                .containsExactly("some-fault begins: something breaks", "some-fault is healed");
    }

    @Test
    void inWhatTheLabDiffersIsTold() {
        List<Event> events = disturbed(new Event.LabDiffers(1, "the line is divided"));

        assertThat(incident(events).timeline())
                .contains(new TimelineEntry(1, TimelineEntry.Topic.LAB, "the line is divided"));
    }

    /// That one process takes a server for down is not shown; what the processes do together is.
    @Test
    void theFailoverOfTheGuardIsToldStepByStep() {
        List<Event> events =
                disturbed(
                        Scenes.guarded(9, new GuardAction.SawDown("M")),
                        Scenes.guarded(10, new GuardAction.AgreedDown("M", 2, 2)),
                        Scenes.guarded(11, new GuardAction.Promoted("R1")),
                        Scenes.guarded(30, new GuardAction.Demoted("M")));

        assertThat(incident(events).timeline())
                .filteredOn(entry -> entry.topic() == TimelineEntry.Topic.GUARD)
                .extracting(TimelineEntry::text)
                .containsExactly(
                        "sentinel-2 agrees with others that M is down: 2 of a quorum of 2",
                        "sentinel-2 has promoted R1",
                        "sentinel-2 tells M, a former master, to follow the master");
    }

    @Test
    void aBandEndsWithTheLastInjectionOfItsFault() {
        List<Event> events =
                disturbed(
                        new Event.FaultPlanned(
                                Scenes.at(3),
                                1,
                                "cut",
                                "two links",
                                OptionalLong.empty(),
                                List.of(injection(1, "M->R1"), injection(2, "R1->M"))),
                        healed(10, 1),
                        healed(12, 2));

        assertThat(incident(events).series().faults())
                .containsExactly(new Series.Band(3, 12, "cut"));
    }

    private static Event.PlannedInjection injection(int number, String link) {
        return new Event.PlannedInjection(number, InjectionKind.CUT_LINK, link, false, link);
    }

    private static Event healed(double seconds, int injection) {
        return new Event.FaultHealed(Scenes.at(seconds), 1, injection, "wanted", "measured", true);
    }

    @Test
    void endsAndStartsOfProcessesAreMarked() {
        List<Event> events =
                disturbed(
                        started(1, "M", 1),
                        exited(30, "M", ExitCause.MEMORY_CAP),
                        started(31, "M", 2));

        assertThat(incident(events).series().marks())
                .containsExactly(
                        new Series.Mark(30, "M ends (memory cap)"),
                        new Series.Mark(31, "M starts"));
    }
}
