package dev.firedrill.reports.incident;

import dev.firedrill.reports.check.Converged;
import dev.firedrill.reports.history.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Processes that died. One that is still gone at the end of the run is also why the nodes did not
/// converge; one that was started again is not.
final class Deaths {
    private static final int DEATHS_MAX = 20;

    private record Death(String node, Observation.Builder seen) {}

    private final List<Death> deaths = new ArrayList<>();
    private final Set<String> gone = new TreeSet<>();

    void hear(Event event) {
        if (event instanceof Event.ProcessStarted started) gone.remove(started.node());
    }

    void add(String node, Observation.Builder seen) {
        gone.add(node);
        if (deaths.size() < DEATHS_MAX) deaths.add(new Death(node, seen));
    }

    List<Observation> observations() {
        var all = new ArrayList<Observation>();
        for (Death death : deaths) {
            if (gone.contains(death.node())) death.seen().explains(Converged.class);
            all.add(death.seen().build());
        }
        return all;
    }
}
