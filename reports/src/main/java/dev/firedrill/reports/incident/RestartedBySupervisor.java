package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Locale;

/// Servers that died and were started again although no operator did that: by a supervisor, perhaps
/// before anybody had noticed.
public final class RestartedBySupervisor implements Finding {
    @Override
    public String name() {
        return "restarted-by-supervisor";
    }

    @Override
    public Hearing begin() {
        return new Hearing() {
            private final Restarts restarts = new Restarts();

            @Override
            public void hear(JournalLine line) {
                restarts.hear(line);
            }

            @Override
            public List<Observation> observations() {
                return restarts.all().stream()
                        .filter(one -> !one.byOperator())
                        .map(RestartedBySupervisor::observation)
                        .toList();
            }
        };
    }

    private static Observation observation(Restarts.Restart restart) {
        return Observation.of(
                        Origin.CONSEQUENCE,
                        String.format(
                                Locale.ROOT,
                                "%s was started again at %s, %s after its end, and not by the"
                                        + " operator.",
                                restart.node(),
                                Phrases.seconds(restart.span().toNanos()),
                                Phrases.seconds(restart.span().lengthNanos())),
                        restart.span())
                .on(restart.node())
                .figure("downMillis", restart.span().lengthNanos() / 1_000_000)
                .shownBy(restart.evidence())
                .causedBy(
                        CausedBy.sameNode(KilledAtMemoryCap.class),
                        CausedBy.sameNode(ProcessDied.class))
                .build();
    }
}
