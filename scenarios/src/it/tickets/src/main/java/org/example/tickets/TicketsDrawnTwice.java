package org.example.tickets;

import static dev.firedrill.scenarios.run.Variant.violates;

import dev.firedrill.faults.lab.Capability;
import dev.firedrill.faults.lab.PerLab;
import dev.firedrill.reports.check.Checker;
import dev.firedrill.reports.check.Converged;
import dev.firedrill.scenarios.option.Parameter;
import dev.firedrill.scenarios.option.Setting;
import dev.firedrill.scenarios.run.Drill;
import dev.firedrill.scenarios.run.Scenario;
import dev.firedrill.scenarios.run.Topology;
import dev.firedrill.scenarios.run.Variant;
import java.time.Duration;
import java.util.List;

/// Counters that are not persisted start over after a power cut.
public final class TicketsDrawnTwice implements Scenario {
    private static final Variant IN_MEMORY =
            Variant.breaks("in-memory", "nothing is persisted", violates(NoTicketDrawnTwice.class));
    private static final Variant PERSISTED =
            Variant.holds("appendfsync-always", "every number is on the disk before it is drawn");

    static final Parameter.Count TICKETS =
            new Parameter.Count(
                    "tickets-per-second", "numbers drawn per second", PerLab.same(200), 10, 2_000);

    @Override
    public String name() {
        return "tickets-drawn-twice";
    }

    @Override
    public String title() {
        return "A power cut makes ticket machines start over";
    }

    @Override
    public String story() {
        return "Ticket numbers are counters in memory. After a power cut they start at one again.";
    }

    @Override
    public List<Parameter<?>> parameters() {
        return List.of(TICKETS);
    }

    @Override
    public List<Variant> variants() {
        return List.of(IN_MEMORY, PERSISTED);
    }

    @Override
    public Topology topology(Variant variant, Setting setting) {
        String conf =
                "save \"\"\n"
                        + (variant.equals(PERSISTED) ? "appendonly yes\nappendfsync always\n" : "");
        return Topology.master(conf)
                .withReplicas(1, conf)
                .supervised(Topology.MASTER)
                .supervised(Topology.replica(1));
    }

    @Override
    public List<Capability> needs(Variant variant) {
        return List.of(Capability.PROCESS_FAULTS);
    }

    @Override
    public void run(Drill drill) {
        drill.awaitCaughtUp(Duration.ofSeconds(30));
        drill.load().start(new TicketCounters(20, drill.setting().get(TICKETS)));
        drill.steady(Duration.ofSeconds(5));
        drill.during(new KillEveryNode(), Duration.ofSeconds(10));
    }

    @Override
    public List<Checker> judges(Variant variant, Setting setting) {
        return List.of(new NoTicketDrawnTwice(), new Converged());
    }
}
