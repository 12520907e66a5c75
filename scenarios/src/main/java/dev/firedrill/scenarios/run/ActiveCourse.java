package dev.firedrill.scenarios.run;

import dev.firedrill.faults.fault.Step;
import dev.firedrill.faults.fault.Timetable;
import dev.firedrill.faults.lab.ActiveFault;
import dev.firedrill.faults.lab.Cluster;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/// A course that is being carried out: its steps begin and are healed while the scenario waits.
/// Leaving the block that holds it before [#over] leaves steps out, which makes the run
/// inconclusive: `try (var flap = drill.begin(new FlappingLinks())) { ... }`.
public final class ActiveCourse implements AutoCloseable {
    /// What is seen of a step is not what was planned when it comes later than that.
    private static final Duration LATE_MAX = Duration.ofSeconds(1);

    private final String name;
    private final Timetable timetable;
    private final Cluster cluster;
    private final Premises premises;
    private final Function<List<Step>, List<ActiveFault>> beginner;
    private final long beganAtNanos;
    private final Map<Step, ActiveFault> inForce = new LinkedHashMap<>();
    private long latestNanos;
    private int done;
    private boolean closed;

    /// @param beginner begins steps together
    ActiveCourse(
            String name,
            Timetable timetable,
            Cluster cluster,
            Premises premises,
            Function<List<Step>, List<ActiveFault>> beginner) {
        this.name = name;
        this.timetable = timetable;
        this.cluster = cluster;
        this.premises = premises;
        this.beginner = beginner;
        beganAtNanos = cluster.nowNanos();
    }

    /// What is due now is done now, the rest while the scenario waits.
    void start(Agenda agenda) {
        for (Timetable.Moment moment : timetable.moments()) {
            long at = beganAtNanos + moment.at().toNanos();
            agenda.at(at, () -> come(moment, at));
        }
        agenda.workOff(cluster.nowNanos());
    }

    private void come(Timetable.Moment moment, long dueNanos) {
        if (closed) return;
        latestNanos = Math.max(latestNanos, cluster.nowNanos() - dueNanos);
        if (!moment.begin().isEmpty()) {
            List<ActiveFault> begun = beginner.apply(moment.begin());
            for (int i = 0; i < begun.size(); i++) {
                inForce.put(moment.begin().get(i), begun.get(i));
            }
        }
        for (Step step : moment.heal()) {
            ActiveFault ending = inForce.remove(step);
            if (ending != null) ending.close();
        }
        done++;
        if (over()) {
            closed = true;
            premises.observed(
                    String.format(
                            Locale.ROOT,
                            "%s keeps to its times within %d ms",
                            name,
                            LATE_MAX.toMillis()),
                    latestNanos <= LATE_MAX.toNanos(),
                    String.format(
                            Locale.ROOT,
                            "%d moments within %d ms, the latest %.0f ms late",
                            done,
                            timetable.length().toMillis(),
                            latestNanos / 1e6));
        }
    }

    /// Whether every step has come and is healed.
    public boolean over() {
        return done == timetable.moments().size();
    }

    /// Until its last moment.
    public Duration left() {
        long until = beganAtNanos + timetable.length().toNanos();
        return Duration.ofNanos(Math.max(0, until - cluster.nowNanos()));
    }

    /// Heals what is in force of it and leaves out the rest.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        List.copyOf(inForce.values()).forEach(ActiveFault::close);
        inForce.clear();
        premises.observed(
                "every step of " + name + " is carried out",
                false,
                done + " of " + timetable.moments().size() + " moments had come");
    }
}
