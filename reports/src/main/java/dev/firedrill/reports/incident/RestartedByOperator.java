package dev.firedrill.reports.incident;

import java.util.List;
import java.util.Locale;

/// Servers that the operator restarted.
public final class RestartedByOperator implements Finding {
    @Override
    public String name() {
        return "restarted-by-operator";
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
                        .filter(Restarts.Restart::byOperator)
                        .map(RestartedByOperator::observation)
                        .toList();
            }
        };
    }

    private static Observation observation(Restarts.Restart restart) {
        return Observation.of(
                        Origin.OPERATOR,
                        String.format(
                                Locale.ROOT,
                                "The operator restarted %s: it ended at %s and started at %s.",
                                restart.node(),
                                Phrases.seconds(restart.span().fromNanos()),
                                Phrases.seconds(restart.span().toNanos())),
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
